//! A table of JSON as an answer: the values that the engine would have given, by the types that the table names.

use serde_json::Value as Json;
use shared::engine::answer::Answer;
use shared::engine::kind::Kind;
use shared::engine::plan::scalar;
use shared::engine::value::Value;
use shared::wire::problem::Problem;
use shared::wire::query::{QuerySpec, Scalar};
use shared::wire::sql::JsonTable;

use crate::net::trouble;

const MICROS: i64 = 1_000_000;
const NANOS: i64 = 1_000_000_000;

/// The answer to a question.
pub fn of(spec: &QuerySpec, table: &JsonTable) -> Result<Answer, Problem> {
    let keys = spec.group_by.len();
    let words: Vec<&str> = table.columns.iter().map(|column| column.r#type.as_str()).collect();
    if words.len() != keys + spec.measures.len() {
        return Err(trouble::unreadable(&format!("{} columns instead of {}", words.len(), keys + spec.measures.len())));
    }
    let value = |(cell, word): (&Json, &&str)| value(cell, word).ok_or_else(|| trouble::unreadable(&format!("{cell} is no {word}")));
    let row = |row: &Vec<Json>| row.iter().zip(&words).map(value).collect::<Result<Vec<Value>, Problem>>();
    Ok(Answer { keys, rows: table.rows.iter().map(row).collect::<Result<_, _>>()? })
}

fn value(cell: &Json, word: &str) -> Option<Value> {
    if cell.is_null() {
        return Some(Value::Null);
    }
    match word {
        "bool" => cell.as_bool().map(Value::Bool),
        "string" => cell.as_str().map(|text| Value::Text(text.to_owned())),
        "date" => date(cell),
        "time" => ticks(cell, |per_second| Kind::Time { per_second }),
        "duration" => ticks(cell, |per_second| Kind::Duration { per_second }),
        _ if word.starts_with("timestamp") => ticks(cell, |per_second| Kind::Timestamp { per_second }),
        _ if word.starts_with("float") => float(cell),
        _ if word.starts_with("int") || word.starts_with("uint") => whole(cell).map(Value::Int),
        _ if word.starts_with("decimal(") => decimal(cell, word),
        _ => Some(Value::Text(cell.as_str().map_or_else(|| cell.to_string(), str::to_owned))),
    }
}

fn whole(cell: &Json) -> Option<i128> {
    cell.as_i64().map(i128::from).or_else(|| cell.as_u64().map(i128::from)).or_else(|| cell.as_str()?.parse().ok())
}

/// JSON has no words for what isn't finite, so these come as text, and so do the digits that a float would lose.
fn float(cell: &Json) -> Option<Value> {
    if let Some(x) = cell.as_f64() {
        return Some(Value::Float(x));
    }
    let text = cell.as_str()?;
    match text.parse().ok().filter(|x: &f64| !x.is_finite()) {
        Some(x) => Some(Value::Float(x)),
        None => digits(text, text.split_once('.').map_or(0, |(_, fraction)| fraction.len()).try_into().ok()?),
    }
}

/// A decimal without fraction is what the engine gives for integers beyond 64 bits.
fn decimal(cell: &Json, word: &str) -> Option<Value> {
    let scale: i8 = word.trim_end_matches(')').rsplit(',').next()?.trim().parse().ok()?;
    digits(&cell.as_str().map_or_else(|| cell.to_string(), str::to_owned), scale)
}

fn digits(text: &str, scale: i8) -> Option<Value> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = usize::try_from(scale).unwrap_or(0);
    let unscaled = format!("{whole}{fraction:0<digits$}").parse().ok()?;
    Some(if scale == 0 { Value::Int(unscaled) } else { Value::Decimal { unscaled, scale } })
}

fn date(cell: &Json) -> Option<Value> {
    let days = scalar::whole(&Scalar::Text(cell.as_str()?.to_owned()), Kind::Date).ok()?.exact()?;
    i32::try_from(days).ok().map(Value::Date)
}

/// In microseconds; in another unit where these are not exact or more than 64 bits hold.
fn ticks(cell: &Json, kind: impl Fn(i64) -> Kind) -> Option<Value> {
    let text = Scalar::Text(cell.as_str()?.to_owned());
    let exact = |per_second: i64| scalar::whole(&text, kind(per_second)).ok()?.exact().filter(|ticks| i64::try_from(*ticks).is_ok());
    [MICROS, NANOS, 1_000, 1].into_iter().find_map(|per_second| exact(per_second).map(|ticks| kind(per_second).value(ticks)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;
    use shared::wire::dataset::Column;
    use shared::wire::query::{GroupKey, Measure};

    use super::*;

    fn check(word: &str, cell: &Json, expected: &Value) {
        let spec = QuerySpec { group_by: vec![GroupKey::plain("a")], measures: vec![Measure::count()], ..QuerySpec::default() };
        let column = |word: &str| Column { name: "a".into(), r#type: word.into(), nullable: true };
        let table = JsonTable { columns: vec![column(word), column("int64")], rows: vec![vec![cell.clone(), json!(7)]], ..JsonTable::default() };
        let answer = of(&spec, &table).unwrap();
        assert_eq!((answer.keys, &answer.rows), (1, &vec![vec![expected.clone(), Value::Int(7)]]), "{word} {cell}");
    }

    #[test]
    fn every_type_becomes_the_engines_value() {
        check("int64", &json!("9223372036854775807"), &Value::Int(i64::MAX.into()));
        check("uint8", &json!(200), &Value::Int(200));
        check("float64", &json!(-2.5), &Value::Float(-2.5));
        check("float64", &json!("inf"), &Value::Float(f64::INFINITY));
        check("float64", &json!("9223372036854775807"), &Value::Int(i64::MAX.into()));
        check("float64", &json!("-1234567890123456.78"), &Value::Decimal { unscaled: -123_456_789_012_345_678, scale: 2 });
        check("bool", &json!(true), &Value::Bool(true));
        check("string", &json!("<b>"), &Value::Text("<b>".into()));
        check("string", &Json::Null, &Value::Null);
        check("date", &json!("1970-01-03"), &Value::Date(2));
        check("timestamp", &json!("1970-01-01T00:00:01.5"), &Value::Timestamp { ticks: 1_500_000, per_second: MICROS });
        check("time", &json!("23:30:00.5"), &Value::Time { ticks: 84_600_500_000, per_second: MICROS });
        check("duration", &json!("-PT1.5S"), &Value::Duration { ticks: -1_500_000, per_second: MICROS });
        check("duration", &json!("PT10000000000S"), &Value::Duration { ticks: 10_000_000_000_000_000, per_second: MICROS });
        check("timestamp(UTC)", &json!("1970-01-01T00:00:01Z"), &Value::Timestamp { ticks: 1_000_000, per_second: MICROS });
        check("timestamp(+08:00)", &json!("1970-01-01T08:00:00.000000001+08:00"), &Value::Timestamp { ticks: 1, per_second: NANOS });
        check("decimal(9,2)", &json!("-1.5"), &Value::Decimal { unscaled: -150, scale: 2 });
        check("decimal(38,0)", &json!("170141183460469231731687303715884105727"), &Value::Int(i128::MAX));
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let spec = QuerySpec::count(vec![]);
        assert!(of(&spec, &JsonTable::default()).is_err());
        let column = Column { name: "n".into(), r#type: "int64".into(), nullable: false };
        assert!(of(&spec, &JsonTable { columns: vec![column], rows: vec![vec![json!("many")]], ..JsonTable::default() }).is_err());
    }
}
