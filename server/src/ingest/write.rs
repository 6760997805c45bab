//! Rows into Parquet files that a crash can't undo.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::{IngestError, StoredFile};
use crate::storage::field::StoredField;

/// Rows per row group: small enough that a share of the rows is a share of the groups.
const GROUP_ROWS: usize = 131_072;
/// Cells per row group at most, nulls and nested fields counted: each takes memory until the group ends, which the writer doesn't count for nulls.
const GROUP_CELLS: usize = 16 << 20;
/// Rows per file.
const FILE_ROWS: u64 = 2_097_152;
/// Encoded bytes that may wait in memory for their row group's end.
const GROUP_BYTES: usize = 128 << 20;

/// What files are called where nobody wants another name.
pub(super) const PREFIX: &str = "part";

/// Writes `part-00000.parquet`, `part-00001.parquet`, … into a folder.
pub(super) struct PartWriter {
    folder: PathBuf,
    prefix: String,
    schema: SchemaRef,
    open: Option<OpenPart>,
    done: Vec<StoredFile>,
}

struct OpenPart {
    name: String,
    rows: u64,
    writer: ArrowWriter<File>,
}

impl PartWriter {
    /// For batches of the stored form of `fields`.
    pub(super) fn new(folder: &Path, fields: &[StoredField]) -> Self {
        let schema = Schema::new(fields.iter().map(StoredField::stored_field).collect::<Vec<_>>());
        PartWriter { folder: folder.to_owned(), prefix: PREFIX.to_owned(), schema: Arc::new(schema), open: None, done: Vec::new() }
    }

    /// Files are named `{prefix}-00000.parquet` and so on.
    pub(super) fn set_prefix(&mut self, prefix: &str) {
        prefix.clone_into(&mut self.prefix);
    }

    /// Appends the rows of `batch`.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), IngestError> {
        let mut start = 0;
        while start < batch.num_rows() {
            let part = match &mut self.open {
                Some(part) => part,
                none => none.insert(OpenPart::create(&self.folder, format!("{}-{:05}.parquet", self.prefix, self.done.len()), &self.schema)?),
            };
            let room = (FILE_ROWS - part.rows) as usize;
            let count = room.min(batch.num_rows() - start);
            part.write(&batch.slice(start, count))?;
            start += count;
            if part.rows == FILE_ROWS {
                self.close_part()?;
            }
        }
        Ok(())
    }

    /// Ends the last file; all files and their names are on stable storage afterwards.
    pub(super) fn finish(mut self) -> Result<Vec<StoredFile>, IngestError> {
        self.close_part()?;
        File::open(&self.folder)?.sync_all()?;
        Ok(self.done)
    }

    fn close_part(&mut self) -> Result<(), IngestError> {
        if let Some(part) = self.open.take() {
            self.done.push(part.close()?);
        }
        Ok(())
    }
}

impl OpenPart {
    fn create(folder: &Path, name: String, schema: &SchemaRef) -> Result<Self, IngestError> {
        let file = File::create_new(folder.join(&name))?;
        let options = ArrowWriterOptions::new().with_properties(properties(schema)?).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(file, Arc::clone(schema), options).map_err(written)?;
        Ok(OpenPart { name, rows: 0, writer })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), IngestError> {
        self.writer.write(batch).map_err(written)?;
        self.rows += batch.num_rows() as u64;
        if self.writer.memory_size() > GROUP_BYTES {
            self.writer.flush().map_err(written)?;
        }
        Ok(())
    }

    fn close(self) -> Result<StoredFile, IngestError> {
        let file = self.writer.into_inner().map_err(written)?;
        file.sync_all()?;
        Ok(StoredFile { name: self.name, rows: self.rows, size_bytes: file.metadata()?.len() })
    }
}

fn properties(schema: &Schema) -> Result<WriterProperties, IngestError> {
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(written)?))
        .set_max_row_group_row_count(Some(group_rows(schema)))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build())
}

fn group_rows(schema: &Schema) -> usize {
    (GROUP_CELLS / schema.flattened_fields().len().max(1)).clamp(1, GROUP_ROWS)
}

/// An error while writing is never the file's fault.
#[allow(clippy::needless_pass_by_value)]
fn written(error: ParquetError) -> IngestError {
    IngestError::internal(&error)
}

#[cfg(test)]
mod tests {
    use arrow_schema::{DataType, Field};

    use super::*;

    #[test]
    fn row_groups_of_many_columns_have_fewer_rows() {
        let of =
            |columns: usize| group_rows(&Schema::new((0..columns).map(|at| Field::new(at.to_string(), DataType::Int64, true)).collect::<Vec<_>>()));
        assert_eq!([0, 10, 5_000].map(of), [GROUP_ROWS, GROUP_ROWS, GROUP_CELLS / 5_000]);
    }
}
