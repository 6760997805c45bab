//! A `QuerySpec` as a plan of DataFusion.
//!
//! Nulls, NaN, bins, order and limit are the contract's: the groups' keys and the filters are the engine's own kernels, sums and
//! means are exact or compensated, counts and extremes are what both executors mean by them, and all other measures are the
//! engine's own. `first` and `last` are by the order of the rows in the dataset, which only a scan in one partition keeps.

use arrow_schema::{DataType, Schema};
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionContext;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::functions_aggregate::expr_fn::{count, max, min};
use datafusion::logical_expr::{AggregateUDF, Expr, LogicalPlanBuilder, SortExpr, cast, ident, lit};
use shared::engine::aggregate::measure::{Aggregate, Measure};
use shared::engine::bin::Bin;
use shared::engine::filter::Filter;
use shared::engine::kind::Kind;
use shared::engine::plan::{Key, Plan};
use shared::wire::query::{self, FilterSpec, QuerySpec};

use super::super::functions::engine_measure::{ABOUT, EXACT, EngineMeasure, is_both, is_ordered};
use super::super::functions::total::Total;
use super::{bins, tables};
use crate::storage::TableRef;

/// The answer's column names: keys as their columns, measures as `op(column)`, `count` alone; what else a measure has comes after the
/// column: `quantile(delay, 0.95)`, `corr(delay, distance)`.
pub(super) fn names(spec: &QuerySpec) -> Vec<String> {
    let keys = spec.group_by.iter().map(|key| key.column.clone());
    keys.chain(spec.measures.iter().map(measure_name)).collect()
}

fn measure_name(measure: &query::Measure) -> String {
    let arguments = [measure.column.clone(), measure.with.clone(), measure.q.map(|q| q.to_string())];
    let arguments: Vec<String> = arguments.into_iter().flatten().collect();
    let op = measure.op;
    if arguments.is_empty() { op.to_string() } else { format!("{op}({})", arguments.join(", ")) }
}

/// The answer's columns whose exact values, where the column has none of them, are in the columns behind all others, in this order.
pub(super) fn exact(spec: &QuerySpec, schema: &Schema) -> Result<Vec<usize>> {
    Ok(both(&parsed(spec, schema)?, schema).map(|at| spec.group_by.len() + at).collect())
}

/// The measures that come as a float and as what they are.
fn both(plan: &Plan, schema: &Schema) -> impl Iterator<Item = usize> {
    plan.measures.iter().enumerate().filter(|(_, measure)| is_both(measure, schema)).map(|(at, _)| at)
}

/// The plan. The question was checked by the server, against the same columns. Its columns are the keys, the measures, and those of [`exact`].
pub(super) fn frame(ctx: &SessionContext, table: &TableRef, spec: &QuerySpec) -> Result<DataFrame> {
    let schema = table.schema();
    let plan = parsed(spec, &schema)?;
    let builder = rows(ctx, table, &plan)?;
    let group: Vec<Expr> = plan.keys.iter().enumerate().map(|(at, key)| group_key(key, &schema).alias(key_name(at))).collect();
    let measures: Vec<Expr> = plan.measures.iter().enumerate().map(|(at, m)| measure(m, &schema).alias(value_name(at))).collect();
    let builder = builder.aggregate(group, measures)?;
    let both: Vec<usize> = both(&plan, &schema).collect();
    let values = || (0..plan.measures.len()).map(|at| ident(value_name(at)));
    let told = (0..plan.measures.len()).map(|at| match both.contains(&at) {
        true => get_field(ident(value_name(at)), ABOUT).alias(value_name(at)),
        false => ident(value_name(at)),
    });
    let exact = both.iter().map(|at| get_field(ident(value_name(*at)), EXACT).alias(exact_name(*at)));
    let keys = (0..plan.keys.len()).map(|at| ident(key_name(at)));
    let shown = plan.keys.iter().enumerate().map(|(at, key)| shown(key, at, &schema).alias(shown_name(at)));
    // What is computed is computed below the sort: DataFusion spreads work above it over partitions and forgets the order.
    let builder = builder.project(keys.chain(shown).chain(told).chain(exact).collect::<Vec<_>>())?;
    let builder = if plan.keys.is_empty() { builder.limit(0, spec.limit)? } else { builder.sort_with_limit(order(spec, &both), spec.limit)? };
    let shown = (0..plan.keys.len()).map(|at| ident(shown_name(at)));
    let exact = both.iter().map(|at| ident(exact_name(*at)));
    let builder = builder.project(shown.chain(values()).chain(exact).collect::<Vec<_>>())?;
    let mut state = ctx.state();
    if plan.measures.iter().any(is_ordered) {
        state.config_mut().options_mut().execution.target_partitions = 1;
    }
    Ok(DataFrame::new(state, builder.build()?))
}

