//! An answer as JavaScript values: integers beyond 2^53 as `BigInt`, times as ISO 8601 text, decimals as text; nothing is rounded.

use js_sys::{Array, BigInt, Float64Array, JSON};
use shared::engine::answer::Answer;
use shared::engine::partial::Partial;
use shared::engine::plan::label;
use shared::engine::value::Value;
use shared::wire::query::{QuerySpec, Scalar};
use wasm_bindgen::JsValue;

/// 2^53 - 1
const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// An array of rows, each an array of the group keys and the measures.
pub fn rows(answer: &Answer) -> Array {
    answer.rows.iter().map(|cells| row(cells)).collect()
}

/// A row of values as an array.
pub fn row(cells: &[Value]) -> Array {
    cells.iter().map(of_value).collect()
}

/// How the keys of a settled question were binned, as JSON has it: `[{ column, bin, edges, labels }, …]`.
pub fn bins(spec: &QuerySpec) -> JsValue {
    let text = serde_json::to_string(&label::key_bins(spec)).unwrap_or_default();
    JSON::parse(&text).unwrap_or(JsValue::NULL)
}

/// A merged partial by columns, the group keys first, in the order of the keys: nothing is made per row but numbers. A column of numbers is a
/// `Float64Array`, NaN for null; one of times is that of their milliseconds since 1970; others are arrays.
pub fn columns(partial: &Partial) -> Array {
    let (groups, keys) = (0..partial.groups(), partial.keys());
    let key = |axis: usize| -> JsValue {
        let place = |group: usize| keys.place(group)[axis] as usize;
        match keys.axis(axis).values().map(|value| number(&value)).collect::<Option<Vec<f64>>>() {
            Some(numbers) => Float64Array::from(&groups.clone().map(|group| numbers[place(group)]).collect::<Vec<_>>()[..]).into(),
            None => {
                let values: Vec<JsValue> = keys.axis(axis).values().map(|value| of_value(&value)).collect();
                groups.clone().map(|group| values[place(group)].clone()).collect::<Array>().into()
            }
        }
    };
    let measure = |measure: usize| column(groups.clone().map(move |group| partial.states().value(measure, group)));
    (0..keys.width()).map(key).chain((0..partial.states().measures()).map(measure)).collect::<Array>()
}

/// Values as one column: a `Float64Array` if all are numbers or times, as in [`columns`]; else an array.
pub fn column(values: impl Iterator<Item = Value> + Clone) -> JsValue {
    match values.clone().map(|value| number(&value)).collect::<Option<Vec<f64>>>() {
        Some(numbers) => Float64Array::from(&numbers[..]).into(),
        None => values.map(|value| of_value(&value)).collect::<Array>().into(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(f64::NAN),
        // Of 64 bits, which WebAssembly has conversions for.
        Value::Int(n) => i64::try_from(*n).ok().filter(|n| n.unsigned_abs() <= MAX_SAFE_INTEGER).map(|n| n as f64),
        Value::Float(x) => Some(*x),
        Value::Date(_) | Value::Timestamp { .. } => value.epoch_ms(),
        Value::Bool(_) | Value::Decimal { .. } | Value::Text(_) => None,
    }
}

fn of_value(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Int(n) => of_integer(*n),
        Value::Float(x) => JsValue::from_f64(*x),
        other => other.to_scalar().map_or(JsValue::NULL, of_scalar),
    }
}

/// A scalar of a question or of an answer.
pub fn of_scalar(scalar: Scalar) -> JsValue {
    match scalar {
        Scalar::Bool(truth) => JsValue::from_bool(truth),
        Scalar::Int(n) => of_integer(i128::from(n)),
        Scalar::Float(x) => JsValue::from_f64(x),
        Scalar::Text(text) => JsValue::from_str(&text),
    }
}

fn of_integer(n: i128) -> JsValue {
    if is_safe(n) { JsValue::from_f64(n as f64) } else { BigInt::from(n).into() }
}

fn is_safe(n: i128) -> bool {
    n.unsigned_abs() <= MAX_SAFE_INTEGER.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_numbers_as_long_as_numbers_are_exact() {
        assert!(is_safe(9_007_199_254_740_991) && is_safe(-9_007_199_254_740_991));
        assert!(!is_safe(9_007_199_254_740_992) && !is_safe(i128::MIN));
    }
}
