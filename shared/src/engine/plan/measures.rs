//! Measures.

use arrow_schema::Schema;

use super::{PlanError, position};
use crate::engine::aggregate::measure::{Aggregate, Measure};
use crate::engine::column::Kind;
use crate::wire::query::{self, Op};

pub(super) fn parse(measures: &[query::Measure], schema: &Schema) -> Result<Vec<Measure>, PlanError> {
    if measures.is_empty() {
        return Err(PlanError::new("measures", "a query computes something; give at least one measure, such as {\"op\": \"count\"}"));
    }
    measures.iter().enumerate().map(|(i, measure)| one(measure, schema, || format!("measures[{i}].column"))).collect()
}

fn one(measure: &query::Measure, schema: &Schema, field: impl Fn() -> String) -> Result<Measure, PlanError> {
    let aggregate = match (measure.op, &measure.column) {
        (Op::Count, None) => return Ok(Measure::Count),
        (Op::Count, Some(_)) => return Err(PlanError::new(field(), "count counts rows; leave the column out or ask for count_column")),
        (Op::CountColumn, _) => Aggregate::Count,
        (Op::Sum, _) => Aggregate::Sum,
        (Op::Mean, _) => Aggregate::Mean,
        (Op::Min, _) => Aggregate::Min,
        (Op::Max, _) => Aggregate::Max,
    };
    let Some(name) = &measure.column else {
        return Err(PlanError::new(field(), "every measure but count is of a column; name it"));
    };
    let column = position(name, schema, &field)?;
    let kind = Kind::of(schema.field(column).data_type());
    check(aggregate, name, kind).map_err(|reason| PlanError::new(field(), reason))?;
    Ok(Measure::Of { aggregate, column, kind })
}

fn check(aggregate: Aggregate, name: &str, kind: Kind) -> Result<(), String> {
    match aggregate {
        Aggregate::Sum | Aggregate::Mean if !kind.is_number() => Err(format!("“{name}” holds no numbers; choose a numeric column")),
        Aggregate::Min | Aggregate::Max if kind == Kind::Opaque => {
            Err(format!("“{name}” has a type without an order; choose a column of numbers, text, truth values or times"))
        }
        _ => Ok(()),
    }
}
