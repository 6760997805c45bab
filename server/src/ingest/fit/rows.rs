//! Cells into batches of the target's logical types.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float32Builder, Float64Builder, StringBuilder};
use arrow_array::types::{
    Date32Type, Decimal128Type, DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType, Int8Type, Int16Type,
    Int32Type, Int64Type, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType, TimestampNanosecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch, RecordBatchOptions, new_null_array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow_select::concat::concat;

use super::super::IngestError;
use super::cells::Cell;
use crate::storage::field::StoredField;

/// Collects rows.
pub(super) struct Rows {
    schema: SchemaRef,
    columns: Vec<Values>,
    rows: usize,
}

enum Values {
    Bool(BooleanBuilder),
    Text(StringBuilder),
    Float(Float64Builder),
    Float32(Float32Builder),
    Whole(Vec<Option<i128>>),
    Nested(Vec<ArrayRef>),
}

/// The schema that the rows of `target` have for people.
pub(super) fn logical_schema(target: &[StoredField]) -> SchemaRef {
    Arc::new(Schema::new(target.iter().map(|f| Field::new(&f.name, f.logical.clone(), f.nullable)).collect::<Vec<_>>()))
}

impl Rows {
    /// None yet.
    pub(super) fn new(target: &[StoredField]) -> Self {
        Rows { schema: logical_schema(target), columns: target.iter().map(|field| Values::new(&field.logical)).collect(), rows: 0 }
    }

    /// Rows since the last batch.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// One row, a cell per column; leaves `row` empty.
    pub(super) fn push(&mut self, row: &mut Vec<Cell<'_>>) {
        for ((values, cell), field) in self.columns.iter_mut().zip(row.drain(..)).zip(self.schema.fields()) {
            values.push(cell, field.data_type());
        }
        self.rows += 1;
    }

    /// The rows so far as a batch.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, IngestError> {
        let fields = self.schema.fields().iter();
        let columns = self.columns.iter_mut().zip(fields).map(|(values, field)| values.finish(field.data_type()));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(std::mem::take(&mut self.rows)));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
    }
}

impl Values {
    fn new(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => Values::Bool(BooleanBuilder::new()),
            DataType::Utf8 => Values::Text(StringBuilder::new()),
            DataType::Float64 => Values::Float(Float64Builder::new()),
            DataType::Float32 => Values::Float32(Float32Builder::new()),
            DataType::List(_) | DataType::Struct(_) | DataType::Map(..) | DataType::Binary => Values::Nested(Vec::new()),
            _ => Values::Whole(Vec::new()),
        }
    }

    /// A cell is of its column's type by construction, so any other pair is a null.
    fn push(&mut self, cell: Cell<'_>, data_type: &DataType) {
        match (self, cell) {
            (Values::Bool(values), Cell::Bool(value)) => values.append_value(value),
            (Values::Bool(values), _) => values.append_null(),
            (Values::Text(values), Cell::Text(value)) => values.append_value(value),
            (Values::Text(values), _) => values.append_null(),
            (Values::Float(values), Cell::Float(value)) => values.append_value(value),
            (Values::Float(values), _) => values.append_null(),
            (Values::Float32(values), Cell::Float32(value)) => values.append_value(value),
            (Values::Float32(values), _) => values.append_null(),
            (Values::Whole(values), Cell::Whole(value)) => values.push(Some(value)),
            (Values::Whole(values), _) => values.push(None),
            (Values::Nested(values), Cell::Nested(value)) => values.push(value),
            (Values::Nested(values), _) => values.push(new_null_array(data_type, 1)),
        }
    }

    fn finish(&mut self, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Values::Bool(values) => Arc::new(values.finish()),
            Values::Text(values) => Arc::new(values.finish()),
            Values::Float(values) => Arc::new(values.finish()),
            Values::Float32(values) => Arc::new(values.finish()),
            Values::Whole(values) => whole(std::mem::take(values), data_type)?,
            Values::Nested(values) => {
                let values = std::mem::take(values);
                let arrays: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
                if arrays.is_empty() { new_null_array(data_type, 0) } else { concat(&arrays)? }
            }
        })
    }
}

fn whole(values: Vec<Option<i128>>, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
    Ok(match data_type {
        DataType::Int8 => Arc::new(primitive::<Int8Type>(values)),
        DataType::Int16 => Arc::new(primitive::<Int16Type>(values)),
        DataType::Int32 => Arc::new(primitive::<Int32Type>(values)),
        DataType::Int64 => Arc::new(primitive::<Int64Type>(values)),
        DataType::UInt8 => Arc::new(primitive::<UInt8Type>(values)),
        DataType::UInt16 => Arc::new(primitive::<UInt16Type>(values)),
        DataType::UInt32 => Arc::new(primitive::<UInt32Type>(values)),
        DataType::UInt64 => Arc::new(primitive::<UInt64Type>(values)),
        DataType::Decimal128(precision, scale) => Arc::new(primitive::<Decimal128Type>(values).with_precision_and_scale(*precision, *scale)?),
        DataType::Date32 => Arc::new(primitive::<Date32Type>(values)),
        DataType::Time64(TimeUnit::Nanosecond) => Arc::new(primitive::<Time64NanosecondType>(values)),
        DataType::Time64(_) => Arc::new(primitive::<Time64MicrosecondType>(values)),
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => Arc::new(primitive::<TimestampNanosecondType>(values).with_timezone_opt(zone.clone())),
        DataType::Timestamp(_, zone) => Arc::new(primitive::<TimestampMicrosecondType>(values).with_timezone_opt(zone.clone())),
        DataType::Duration(TimeUnit::Second) => Arc::new(primitive::<DurationSecondType>(values)),
        DataType::Duration(TimeUnit::Millisecond) => Arc::new(primitive::<DurationMillisecondType>(values)),
        DataType::Duration(TimeUnit::Microsecond) => Arc::new(primitive::<DurationMicrosecondType>(values)),
        DataType::Duration(TimeUnit::Nanosecond) => Arc::new(primitive::<DurationNanosecondType>(values)),
        other => return Err(ArrowError::NotYetImplemented(format!("values of type {other} from text"))),
    })
}

fn primitive<T: ArrowPrimitiveType>(values: Vec<Option<i128>>) -> PrimitiveArray<T>
where
    T::Native: TryFrom<i128>,
{
    values.into_iter().map(|value| value.and_then(|value| T::Native::try_from(value).ok())).collect()
}
