//! The value that a text or a JSON value has in a column of a given type.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_json::ReaderBuilder;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use serde_json::value::RawValue;

use super::super::cell;
use super::super::json::{string, with_whole_pairs};
use crate::storage::field::StoredField;

/// One value, ready to be stored.
pub(super) enum Cell<'a> {
    Null,
    Bool(bool),
    Text(Cow<'a, str>),
    Float(f64),
    Float32(f32),
    /// Integers, decimals and times in the units of their type.
    Whole(i128),
    /// A list, a struct or a map: one row.
    Nested(ArrayRef),
}

impl Cell<'_> {
    /// The same without the text that it is of.
    pub(super) fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Null => Cell::Null,
            Cell::Bool(value) => Cell::Bool(value),
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Float(value) => Cell::Float(value),
            Cell::Float32(value) => Cell::Float32(value),
            Cell::Whole(value) => Cell::Whole(value),
            Cell::Nested(value) => Cell::Nested(value),
        }
    }
}

/// The value of a text cell; an empty one is null where it may be. `None` if it doesn't fit.
pub(super) fn of_text<'a>(field: &StoredField, text: &'a str) -> Option<Cell<'a>> {
    match &field.logical {
        _ if text.is_empty() && field.nullable => Some(Cell::Null),
        DataType::Utf8 => Some(Cell::Text(Cow::Borrowed(text))),
        DataType::Boolean => cell::parse_bool(text.as_bytes()).map(Cell::Bool),
        DataType::List(_) | DataType::Struct(_) | DataType::Map(..) => nested(&field.logical, text),
        other => number(other, text.as_bytes()).or_else(|| time(other, text.as_bytes())),
    }
}

/// The value of a JSON value. Times are strings; numbers may be strings where JSON numbers are too short for them.
pub(super) fn of_json<'a>(field: &StoredField, raw: &'a RawValue) -> Option<Cell<'a>> {
    let text = raw.get();
    match (text.as_bytes().first()?, &field.logical) {
        (b'n', _) => field.nullable.then_some(Cell::Null),
        (b'"', DataType::Utf8) => string(text).ok().map(Cell::Text),
        // As on import: text with other values among it has them as they are written.
        (_, DataType::Utf8) => Some(Cell::Text(Cow::Borrowed(text))),
        (b't' | b'f', DataType::Boolean) => cell::parse_bool(text.as_bytes()).map(Cell::Bool),
        (b'[' | b'{', DataType::List(_) | DataType::Struct(_) | DataType::Map(..)) => nested(&field.logical, text),
        (b'"', other) => {
            let text = string(text).ok()?;
            let bytes = text.as_bytes();
            time(other, bytes).or_else(|| number(other, bytes).filter(|_| !is_float(other) || cell::is_spelled(bytes)))
        }
        (b'-' | b'0'..=b'9', other) => number(other, text.as_bytes()),
        _ => None,
    }
}

fn is_float(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Float32 | DataType::Float64)
}

fn number(data_type: &DataType, text: &[u8]) -> Option<Cell<'static>> {
    if text.is_empty() {
        return None;
    }
    let whole = |low: i128, high: i128| cell::parse_scaled(text, 0).filter(|v| (low..=high).contains(v)).map(Cell::Whole);
    match data_type {
        DataType::Int8 => whole(i8::MIN.into(), i8::MAX.into()),
        DataType::Int16 => whole(i16::MIN.into(), i16::MAX.into()),
        DataType::Int32 => whole(i32::MIN.into(), i32::MAX.into()),
        DataType::Int64 | DataType::Duration(_) => whole(i64::MIN.into(), i64::MAX.into()),
        DataType::UInt8 => whole(0, u8::MAX.into()),
        DataType::UInt16 => whole(0, u16::MAX.into()),
        DataType::UInt32 => whole(0, u32::MAX.into()),
        DataType::UInt64 => whole(0, u64::MAX.into()),
        DataType::Decimal128(precision, scale) => {
            let limit = 10_i128.checked_pow(u32::from(*precision))?;
            cell::parse_scaled(text, i32::from(*scale)).filter(|v| v.abs() < limit).map(Cell::Whole)
        }
        DataType::Float64 if cell::classify(text) & cell::FLOAT != 0 => cell::parse_float(text).map(Cell::Float),
        DataType::Float32 if cell::is_spelled(text) => cell::parse_float(text).map(|v| Cell::Float32(v as f32)),
        DataType::Float32 if cell::classify(text) & cell::FLOAT != 0 => std::str::from_utf8(text).ok()?.parse().ok().map(Cell::Float32),
        _ => None,
    }
}

fn time(data_type: &DataType, text: &[u8]) -> Option<Cell<'static>> {
    let ticks = match data_type {
        DataType::Date32 => i128::from(cell::parse_date(text)?),
        DataType::Time64(unit) => i128::from(cell::parse_time(text, digits(*unit))?),
        DataType::Timestamp(unit, zone) => {
            let (ticks, offset) = cell::parse_instant(text, digits(*unit))?;
            if offset.is_some() != zone.is_some() || i64::try_from(ticks).is_err() {
                return None;
            }
            ticks
        }
        _ => return None,
    };
    Some(Cell::Whole(ticks))
}

/// Digits after the point of a second.
fn digits(unit: TimeUnit) -> u32 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

/// JSON text as one row of a nested type; keys that the type lacks don't fit.
fn nested(data_type: &DataType, text: &str) -> Option<Cell<'static>> {
    let schema = Arc::new(Schema::new(vec![Field::new("v", data_type.clone(), true)]));
    let builder = ReaderBuilder::new(schema).with_batch_size(1).with_strict_mode(true).with_coerce_primitive(true);
    let mut decoder = builder.build_decoder().ok()?;
    let line = format!("{{\"v\":{}}}\n", with_whole_pairs(text));
    let read = decoder.decode(line.as_bytes()).ok()?;
    let batch = decoder.flush().ok()??;
    (read == line.len() && batch.num_rows() == 1).then(|| Cell::Nested(Arc::clone(batch.column(0))))
}
