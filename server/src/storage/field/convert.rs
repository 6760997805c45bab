//! Values between a file's Arrow types, the logical types and the stored types. Nothing wraps, nothing is cut: what doesn't
//! fit is an error.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, ListArray, MapArray, PrimitiveArray, RecordBatch, RecordBatchOptions, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, TimeUnit};
use arrow_select::take::take;

use super::StoredField;

const MILLISECONDS_PER_DAY: i64 = 86_400_000;

/// A batch in a file's own types -> the same rows in the logical types of `fields`, under the shown names.
///
/// # Errors
/// A value that the logical type can't hold (a timestamp in seconds beyond the range of microseconds).
pub(crate) fn to_normal(batch: &RecordBatch, fields: &[StoredField]) -> Result<RecordBatch, ArrowError> {
    rebuild(batch, fields, |array, field| Ok((convert(array, &field.logical, normalise)?, &field.name)))
}

/// A batch in logical (or a file's own) types -> the same rows in the stored types, under the physical names.
///
/// # Errors
/// As [`to_normal`].
pub(crate) fn to_stored(batch: &RecordBatch, fields: &[StoredField]) -> Result<RecordBatch, ArrowError> {
    rebuild(batch, fields, |array, field| {
        let normal = convert(array, &field.logical, normalise)?;
        Ok((convert(&normal, &field.stored, store)?, &field.physical))
    })
}

/// A batch as read from storage (columns in the order of `fields`) -> the same rows in the logical types, under the shown names.
/// Text that was read as a dictionary stays one.
///
/// # Errors
/// A stored value that the logical type can't hold, which means that the storage is damaged.
pub(crate) fn to_logical(batch: &RecordBatch, fields: &[StoredField]) -> Result<RecordBatch, ArrowError> {
    rebuild(batch, fields, |array, field| {
        let as_is = matches!(array.data_type(), DataType::Dictionary(_, values) if **values == DataType::Utf8) && field.logical == DataType::Utf8;
        Ok((if as_is { Arc::clone(array) } else { convert(array, &field.logical, restore)? }, &field.name))
    })
}

fn rebuild<'f>(
    batch: &RecordBatch,
    fields: &'f [StoredField],
    column: impl Fn(&ArrayRef, &'f StoredField) -> Result<(ArrayRef, &'f String), ArrowError>,
) -> Result<RecordBatch, ArrowError> {
    if batch.num_columns() != fields.len() {
        let (found, expected) = (batch.num_columns(), fields.len());
        return Err(ArrowError::SchemaError(format!("a batch has {found} columns where {expected} were expected")));
    }
    let mut arrays = Vec::with_capacity(fields.len());
    let mut schema = Vec::with_capacity(fields.len());
    for (array, field) in batch.columns().iter().zip(fields) {
        let (array, name) = column(array, field)?;
        schema.push(Field::new(name, array.data_type().clone(), field.nullable));
        arrays.push(array);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(schema)), arrays, &options)
}

/// How the innermost values change.
type Leaf = fn(&ArrayRef, &DataType) -> Result<ArrayRef, ArrowError>;

/// Walks lists, structs and maps by position and leaves the innermost values to `leaf`.
fn convert(array: &ArrayRef, to: &DataType, leaf: Leaf) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    let array = &unpacked(array)?;
    match to {
        _ if array.data_type() == &DataType::Null => Ok(arrow_array::new_null_array(to, array.len())),
        DataType::List(item) => convert_list(array, item, leaf),
        DataType::Struct(fields) => {
            let parts = array.as_struct_opt().filter(|s| s.num_columns() == fields.len()).ok_or_else(|| mismatch(array, to))?;
            let columns: Result<Vec<_>, _> = parts.columns().iter().zip(fields).map(|(c, f)| convert(c, f.data_type(), leaf)).collect();
            Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), columns?, parts.nulls().cloned(), parts.len())?))
        }
        DataType::Map(entries, sorted) => {
            let map = array.as_map_opt().ok_or_else(|| mismatch(array, to))?;
            let (offsets, inner) = trimmed(map.offsets(), &(Arc::new(map.entries().clone()) as ArrayRef));
            let inner = convert(&inner, entries.data_type(), leaf)?;
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, inner.as_struct().clone(), map.nulls().cloned(), *sorted)?))
        }
        _ => leaf(array, to),
    }
}

