//! Filters, typed by their columns.

use arrow_schema::{DataType, Schema};

use super::scalar::{self, Position};
use super::{PlanError, position};
use crate::engine::column::Kind;
use crate::engine::filter::interval::Interval;
use crate::engine::filter::set::{Set, Values};
use crate::engine::filter::{Filter, Predicate};
use crate::wire::query::{FilterSpec, Scalar};

/// Checks filters against a schema.
pub fn parse(filters: &[FilterSpec], schema: &Schema) -> Result<Vec<Filter>, PlanError> {
    filters.iter().enumerate().map(|(i, filter)| one(&format!("filters[{i}]"), filter, schema)).collect()
}

fn one(field: &str, filter: &FilterSpec, schema: &Schema) -> Result<Filter, PlanError> {
    let column = position(&filter.column, schema, || format!("{field}.column"))?;
    let data_type = schema.field(column).data_type();
    let kind = Kind::of(data_type);
    let predicate = match (&filter.between, &filter.one_of, filter.is_null) {
        (Some([lo, hi]), None, None) => {
            let interval = interval(lo.as_ref(), hi.as_ref(), kind);
            interval.map(Predicate::Interval).map_err(|reason| PlanError::new(format!("{field}.between"), reason))?
        }
        (None, Some(values), None) => {
            let set = set(values, kind, data_type == &DataType::Float32);
            set.map(Predicate::Set).map_err(|reason| PlanError::new(format!("{field}.in"), reason))?
        }
        (None, None, Some(wanted)) => Predicate::Null(wanted),
        _ => return Err(PlanError::new(field, "a filter has exactly one of between, in and is_null")),
    };
    Ok(Filter { column, predicate })
}

fn interval(lo: Option<&Scalar>, hi: Option<&Scalar>, kind: Kind) -> Result<Interval, String> {
    match kind {
        Kind::Text => Ok(Interval::Text { lo: lo.map(scalar::text).transpose()?, hi: hi.map(scalar::text).transpose()? }),
        Kind::Float => Ok(Interval::Float { lo: lo.map(float_bound).transpose()?, hi: hi.map(float_bound).transpose()? }),
        Kind::Opaque => Err(OPAQUE.into()),
        _ => {
            // Of whole numbers, x >= lo is x >= ⌈lo⌉, and x < hi is x <= ⌈hi⌉ - 1.
            let bound = |end: Option<&Scalar>| end.map(|end| scalar::whole(end, kind).map(Position::ceil)).transpose();
            let (first, hi) = (bound(lo)?.unwrap_or(i128::MIN), bound(hi)?);
            Ok(match hi {
                Some(i128::MIN) => Interval::Whole { first: 1, last: 0 },
                Some(hi) => Interval::Whole { first, last: hi - 1 },
                None => Interval::Whole { first, last: i128::MAX },
            })
        }
    }
}

fn float_bound(bound: &Scalar) -> Result<f64, String> {
    let x = scalar::float(bound)?;
    if x.is_nan() { Err("NaN bounds nothing; leave the end open with null".into()) } else { Ok(x) }
}

fn set(values: &[Option<Scalar>], kind: Kind, single: bool) -> Result<Set, String> {
    let null = values.contains(&None);
    let given = values.iter().flatten();
    let values = match kind {
        Kind::Text => Values::Text(given.map(scalar::text).collect::<Result<_, _>>()?),
        Kind::Float => floats(given, single)?,
        Kind::Opaque => return Err(OPAQUE.into()),
        _ => {
            // What lies between two whole numbers equals no cell.
            let positions: Vec<Position> = given.map(|value| scalar::whole(value, kind)).collect::<Result<_, _>>()?;
            let mut numbers: Vec<i128> = positions.into_iter().filter_map(Position::exact).collect();
            numbers.sort_unstable();
            numbers.dedup();
            Values::Whole(numbers)
        }
    };
    Ok(Set { values, null })
}

/// `single`: cells have 32 bits, so 0.1 means the number that 0.1 is there.
fn floats<'a>(given: impl Iterator<Item = &'a Scalar>, single: bool) -> Result<Values, String> {
    let mut numbers = Vec::new();
    for value in given {
        let x = scalar::float(value)?;
        numbers.push(if single { f64::from(x as f32) } else { x });
    }
    let nan = numbers.iter().any(|x| x.is_nan());
    numbers.retain(|x| !x.is_nan());
    numbers.sort_by(f64::total_cmp);
    Ok(Values::Float { numbers, nan })
}

const OPAQUE: &str = "the column has a type that can only be filtered by is_null";
