//! Filters, typed by their columns.

use arrow_schema::{DataType, Schema};
use regex_lite::RegexBuilder;

use super::scalar::{self, Position};
use super::{PlanError, position};
use crate::engine::bin::cuts::Cuts;
use crate::engine::filter::interval::Interval;
use crate::engine::filter::set::{Set, Values};
use crate::engine::filter::text::{TextTest, lower};
use crate::engine::filter::{Filter, Predicate};
use crate::engine::kind::Kind;
use crate::wire::query::{FilterSpec, Scalar};

/// Checks filters against a schema.
pub fn parse(filters: &[FilterSpec], schema: &Schema) -> Result<Vec<Filter>, PlanError> {
    filters.iter().enumerate().map(|(i, filter)| one(&format!("filters[{i}]"), filter, schema, 0)).collect()
}

/// Conditions in conditions at most.
const DEEPEST: usize = 16;

const ONE_CONDITION: &str = "a filter has exactly one of between, in, is_null, contains, starts_with, matches, not, all and any";

fn one(field: &str, filter: &FilterSpec, schema: &Schema, depth: usize) -> Result<Filter, PlanError> {
    if filter.conditions() != 1 {
        return Err(PlanError::new(field, ONE_CONDITION));
    }
    if depth == DEEPEST {
        return Err(PlanError::new(field, "conditions lie too deep in one another; ask a simpler question"));
    }
    let within = |part: &str, filters: &[FilterSpec]| -> Result<Vec<Filter>, PlanError> {
        if filters.is_empty() {
            return Err(PlanError::new(format!("{field}.{part}"), "there is no condition in it; name at least one"));
        }
        filters.iter().enumerate().map(|(i, filter)| one(&format!("{field}.{part}[{i}]"), filter, schema, depth + 1)).collect()
    };
    match (&filter.not, &filter.all, &filter.any) {
        (None, None, None) => leaf(field, filter, schema),
        _ if !filter.column.is_empty() => {
            Err(PlanError::new(format!("{field}.column"), "not, all and any have no column of their own; leave it out"))
        }
        (Some(not), _, _) => Ok(Filter::Not(Box::new(one(&format!("{field}.not"), not, schema, depth + 1)?))),
        (_, Some(all), _) => within("all", all).map(Filter::All),
        (_, _, Some(any)) => within("any", any).map(Filter::Any),
    }
}

fn leaf(field: &str, filter: &FilterSpec, schema: &Schema) -> Result<Filter, PlanError> {
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
        _ => Predicate::Text(text_test(filter, kind).map_err(|(part, reason)| PlanError::new(format!("{field}.{part}"), reason))?),
    };
    Ok(Filter::Of { column, predicate })
}

fn text_test(filter: &FilterSpec, kind: Kind) -> Result<TextTest, (&'static str, String)> {
    let ignore_case = filter.ignore_case;
    let part = |part: &String| if ignore_case { lower(part) } else { part.clone() };
    let (name, test) = match (&filter.contains, &filter.starts_with, &filter.matches) {
        (Some(text), _, _) => ("contains", TextTest::Contains { part: part(text), ignore_case }),
        (_, Some(text), _) => ("starts_with", TextTest::StartsWith { part: part(text), ignore_case }),
        (_, _, Some(pattern)) => {
            let pattern = if ignore_case { format!("(?i){pattern}") } else { pattern.clone() };
            let compiled = RegexBuilder::new(&pattern).size_limit(PATTERN_BYTES).build();
            ("matches", TextTest::Matches(compiled.map_err(|error| ("matches", format!("it is no pattern: {error}")))?))
        }
        _ => return Err(("column", ONE_CONDITION.into())),
    };
    if kind == Kind::Text { Ok(test) } else { Err((name, "the column holds no text; filter it by between or in".into())) }
}

/// A compiled pattern takes this at most.
const PATTERN_BYTES: usize = 1 << 20;

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

/// Cuts between bins: the bounds that `between` would have.
pub(super) fn cuts(given: &[Scalar], kind: Kind) -> Result<Cuts, String> {
    let cuts = match kind {
        Kind::Text => Cuts::Text(given.iter().map(scalar::text).collect::<Result<_, _>>()?),
        Kind::Float => Cuts::Float(given.iter().map(float_bound).collect::<Result<_, _>>()?),
        Kind::Opaque => return Err(OPAQUE.into()),
        _ => Cuts::Whole(given.iter().map(|cut| scalar::whole(cut, kind).map(Position::ceil)).collect::<Result<_, _>>()?),
    };
    if cuts.is_ascending() { Ok(cuts) } else { Err("cuts are ascending; give each once, the least first".into()) }
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
