//! Rows of known columns into Parquet files and their profile: what every child that makes rows writes with.

use std::path::Path;
use std::sync::mpsc::Receiver;

use arrow_array::RecordBatch;
use shared::wire::dataset::{ImportReport, Notice};

use super::beside::beside;
use super::profile::Profiler;
use super::table::batch_rows;
use super::write::PartWriter;
use super::{IngestError, Parsed};
use crate::storage::field::{StoredField, to_normal, to_stored};

/// Writes the files of a commit.
pub(crate) struct TableWriter {
    fields: Vec<StoredField>,
    profiler: Profiler,
    parts: PartWriter,
    format: &'static str,
}

impl TableWriter {
    /// For batches of `fields`, into the existing folder `folder`: `part-00000.parquet` and so on.
    pub(crate) fn new(folder: &Path, fields: Vec<StoredField>) -> Self {
        let (profiler, parts) = (Profiler::new(&fields), PartWriter::new(folder, &fields));
        TableWriter { fields, profiler, parts, format: "table" }
    }

    /// The same with files named `{prefix}-00000.parquet` and so on.
    pub(crate) fn with_prefix(mut self, prefix: &str) -> Self {
        self.parts.set_prefix(prefix);
        self
    }

    /// The same for the rows of a file of `format`, which is damaged where a value can't be converted.
    pub(super) fn with_format(mut self, format: &'static str) -> Self {
        self.format = format;
        self
    }

    /// Rows so far.
    pub(crate) fn rows(&self) -> u64 {
        self.profiler.rows()
    }

    /// Appends a batch whose columns have the fields' logical types, or types that become these without loss; names don't matter.
    ///
    /// # Errors
    /// A value can't be converted; a file can't be written.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), IngestError> {
        let most = batch_rows(self.fields.len());
        for start in (0..batch.num_rows()).step_by(most) {
            let slice = batch.slice(start, most.min(batch.num_rows() - start));
            let normal = to_normal(&slice, &self.fields).map_err(|e| IngestError::damaged(self.format, &e))?;
            self.profiler.add(&normal);
            self.parts.write(&to_stored(&normal, &self.fields).map_err(|e| IngestError::damaged(self.format, &e))?)?;
        }
        Ok(())
    }

    /// Ends the last file; everything is on stable storage afterwards. The report of what was made has no format yet.
    ///
    /// # Errors
    /// A file can't be written.
    pub(crate) fn finish(self) -> Result<Parsed, IngestError> {
        let (rows, profile) = (self.profiler.rows(), self.profiler.finish());
        let notices = if rows == 0 { vec![Notice::NoRows] } else { Vec::new() };
        let import = ImportReport { notices, ..ImportReport::default() };
        Ok(Parsed { fields: self.fields, files: self.parts.finish()?, rows, profile, import, rejected: Vec::new(), rejected_cells: None })
    }
}

/// Writes on a second thread what `read` hands over, so that the next rows are read meanwhile.
///
/// # Errors
/// What writing fails on, because it is about earlier rows than what reading fails on; else that.
pub(super) fn write_beside(
    mut writer: TableWriter,
    read: impl FnOnce(&mut dyn FnMut(RecordBatch) -> bool) -> Result<(), IngestError>,
) -> Result<Parsed, IngestError> {
    let write = |batches: Receiver<RecordBatch>| {
        batches.iter().try_for_each(|batch| writer.write(&batch))?;
        writer.finish()
    };
    // None waits, because a batch may be as large as its file has it.
    let (written, read) = beside(0, write, read)?;
    written.and_then(|parsed| read.map(|()| parsed))
}
