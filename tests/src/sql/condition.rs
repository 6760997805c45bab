//! Filters as a condition of SQL, which a null leaves open unless the contract says what becomes of it.

use arrow_schema::{DataType, Schema, TimeUnit};
use shared::wire::query::{FilterSpec, Scalar};

use super::{name, type_of};

/// All filters as one condition.
pub fn condition(filters: &[FilterSpec], schema: &Schema) -> String {
    joined(filters, " AND ", schema).unwrap_or_else(|| "true".into())
}

fn joined(filters: &[FilterSpec], with: &str, schema: &Schema) -> Option<String> {
    let all: Vec<String> = filters.iter().map(|filter| one(filter, schema)).collect();
    (!all.is_empty()).then(|| format!("({})", all.join(with)))
}

fn one(filter: &FilterSpec, schema: &Schema) -> String {
    match filter {
        FilterSpec { not: Some(not), .. } => format!("NOT {}", one(not, schema)),
        FilterSpec { all: Some(all), .. } => joined(all, " AND ", schema).unwrap(),
        FilterSpec { any: Some(any), .. } => joined(any, " OR ", schema).unwrap(),
        filter => of_column(filter, type_of(&filter.column, schema)),
    }
}

fn of_column(filter: &FilterSpec, data_type: &DataType) -> String {
    let column = name(&filter.column);
    let known = |conditions: &[String], with: &str| format!("CASE WHEN {column} IS NOT NULL THEN {} END", conditions.join(with));
    match filter {
        FilterSpec { between: Some([lo, hi]), .. } => {
            let lo = lo.iter().map(|lo| format!("{column} >= {}", literal(lo, data_type)));
            let hi = hi.iter().map(|hi| format!("{column} < {}", literal(hi, data_type)));
            known(&["true".to_owned()].into_iter().chain(lo).chain(hi).collect::<Vec<_>>(), " AND ")
        }
        FilterSpec { one_of: Some(values), .. } => {
            let equal = values.iter().flatten().map(|value| format!("{column} = {}", member(value, data_type)));
            let any = known(&["false".to_owned()].into_iter().chain(equal).collect::<Vec<_>>(), " OR ");
            if values.contains(&None) { format!("({column} IS NULL OR {any})") } else { format!("({any})") }
        }
        FilterSpec { is_null: Some(true), .. } => format!("({column} IS NULL)"),
        FilterSpec { is_null: Some(false), .. } => format!("({column} IS NOT NULL)"),
        filter => of_text(&column, filter),
    }
}

fn of_text(column: &str, filter: &FilterSpec) -> String {
    let cased = |text: String| if filter.ignore_case { format!("lower({text})") } else { text };
    let (column, text) = (cased(column.to_owned()), |text: &String| cased(quoted(text)));
    match filter {
        FilterSpec { contains: Some(part), .. } => format!("contains({column}, {})", text(part)),
        FilterSpec { starts_with: Some(part), .. } => format!("starts_with({column}, {})", text(part)),
        FilterSpec { matches: Some(pattern), ignore_case, .. } => {
            format!("({} {} {})", name(&filter.column), if *ignore_case { "~*" } else { "~" }, quoted(pattern))
        }
        filter => panic!("a filter without a condition: {filter:?}"),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A value of a set: among floats of 32 bits, the one of these that is nearest.
pub(super) fn member(scalar: &Scalar, data_type: &DataType) -> String {
    let literal = literal(scalar, data_type);
    if *data_type == DataType::Float32 { format!("CAST(CAST({literal} AS REAL) AS DOUBLE)") } else { literal }
}

/// A scalar as a column of this type understands it.
pub(super) fn literal(scalar: &Scalar, data_type: &DataType) -> String {
    use DataType as T;
    let cast = |text: &str, to: &T| format!("arrow_cast({}, '{to:?}')", quoted(text));
    match (scalar, data_type) {
        (Scalar::Bool(value), _) => value.to_string(),
        (Scalar::Float(x), _) => cast(&(x + 0.0).to_string(), &T::Float64),
        (Scalar::Int(n), T::Float32 | T::Float64) => cast(&n.to_string(), &T::Float64),
        (Scalar::Int(n), _) => cast(&n.to_string(), &T::Decimal128(38, 0)),
        (Scalar::Text(text), T::Float32 | T::Float64) => cast(text, &T::Float64),
        (Scalar::Text(text), T::Decimal128(_, scale)) => cast(text, &T::Decimal128(38, *scale)),
        (Scalar::Text(text), number) if number.is_integer() => cast(text, &T::Decimal128(38, 0)),
        (Scalar::Text(text), T::Timestamp(unit, zone)) => cast(text, &T::Timestamp(*unit, zone.as_ref().map(|_| "UTC".into()))),
        (Scalar::Text(text), T::Duration(unit)) => format!("arrow_cast(CAST({} AS BIGINT), '{data_type:?}')", ticks(text, *unit)),
        (Scalar::Text(text), T::Date32 | T::Time32(_) | T::Time64(_)) => cast(text, data_type),
        (Scalar::Text(text), _) => quoted(text),
    }
}

/// The ticks of a length of time such as `-PT0.5S`.
fn ticks(text: &str, unit: TimeUnit) -> i64 {
    let per_second = super::per_second(unit);
    let (sign, length) = text.strip_prefix('-').map_or((1, text), |length| (-1, length));
    let Some(seconds) = length.strip_prefix("PT").and_then(|length| length.strip_suffix('S')) else {
        assert_eq!(length, "P0D");
        return 0;
    };
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let digits = per_second.ilog10() as usize;
    sign * (whole.parse::<i64>().unwrap() * per_second + format!("0{fraction:0<digits$}").parse::<i64>().unwrap())
}
