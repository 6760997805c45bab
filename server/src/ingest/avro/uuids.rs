//! UUIDs are text in the file and for people; the reader gives them as sixteen bytes.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use uuid::Uuid;

/// The same columns with UUIDs as text.
pub(super) fn schema(schema: &Schema) -> SchemaRef {
    let shown = |field: &FieldRef| match is_uuid(field) {
        true => Arc::new(Field::new(field.name(), DataType::Utf8, field.is_nullable())),
        false => Arc::clone(field),
    };
    Arc::new(Schema::new(schema.fields().iter().map(shown).collect::<Vec<FieldRef>>()))
}

/// The same rows in the columns of `schema`.
pub(super) fn as_text(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns = batch.columns().iter().zip(batch.schema_ref().fields()).map(|(column, field)| match is_uuid(field) {
        true => Arc::new(text(column)) as ArrayRef,
        false => Arc::clone(column),
    });
    RecordBatch::try_new(Arc::clone(schema), columns.collect())
}

fn is_uuid(field: &Field) -> bool {
    *field.data_type() == DataType::FixedSizeBinary(16) && field.metadata().get("logicalType").is_some_and(|word| word == "uuid")
}

fn text(column: &ArrayRef) -> StringArray {
    let bytes = column.as_fixed_size_binary();
    bytes.iter().map(|uuid| uuid.and_then(|bytes| Uuid::from_slice(bytes).ok()).map(|uuid| uuid.hyphenated().to_string())).collect()
}
