//! Arrow and Parquet rows for columns that exist. Columns of another type are taken where every value is one of the target's, too.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use arrow_cast::cast;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{DataType, SchemaRef};
use shared::wire::column_type::type_word;

use super::super::IngestError;
use super::super::columns;
use super::super::table::{Batches, Table, batch_rows};
use super::cells::{Cell, of_text};
use super::rows::{Rows, logical_schema};
use super::{Again, Misfit, positions};
use crate::storage::field::{StoredField, to_normal};

/// The table's rows as rows of `target`.
pub(super) fn read(table: Table, target: &[StoredField], again: Option<Again>) -> Result<Table, IngestError> {
    let Table { schema, batches, report } = table;
    let positions = positions(target, schema.fields().iter().map(|f| f.name().as_str()))?;
    let source = source_fields(&schema)?;
    let schema = logical_schema(target);
    let fitted = FitBatches { batches, pending: None, source, positions, target: target.to_vec(), schema: Arc::clone(&schema), row: 0, again };
    Ok(Table { schema, batches: Box::new(fitted), report })
}

fn source_fields(schema: &SchemaRef) -> Result<Vec<StoredField>, IngestError> {
    let columns: Vec<_> = schema.fields().iter().map(|f| (f.name().clone(), f.data_type().clone(), true)).collect();
    columns::stored(&columns)
}

struct FitBatches {
    batches: Batches,
    /// What is left of a long batch.
    pending: Option<RecordBatch>,
    source: Vec<StoredField>,
    positions: Vec<Option<usize>>,
    target: Vec<StoredField>,
    schema: SchemaRef,
    /// Rows so far.
    row: u64,
    again: Option<Again>,
}

impl FitBatches {
    fn next_slice(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        let batch = match self.pending.take() {
            Some(batch) => batch,
            None => match self.batches.next() {
                Some(batch) => batch?,
                None => return Ok(None),
            },
        };
        let (rows, most) = (batch.num_rows(), batch_rows(self.target.len().max(self.source.len())));
        if rows > most {
            self.pending = Some(batch.slice(most, rows - most));
        }
        Ok(Some(batch.slice(0, rows.min(most))))
    }

    fn read(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        let Some(batch) = self.next_slice()? else { return Ok(None) };
        let normal = to_normal(&batch, &self.source).map_err(|e| IngestError::damaged("arrow", &e))?;
        let mut columns = Vec::with_capacity(self.target.len());
        for (column, (field, position)) in self.target.iter().zip(&self.positions).enumerate() {
            columns.push(match position {
                Some(at) => fitted(normal.column(*at), (column, field), self.row, self.again.as_ref())?,
                None => new_null_array(&field.logical, batch.num_rows()),
            });
        }
        self.row += batch.num_rows() as u64;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        Ok(Some(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?))
    }
}

/// The column in the target's type. Values go by their text where the types differ: the grammar of cells decides then.
fn fitted(array: &ArrayRef, (column, field): (usize, &StoredField), rows_before: u64, again: Option<&Again>) -> Result<ArrayRef, IngestError> {
    let row = |at: usize| rows_before + at as u64 + 1;
    if let (false, Some(at)) = (field.nullable, (0..array.len()).find(|at| array.is_null(*at))) {
        return Err(Misfit::new(field, "null").at(row(at)));
    }
    let words = again.filter(|again| array.data_type() == &DataType::Utf8 && again.has_words(column));
    if array.data_type() == &field.logical && words.is_none() {
        return Ok(Arc::clone(array));
    }
    if array.null_count() == array.len() {
        return Ok(new_null_array(&field.logical, array.len()));
    }
    if array.data_type().is_nested() || field.logical.is_nested() || array.data_type() == &DataType::Binary {
        return Err(Misfit::new(field, &type_word(array.data_type())).at(row(0)));
    }
    let plain = without_zone_name(array)?;
    let texts = ArrayFormatter::try_new(plain.as_ref(), &FormatOptions::default())?;
    let mut rows = Rows::new(std::slice::from_ref(field));
    for at in 0..array.len() {
        let text = if array.is_null(at) { String::new() } else { texts.value(at).try_to_string()? };
        // In Arrow, unlike CSV, an empty text is no null.
        let cell = match again {
            Some(_) if words.is_some_and(|words| array.is_valid(at) && words.is_null_word(column, &text)) => Some(Cell::Null),
            Some(again) if array.is_valid(at) => Some(again.valid((column, field), &text, row(at))),
            _ if text.is_empty() && array.is_valid(at) => None,
            _ => of_text(field, &text),
        };
        rows.push(&mut vec![cell.ok_or_else(|| Misfit::new(field, &text).at(row(at)))?]);
    }
    Ok(Arc::clone(rows.finish()?.column(0)))
}

/// The formatter knows zones by their offsets only.
fn without_zone_name(array: &ArrayRef) -> Result<ArrayRef, IngestError> {
    match array.data_type() {
        DataType::Timestamp(unit, Some(_)) => Ok(cast(array, &DataType::Timestamp(*unit, Some("+00:00".into())))?),
        _ => Ok(Arc::clone(array)),
    }
}

impl Iterator for FitBatches {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