/// The rows that pass filters, in all columns.
pub(super) fn passing(ctx: &SessionContext, table: &TableRef, filters: &[FilterSpec]) -> Result<LogicalPlanBuilder> {
    rows(ctx, table, &parsed(&QuerySpec::count(filters.to_vec()), &table.schema())?)
}

fn parsed(spec: &QuerySpec, schema: &Schema) -> Result<Plan> {
    Plan::parse(spec, schema).map_err(|error| DataFusionError::Plan(error.to_string()))
}

fn rows(ctx: &SessionContext, table: &TableRef, plan: &Plan) -> Result<LogicalPlanBuilder> {
    let builder = LogicalPlanBuilder::from(tables::shown(ctx, table)?);
    match filter(plan, &table.schema()) {
        Some(filter) => builder.filter(filter),
        None => Ok(builder),
    }
}

fn key_name(at: usize) -> String {
    format!("key{at}")
}

fn shown_name(at: usize) -> String {
    format!("shown{at}")
}

fn value_name(at: usize) -> String {
    format!("value{at}")
}

fn exact_name(at: usize) -> String {
    format!("exact{at}")
}

fn column(schema: &Schema, at: usize) -> Expr {
    ident(schema.field(at).name())
}

fn filter(plan: &Plan, schema: &Schema) -> Option<Expr> {
    if plan.filters.is_empty() {
        return None;
    }
    let mut used: Vec<usize> = plan.filters.iter().flat_map(Filter::columns).collect();
    used.sort_unstable();
    used.dedup();
    let place = |column: usize| used.binary_search(&column).unwrap_or_default();
    let filters: Vec<Filter> = plan.filters.iter().map(|filter| filter.renumbered(&place)).collect();
    let types: Vec<DataType> = used.iter().map(|&at| schema.field(at).data_type().clone()).collect();
    let columns = used.iter().map(|&at| column(schema, at)).collect();
    Some(bins::passes(&filters, &types).call(columns))
}

fn group_key(key: &Key, schema: &Schema) -> Expr {
    match bins::key(&key.bin, schema.field(key.column).data_type()) {
        Some(function) => function.call(vec![column(schema, key.column)]),
        None => column(schema, key.column),
    }
}

/// A key as a reader gets it: who knows the edges of linear bins knows them as floats.
fn shown(key: &Key, at: usize, schema: &Schema) -> Expr {
    match bins::key(&key.bin, schema.field(key.column).data_type()) {
        Some(_) if matches!(key.bin, Bin::Linear(_)) => cast(ident(key_name(at)), DataType::Float64),
        _ => ident(key_name(at)),
    }
}

fn measure(measure: &Measure, schema: &Schema) -> Expr {
    let own =
        || AggregateUDF::new_from_impl(EngineMeasure::of(measure, schema)).call(measure.columns().into_iter().map(|at| column(schema, at)).collect());
    let (aggregate, at, kind) = match *measure {
        Measure::Count => return count(lit(1)),
        Measure::Of { aggregate, column, kind } => (aggregate, column, kind),
        Measure::OfPair { .. } => return own(),
    };
    let of = column(schema, at);
    // One NaN, greater than all numbers; floats of 32 bits as what they are.
    let plain = || match bins::key(&Bin::Category, schema.field(at).data_type()) {
        Some(function) if kind == Kind::Float => function.call(vec![of.clone()]),
        _ => of.clone(),
    };
    match aggregate {
        Aggregate::Count => count(of),
        Aggregate::Sum => AggregateUDF::new_from_impl(Total::wide_sum()).call(vec![of]),
        Aggregate::Mean => AggregateUDF::new_from_impl(Total::mean()).call(vec![of]),
        Aggregate::Min => min(plain()),
        Aggregate::Max => max(plain()),
        _ => own(),
    }
}

/// As asked, then by the keys; null last either way.
fn order(spec: &QuerySpec, both: &[usize]) -> Vec<SortExpr> {
    let asked = spec.order_by.iter().flat_map(|order| {
        let name = order.key.map(key_name).or(order.measure.map(value_name)).unwrap_or_default();
        let exact = order.measure.filter(|at| both.contains(at)).map(exact_name);
        [name].into_iter().chain(exact).map(|name| ident(name).sort(!order.descending, false))
    });
    asked.chain((0..spec.group_by.len()).map(|at| ident(key_name(at)).sort(true, false))).collect()
}
