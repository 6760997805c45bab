//! An answer as JavaScript values: integers beyond 2^53 as `BigInt`, times as ISO 8601 text, decimals as text; nothing is rounded.

use js_sys::{Array, BigInt, Float64Array, JSON};
use shared::engine::aggregate::states::States;
use shared::engine::answer::Answer;
use shared::engine::numbers::{MAX_SAFE_INTEGER, numbers};
use shared::engine::partial::Partial;
use shared::engine::plan::edges::Ends;
use shared::engine::plan::label;
use shared::engine::value::Value;
use shared::wire::query::{QuerySpec, Scalar};
use wasm_bindgen::JsValue;

use crate::js::array::looked_up;

/// An array of rows, each an array of the group keys and the measures.
pub fn rows(answer: &Answer) -> Array {
    answer.rows.iter().map(|cells| row(cells)).collect()
}

/// A row of values as an array.
pub fn row(cells: &[Value]) -> Array {
    cells.iter().map(of_value).collect()
}

/// How the keys of a settled question were binned, as JSON has it: `[{ column, bin, edges, labels }, …]`.
pub fn bins(spec: &QuerySpec, partial: &Partial) -> JsValue {
    // Of no rows there are no keys either.
    let ends = |key: usize| if key < partial.keys().width() { Ends::of(partial.keys().axis(key).values()) } else { Ends::default() };
    let text = serde_json::to_string(&label::key_bins(spec, ends)).unwrap_or_default();
    JSON::parse(&text).unwrap_or(JsValue::NULL)
}

/// A merged partial by columns, the group keys first, in the order of the keys: nothing is made per row but numbers. A column of numbers is a
/// `Float64Array`, NaN for null; one of times is that of their milliseconds since 1970; others are arrays.
pub fn columns(partial: &Partial) -> Array {
    let (keys, states) = (partial.keys(), partial.states());
    let key = |axis: usize| -> JsValue {
        let places = keys.places(axis);
        if let Some(numbers) = keys.axis(axis).numbers() {
            let numbers = match places {
                Some(places) => places.into_iter().map(|place| numbers[place as usize]).collect(),
                None => numbers,
            };
            return Float64Array::from(&numbers[..]).into();
        }
        let values: Array = keys.axis(axis).values().map(|value| of_value(&value)).collect();
        places.map_or(values.clone(), |places| looked_up(&values, &places)).into()
    };
    (0..keys.width()).map(key).chain((0..states.measures()).map(|measure| measure_column(states, measure))).collect::<Array>()
}

/// A measure of all groups as one column, as in [`columns`].
pub fn measure_column(states: &States, measure: usize) -> JsValue {
    match states.numbers(measure) {
        Some(numbers) => Float64Array::from(&numbers[..]).into(),
        None => (0..states.len()).map(|group| of_value(&states.value(measure, group))).collect::<Array>().into(),
    }
}

/// Values as one column, as in [`columns`].
pub fn column(values: impl Iterator<Item = Value> + Clone) -> JsValue {
    match numbers(values.clone()) {
        Some(numbers) => Float64Array::from(&numbers[..]).into(),
        None => values.map(|value| of_value(&value)).collect::<Array>().into(),
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
    if n.unsigned_abs() <= MAX_SAFE_INTEGER.into() { JsValue::from_f64(n as f64) } else { BigInt::from(n).into() }
}
