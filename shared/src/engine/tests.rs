//! The engine as a whole: plans over batches, against naive references.

#![allow(clippy::unwrap_used)]

mod among_bins;
mod bins;
mod filters;
mod fixed_bins;
mod many_groups;
mod measures;
mod plans;
mod told;
mod values;

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};

use super::execute::execute_batch;
use super::partial::Partial;
use super::plan::Plan;
use super::value::Value;
use crate::wire::query::{BinSpec, FilterSpec, GroupKey, Measure, Op, QuerySpec};

/// A batch of one column `x`.
fn column(array: impl arrow_array::Array + 'static) -> RecordBatch {
    batch([("x", Arc::new(array) as ArrayRef)])
}

fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

/// The answer over one batch; that over the batch's halves and over single rows is tested to be the same.
fn answer(spec: &QuerySpec, batch: &RecordBatch) -> Vec<Vec<Value>> {
    let whole = answer_of_parts(spec, std::slice::from_ref(batch));
    for length in [batch.num_rows().div_ceil(2).max(1), 1] {
        let parts: Vec<RecordBatch> =
            (0..batch.num_rows()).step_by(length).map(|start| batch.slice(start, length.min(batch.num_rows() - start))).collect();
        if !parts.is_empty() {
            assert_eq!(shown(&answer_of_parts(spec, &parts)), shown(&whole), "in parts of {length}");
        }
    }
    whole
}

/// Runs each batch by itself, sends the partials through bytes and merges them, last one first.
fn answer_of_parts(spec: &QuerySpec, parts: &[RecordBatch]) -> Vec<Vec<Value>> {
    let plan = Plan::parse(spec, &parts[0].schema()).unwrap();
    let mut merged = Partial::default();
    for part in parts.iter().rev() {
        let partial = execute_batch(&plan, part);
        merged.merge(Partial::from_bytes(&partial.to_bytes()).unwrap());
    }
    merged.finish(&spec.order_by, spec.limit).rows
}

/// NaN doesn't equal itself, its name does.
fn shown(rows: &[Vec<Value>]) -> String {
    format!("{rows:?}")
}

fn by(bin: Option<BinSpec>) -> QuerySpec {
    QuerySpec { group_by: vec![GroupKey { column: "x".into(), bin }], measures: vec![Measure::count()], ..QuerySpec::default() }
}

fn measure(op: Op) -> QuerySpec {
    QuerySpec { measures: vec![Measure::of(op, "x")], ..QuerySpec::default() }
}

fn filter() -> FilterSpec {
    FilterSpec { column: "x".into(), ..FilterSpec::default() }
}

/// Groups of a count by key, as the debug text of the key and the count.
fn groups(spec: &QuerySpec, batch: &RecordBatch) -> Vec<(String, i128)> {
    let group = |row: Vec<Value>| {
        let [key, Value::Int(n)] = &row[..] else { panic!("{row:?}") };
        (format!("{key:?}"), *n)
    };
    answer(spec, batch).into_iter().map(group).collect()
}
