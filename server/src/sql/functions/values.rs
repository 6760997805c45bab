//! The engine's values as Arrow arrays.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, StringArray, StructArray, UInt64Array};
use arrow_cast::cast;
use arrow_schema::DataType;
use datafusion::error::{DataFusionError, Result};
use shared::engine::value::Value;

/// The values as an array of a logical type that holds them: numbers, text, truth values, dates or timestamps.
pub(in super::super) fn array(values: &[Value], data_type: &DataType) -> Result<ArrayRef> {
    use DataType as T;
    let exact: ArrayRef = match data_type {
        T::Boolean => Arc::new(each(values, data_type, |value| if let Value::Bool(b) = value { Some(*b) } else { None })?.collect::<BooleanArray>()),
        T::Utf8 => {
            let text = |value: &Value| if let Value::Text(text) = value { Some(text.clone()) } else { None };
            Arc::new(each(values, data_type, text)?.collect::<StringArray>())
        }
        T::Float32 | T::Float64 => Arc::new(each(values, data_type, float)?.collect::<Float64Array>()),
        T::Decimal128(precision, scale) => {
            let decimals = each(values, data_type, whole)?.collect::<Decimal128Array>();
            Arc::new(decimals.with_precision_and_scale(*precision, *scale)?)
        }
        // As a float, and where that is not the value, as what it is.
        T::Struct(fields) => {
            let exact = values.iter().map(|value| if let Value::Float(_) = value { Value::Null } else { value.clone() }).collect::<Vec<_>>();
            let arrays = fields.iter().map(|field| array(if field.data_type() == &T::Float64 { values } else { &exact }, field.data_type()));
            Arc::new(StructArray::try_new(fields.clone(), arrays.collect::<Result<_>>()?, None)?)
        }
        T::UInt64 => Arc::new(each(values, data_type, |value| u64::try_from(whole(value)?).ok())?.collect::<UInt64Array>()),
        _ => Arc::new(each(values, data_type, |value| i64::try_from(whole(value)?).ok())?.collect::<Int64Array>()),
    };
    match data_type {
        // Arrow has no way to days but by 32 bits.
        T::Date32 | T::Time32(_) => Ok(cast(&cast(&exact, &T::Int32)?, data_type)?),
        _ if exact.data_type() == data_type => Ok(exact),
        _ => Ok(cast(&exact, data_type)?),
    }
}

fn each<C>(values: &[Value], data_type: &DataType, of: impl Fn(&Value) -> Option<C>) -> Result<std::vec::IntoIter<Option<C>>> {
    let cell = |value: &Value| match value {
        Value::Null => Ok(None),
        _ => of(value).map(Some).ok_or_else(|| DataFusionError::Internal(format!("{value:?} is no {data_type}"))),
    };
    Ok(values.iter().map(cell).collect::<Result<Vec<_>>>()?.into_iter())
}

/// One zero, one NaN.
fn float(value: &Value) -> Option<f64> {
    value.as_f64().map(|x| if x.is_nan() { f64::NAN } else { x + 0.0 })
}

/// Integers, unscaled decimals, days, ticks, and edges of bins that are whole.
fn whole(value: &Value) -> Option<i128> {
    match *value {
        Value::Int(n) => Some(n),
        Value::Decimal { unscaled, .. } => Some(unscaled),
        Value::Float(edge) => Some(edge as i128),
        Value::Date(days) => Some(days.into()),
        Value::Timestamp { ticks, .. } | Value::Time { ticks, .. } | Value::Duration { ticks, .. } => Some(ticks.into()),
        Value::Null | Value::Bool(_) | Value::Text(_) => None,
    }
}