fn convert_list(array: &ArrayRef, item: &FieldRef, leaf: Leaf) -> Result<ArrayRef, ArrowError> {
    let list = match array.data_type() {
        DataType::List(_) => Arc::clone(array),
        DataType::LargeList(inner) | DataType::ListView(inner) | DataType::LargeListView(inner) | DataType::FixedSizeList(inner, _) => {
            strict_cast(array, &DataType::List(Arc::clone(inner)))?
        }
        _ => return Err(mismatch(array, &DataType::List(Arc::clone(item)))),
    };
    let list = list.as_list::<i32>();
    let (offsets, values) = trimmed(list.offsets(), list.values());
    let values = convert(&values, item.data_type(), leaf)?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, values, list.nulls().cloned())?))
}

/// Only the values that the offsets reach, so that a slice of a long list costs its own length.
fn trimmed(offsets: &OffsetBuffer<i32>, values: &ArrayRef) -> (OffsetBuffer<i32>, ArrayRef) {
    let first = offsets.first().copied().unwrap_or(0);
    let last = offsets.last().copied().unwrap_or(0);
    let rebased = OffsetBuffer::new(offsets.iter().map(|o| o - first).collect());
    (rebased, values.slice(first as usize, (last - first) as usize))
}

/// Undoes dictionary and run-end encoding.
fn unpacked(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    match array.data_type() {
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            unpacked(&take(dictionary.values().as_ref(), dictionary.keys(), None)?)
        }
        DataType::RunEndEncoded(_, values) => unpacked(&strict_cast(array, values.data_type())?),
        _ => Ok(Arc::clone(array)),
    }
}

/// A file's type -> the logical type.
fn normalise(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    match (array.data_type(), to) {
        (DataType::Timestamp(from, _), DataType::Timestamp(TimeUnit::Microsecond, zone)) => {
            let micros = match from {
                TimeUnit::Second => scaled::<TimestampSecondType>(array, 1_000_000)?,
                TimeUnit::Millisecond => scaled::<TimestampMillisecondType>(array, 1_000)?,
                _ => array.as_primitive::<TimestampMicrosecondType>().clone(),
            };
            Ok(Arc::new(micros.with_timezone_opt(zone.clone())))
        }
        (DataType::Date64, DataType::Date32) => whole_days(array),
        _ => strict_cast(array, to),
    }
}

/// Logical -> stored.
fn store(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    match (array.data_type(), to) {
        (DataType::Timestamp(TimeUnit::Microsecond, _), DataType::Timestamp(_, zone)) => {
            Ok(Arc::new(array.as_primitive::<TimestampMicrosecondType>().clone().with_timezone_opt(zone.clone())))
        }
        (DataType::Timestamp(TimeUnit::Nanosecond, _), DataType::Int64) => {
            Ok(Arc::new(array.as_primitive::<TimestampNanosecondType>().reinterpret_cast::<Int64Type>()))
        }
        _ => strict_cast(array, to),
    }
}

/// Stored -> logical.
fn restore(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    match (array.data_type(), to) {
        (DataType::Timestamp(..), DataType::Timestamp(TimeUnit::Microsecond, _)) => normalise(array, to),
        (DataType::Int64, DataType::Timestamp(TimeUnit::Nanosecond, zone)) => {
            let ticks = array.as_primitive::<Int64Type>().reinterpret_cast::<TimestampNanosecondType>();
            Ok(Arc::new(ticks.with_timezone_opt(zone.clone())))
        }
        _ => strict_cast(array, to),
    }
}

fn scaled<T: ArrowPrimitiveType<Native = i64>>(array: &ArrayRef, factor: i64) -> Result<PrimitiveArray<TimestampMicrosecondType>, ArrowError> {
    array.as_primitive::<T>().try_unary(|ticks| {
        ticks.checked_mul(factor).ok_or_else(|| ArrowError::CastError(format!("the timestamp of {ticks} ticks is out of range in microseconds")))
    })
}

fn whole_days(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let days: PrimitiveArray<Date32Type> = array.as_primitive::<Date64Type>().try_unary(|ms| match ms % MILLISECONDS_PER_DAY {
        0 => i32::try_from(ms / MILLISECONDS_PER_DAY).map_err(|_| ArrowError::CastError(format!("the date of {ms} ms is out of range"))),
        _ => Err(ArrowError::CastError(format!("a date64 of {ms} ms is not a whole day"))),
    })?;
    Ok(Arc::new(days))
}

/// A cast that fails where a value doesn't fit, instead of making it null.
fn strict_cast(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    cast_with_options(array, to, &CastOptions { safe: false, ..CastOptions::default() })
}

fn mismatch(array: &ArrayRef, to: &DataType) -> ArrowError {
    ArrowError::SchemaError(format!("{} can't become {to}", array.data_type()))
}
