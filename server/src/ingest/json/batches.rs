//! The second pass: lines into batches, decoded by `arrow-json`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_json::reader::{Decoder, ReaderBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use serde_json::value::RawValue;

use super::super::column::ColumnBuilder;
use super::super::table::{BATCH_BYTES, batch_rows};
use super::super::{IngestError, ParseLimits};
use super::lines::Lines;
use super::look::JsonColumn;
use super::pairs::with_whole_pairs;
use super::shape::Entries;

/// Batches of an NDJSON file.
pub(super) struct JsonBatches {
    lines: Lines,
    decoder: Decoder,
    schema: SchemaRef,
    /// Keys whose objects and arrays become text.
    as_text: Vec<String>,
    /// Lines that the first pass left out.
    skip: HashSet<u64>,
}

impl JsonBatches {
    /// From the first line on.
    pub(super) fn open(path: &Path, limits: &ParseLimits, columns: Vec<JsonColumn>, skip: HashSet<u64>) -> Result<Self, IngestError> {
        let schema = Schema::new(columns.iter().map(|c| Field::new(&c.name, c.data_type.clone(), true)).collect::<Vec<_>>());
        // Dates and decimals are read as text first: there is one grammar for them, our own.
        let decoded = Schema::new(columns.iter().map(|c| Field::new(&c.name, decoded_type(&c.data_type), true)).collect::<Vec<_>>());
        let builder = ReaderBuilder::new(Arc::new(decoded)).with_batch_size(batch_rows(columns.len())).with_coerce_primitive(true);
        let decoder = builder.build_decoder()?;
        let as_text = columns.into_iter().filter(|c| c.as_text).map(|c| c.name).collect();
        Ok(JsonBatches { lines: Lines::open(path, limits.record_bytes)?, decoder, schema: Arc::new(schema), as_text, skip })
    }

    /// The columns.
    pub(super) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn read(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        let (mut rows, mut bytes) = (0, 0);
        let most = batch_rows(self.schema.fields().len());
        while rows < most && bytes < BATCH_BYTES {
            if !self.lines.advance()? {
                break;
            }
            if self.skip.contains(&self.lines.number()) {
                continue;
            }
            let line = self.lines.line()?;
            let line = if self.as_text.is_empty() { Cow::Borrowed(line) } else { Cow::Owned(with_text(line, &self.as_text)?) };
            let line = with_whole_pairs(&line);
            let decoded = self.decoder.decode(line.as_bytes()).and_then(|_| self.decoder.decode(b"\n"));
            rows += 1;
            bytes += line.len();
            decoded.map_err(|e| undecoded(&e, self.lines.number()))?;
        }
        match self.decoder.flush().map_err(|e| undecoded(&e, self.lines.number()))? {
            Some(batch) => self.parsed(&batch).map(Some),
            None => Ok(None),
        }
    }

    fn parsed(&self, batch: &RecordBatch) -> Result<RecordBatch, IngestError> {
        let mut columns = Vec::with_capacity(batch.num_columns());
        for (array, field) in batch.columns().iter().zip(self.schema.fields()) {
            columns.push(if array.data_type() == field.data_type() { Arc::clone(array) } else { of_text(array, field.data_type())? });
        }
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}

impl Iterator for JsonBatches {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn decoded_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Date32 | DataType::Time64(_) | DataType::Timestamp(..) | DataType::Decimal128(..) => DataType::Utf8,
        other => other.clone(),
    }
}

fn of_text(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, IngestError> {
    let mut builder = ColumnBuilder::new(data_type);
    for cell in array.as_string::<i32>() {
        if !builder.append(cell.unwrap_or_default()) {
            return Err(IngestError::Internal { reason: "the file changed while it was read".to_owned() });
        }
    }
    Ok(builder.finish())
}

/// The line with the objects and arrays under `keys` as strings of their JSON text.
fn with_text(line: &str, keys: &[String]) -> Result<String, IngestError> {
    let entries: Entries = serde_json::from_str(line).map_err(|e| IngestError::internal(&e))?;
    let mut rewritten = String::with_capacity(line.len() + 16);
    for (key, value) in entries.0 {
        rewritten.push(if rewritten.is_empty() { '{' } else { ',' });
        rewritten.push_str(&quoted(&key)?);
        rewritten.push(':');
        let text = is_nested(value) && keys.iter().any(|k| *k == key);
        rewritten.push_str(&if text { Cow::Owned(quoted(value.get())?) } else { Cow::Borrowed(value.get()) });
    }
    rewritten.push_str(if rewritten.is_empty() { "{}" } else { "}" });
    Ok(rewritten)
}

fn is_nested(value: &RawValue) -> bool {
    value.get().starts_with(['{', '['])
}

fn quoted(text: &str) -> Result<String, IngestError> {
    serde_json::to_string(text).map_err(|e| IngestError::internal(&e))
}

/// The first pass has read every line, so this is a line that only `arrow-json` refuses.
fn undecoded(error: &arrow_schema::ArrowError, line: u64) -> IngestError {
    IngestError::InvalidJsonLine { line, reason: super::super::error::shortened(&error.to_string()) }
}
