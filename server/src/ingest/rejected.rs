//! Cells that have no value of their column's type, a chosen one or, in a workbook, because of an error: null there, kept verbatim in a table of their own.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use arrow_array::{Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use super::{IngestError, Parsed, TableWriter};
use crate::storage::field::StoredField;

/// The columns of the table of rejected cells.
const COLUMNS: [(&str, DataType); 3] = [("row", DataType::Int64), ("column", DataType::Utf8), ("cell", DataType::Utf8)];

/// A cell that didn't fit.
pub(super) struct RejectedCell {
    /// Its row in the dataset, from 1.
    pub(super) row: u64,
    /// Its column's position.
    pub(super) column: usize,
    /// Its text.
    pub(super) cell: String,
}

/// The cells that nobody has stored yet; shared with the reader, which finds them as it goes.
pub(super) type Found = Rc<RefCell<Vec<RejectedCell>>>;

/// Writes the table of rejected cells.
pub(super) struct RejectedWriter {
    found: Found,
    columns: Vec<String>,
    writer: TableWriter,
}

impl RejectedWriter {
    /// Into an existing folder. `columns` are the names of the file's.
    pub(super) fn new(folder: &Path, found: Found, columns: Vec<String>) -> Result<Self, IngestError> {
        let fields = COLUMNS.map(|(name, of)| (name.to_owned(), of, false));
        let fields = StoredField::plan(&fields).map_err(|_| IngestError::Internal { reason: "no plan for rejected cells".to_owned() })?;
        Ok(RejectedWriter { found, columns, writer: TableWriter::new(folder, fields) })
    }

    /// Stores what was found since the last time.
    pub(super) fn store(&mut self) -> Result<(), IngestError> {
        let mut found = self.found.take();
        if found.is_empty() {
            return Ok(());
        }
        // Some readers go by columns.
        found.sort_by_key(|cell| (cell.row, cell.column));
        let rows: Int64Array = found.iter().map(|cell| i64::try_from(cell.row).unwrap_or(i64::MAX)).collect::<Vec<_>>().into();
        let columns = StringArray::from_iter_values(found.iter().map(|cell| self.columns.get(cell.column).map_or("", String::as_str)));
        let cells = StringArray::from_iter_values(found.iter().map(|cell| &cell.cell));
        let fields = COLUMNS.map(|(name, of)| Field::new(name, of, false));
        let schema = Arc::new(Schema::new(fields.to_vec()));
        self.writer.write(&RecordBatch::try_new(schema, vec![Arc::new(rows), Arc::new(columns), Arc::new(cells)])?)
    }

    /// The table; none without cells.
    pub(super) fn finish(self) -> Result<Option<Box<Parsed>>, IngestError> {
        let mut parsed = self.writer.finish()?;
        "table".clone_into(&mut parsed.import.format);
        Ok((parsed.rows > 0).then(|| Box::new(parsed)))
    }
}
