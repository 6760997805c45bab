//! Measures.

use arrow_schema::Schema;

use super::{PlanError, position};
use crate::engine::aggregate::measure::{Aggregate, Measure, PairAggregate};
use crate::engine::kind::Kind;
use crate::wire::query::{self, Op};

pub(super) fn parse(measures: &[query::Measure], schema: &Schema) -> Result<Vec<Measure>, PlanError> {
    if measures.is_empty() {
        return Err(PlanError::new("measures", "a query computes something; give at least one measure, such as {\"op\": \"count\"}"));
    }
    measures.iter().enumerate().map(|(i, measure)| one(measure, schema, &format!("measures[{i}]"))).collect()
}

fn one(measure: &query::Measure, schema: &Schema, field: &str) -> Result<Measure, PlanError> {
    let wrong = |part: &str, reason: &str| Err(PlanError::new(format!("{field}.{part}"), reason));
    match measure.op {
        Op::Count if measure.column.is_some() => return wrong("column", "count counts rows; leave the column out or ask for count_column"),
        Op::Quantile | Op::ApproxQuantile if !measure.q.is_some_and(|q| (0.0..=1.0).contains(&q)) => {
            return wrong("q", "a quantile needs the share of values below it; give a number from 0 to 1");
        }
        Op::Quantile | Op::ApproxQuantile => {}
        _ if measure.q.is_some() => return wrong("q", "only quantile and approx_quantile have a share; leave it out"),
        _ => {}
    }
    match (measure.op, &measure.with) {
        (Op::Count, None) => return Ok(Measure::Count),
        (Op::Corr | Op::Covar, None) => return wrong("with", "it is of two columns; name the other one"),
        (Op::Corr | Op::Covar, Some(_)) => {}
        (_, Some(_)) => return wrong("with", "only corr and covar are of two columns; leave it out"),
        _ => {}
    }
    let Some(name) = &measure.column else { return wrong("column", "every measure but count is of a column; name it") };
    let number = |name: &String, part: &str| {
        let column = position(name, schema, || format!("{field}.{part}"))?;
        let kind = Kind::of(schema.field(column).data_type());
        if kind.is_number() { Ok(column) } else { Err(PlanError::new(format!("{field}.{part}"), no_numbers(name))) }
    };
    if let (Some(aggregate), Some(with)) = (pair(measure.op), &measure.with) {
        return Ok(Measure::OfPair { aggregate, columns: [number(name, "column")?, number(with, "with")?] });
    }
    let aggregate = aggregate(measure.op, measure.q.unwrap_or_default());
    if aggregate.is_of_numbers() {
        number(name, "column")?;
    }
    let column = position(name, schema, || format!("{field}.column"))?;
    let kind = Kind::of(schema.field(column).data_type());
    if aggregate.is_of_a_scale() && !kind.is_scale() {
        return Err(PlanError::new(format!("{field}.column"), format!("“{name}” holds neither numbers nor times; choose a column of these")));
    }
    if kind == Kind::Opaque && !aggregate.is_of_anything() {
        let reason = format!("“{name}” has a type without an order; choose a column of numbers, text, truth values or times");
        return Err(PlanError::new(format!("{field}.column"), reason));
    }
    Ok(Measure::Of { aggregate, column, kind })
}

fn no_numbers(name: &str) -> String {
    format!("“{name}” holds no numbers; choose a numeric column")
}

fn pair(op: Op) -> Option<PairAggregate> {
    match op {
        Op::Corr => Some(PairAggregate::Corr),
        Op::Covar => Some(PairAggregate::Covar),
        _ => None,
    }
}

fn aggregate(op: Op, q: f64) -> Aggregate {
    match op {
        Op::Count | Op::CountColumn | Op::Corr | Op::Covar => Aggregate::Count,
        Op::Sum => Aggregate::Sum,
        Op::Mean => Aggregate::Mean,
        Op::Min => Aggregate::Min,
        Op::Max => Aggregate::Max,
        Op::Variance => Aggregate::Variance,
        Op::Stddev => Aggregate::Stddev,
        Op::Skewness => Aggregate::Skewness,
        Op::Kurtosis => Aggregate::Kurtosis,
        Op::Median => Aggregate::Quantile(0.5),
        Op::Quantile => Aggregate::Quantile(q),
        Op::Distinct => Aggregate::Distinct,
        Op::ApproxDistinct => Aggregate::ApproxDistinct,
        Op::ApproxQuantile => Aggregate::ApproxQuantile(q),
        Op::First => Aggregate::First,
        Op::Last => Aggregate::Last,
        Op::Mode => Aggregate::Mode,
    }
}
