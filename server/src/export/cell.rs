//! Cells as JSON and as text: integers beyond 2^53, decimals and times are text, so that no reader rounds them.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time64MicrosecondType, Time64NanosecondType,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{DataType, TimeUnit};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::FixedOffset;
use serde_json::Value;
use shared::engine::bin::zone;
use shared::engine::value::{date_text, decimal_text, timestamp_text};
use shared::wire::column_type::ticks_per_second;

/// Integers up to this are the same in every JSON reader.
const EXACT: u64 = 1 << 53;

/// A cell as JSON.
pub(crate) fn value(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::Binary => BASE64_STANDARD.encode(array.as_binary::<i32>().value(row)).into(),
        DataType::Float32 => float(array.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
        DataType::UInt64 => {
            let value = array.as_primitive::<UInt64Type>().value(row);
            if value > EXACT { value.to_string().into() } else { value.into() }
        }
        DataType::Int8 => ticks::<Int8Type>(array, row).into(),
        DataType::Int16 => ticks::<Int16Type>(array, row).into(),
        DataType::Int32 => ticks::<Int32Type>(array, row).into(),
        DataType::UInt8 => ticks::<UInt8Type>(array, row).into(),
        DataType::UInt16 => ticks::<UInt16Type>(array, row).into(),
        DataType::UInt32 => ticks::<UInt32Type>(array, row).into(),
        DataType::Int64 => {
            let value = ticks::<Int64Type>(array, row);
            if value.unsigned_abs() > EXACT { value.to_string().into() } else { value.into() }
        }
        DataType::Decimal128(_, scale) => decimal_text(array.as_primitive::<Decimal128Type>().value(row), *scale).into(),
        DataType::Date32 => date_text(array.as_primitive::<Date32Type>().value(row)).map_or_else(|| shown(array, row), Value::from),
        DataType::Timestamp(unit, zone) => timestamp(array, row, *unit, zone.as_deref()).map_or_else(|| shown(array, row), Value::from),
        DataType::Time64(TimeUnit::Microsecond) => clock(array.as_primitive::<Time64MicrosecondType>().value(row).saturating_mul(1_000)),
        DataType::Time64(_) => clock(array.as_primitive::<Time64NanosecondType>().value(row)),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            (0..items.len()).map(|item| value(items.as_ref(), item)).collect()
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns().iter();
            fields.iter().zip(columns).map(|(field, column)| (field.name().clone(), value(column.as_ref(), row))).collect()
        }
        _ => shown(array, row),
    }
}

/// A cell as text; null is empty.
pub(crate) fn text(array: &dyn Array, row: usize) -> String {
    match value(array, row) {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn float(value: f64) -> Value {
    if value.is_finite() { value.into() } else { value.to_string().into() }
}

/// A value of a type whose values are whole numbers of up to 64 bits.
fn ticks<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array, row: usize) -> i64 {
    array.as_primitive::<T>().value(row).into()
}

/// A timestamp as it is stored, in its unit.
pub(super) fn timestamp_ticks(array: &dyn Array, row: usize, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => ticks::<TimestampSecondType>(array, row),
        TimeUnit::Millisecond => ticks::<TimestampMillisecondType>(array, row),
        TimeUnit::Microsecond => ticks::<TimestampMicrosecondType>(array, row),
        TimeUnit::Nanosecond => ticks::<TimestampNanosecondType>(array, row),
    }
}

/// At the offset of its zone; in UTC if that has a name, whose offsets a file of zones would know.
fn timestamp(array: &dyn Array, row: usize, unit: TimeUnit, zone: Option<&str>) -> Option<String> {
    let (ticks, per_second) = (timestamp_ticks(array, row, unit), ticks_per_second(unit));
    let offset = zone.and_then(zone::fixed).filter(|offset| *offset != 0).and_then(|offset| FixedOffset::east_opt(offset as i32));
    match offset {
        Some(offset) => {
            let local = ticks.checked_add(i64::from(offset.local_minus_utc()).checked_mul(per_second)?)?;
            Some(format!("{}{offset}", timestamp_text(local, per_second)?))
        }
        None => timestamp_text(ticks, per_second).map(|text| if zone.is_some() { text + "Z" } else { text }),
    }
}

fn clock(nanos: i64) -> Value {
    let (seconds, nanos) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    let time = u32::try_from(seconds).ok().zip(u32::try_from(nanos).ok());
    let time = time.and_then(|(seconds, nanos)| chrono::NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos));
    time.map_or(Value::Null, |time| time.format("%H:%M:%S%.f").to_string().into())
}

/// Durations and what else has only Arrow's own text.
fn shown(array: &dyn Array, row: usize) -> Value {
    let formatter = ArrayFormatter::try_new(array, &FormatOptions::default());
    formatter.ok().and_then(|formatter| formatter.value(row).try_to_string().ok()).map_or(Value::Null, Value::from)
}
