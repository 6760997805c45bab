//! Apache Parquet.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{FileMetaData, ParquetMetaData};
use shared::wire::dataset::ImportReport;

use super::int96::exact_schema;
use super::table::{self, BATCH_BYTES, Table};
use super::{IngestError, counted, pages};

const FORMAT: &str = "parquet";
/// The format numbers row groups in 16 bits, and these are the reader's words for a file that has more.
const MOST_ROW_GROUPS: u32 = 1 << 15;
const MORE_ROW_GROUPS: &str = "Row group ordinal";
/// Rows per batch at least, whatever the file says about its size.
const LEAST_BATCH_ROWS: u64 = 256;

/// Opens the Parquet file at `path`.
///
/// # Errors
/// `DamagedFile`; `TooComplex` for a footer or a page that would take too much memory, and for too many row groups.
pub(super) fn read(path: &Path) -> Result<Table, IngestError> {
    let file = File::open(path)?;
    pages::check_footer(&file)?;
    let loaded = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|e| unreadable(&e))?;
    pages::check(&file, loaded.metadata())?;
    let metadata = exact(&file, &loaded).map_err(|e| IngestError::damaged(FORMAT, &e))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let schema = Arc::clone(builder.schema());
    let batch_rows = batch_rows(builder.metadata());
    let rows = rows(builder.metadata());
    let reader = builder.with_batch_size(batch_rows).build().map_err(|e| IngestError::damaged(FORMAT, &e))?;
    let batches = reader.map(|batch| batch.map_err(|e| IngestError::damaged(FORMAT, &e)));
    let batches = counted::InSteps::of(path, u64::try_from(rows).unwrap_or(0), counted::rows, Complete { batches, missing: rows })?;
    Ok(Table { schema, batches: Box::new(batches), report: ImportReport::default() })
}

/// An error of who reads the footer.
fn unreadable(error: &ParquetError) -> IngestError {
    match error {
        ParquetError::General(reason) if reason.starts_with(MORE_ROW_GROUPS) => {
            IngestError::TooComplex { limit: format!("{MOST_ROW_GROUPS} row groups") }
        }
        error => IngestError::damaged(FORMAT, error),
    }
}

/// Batches, and an error at their end where rows are missing.
struct Complete<B> {
    batches: B,
    missing: i64,
}

impl<B: Iterator<Item = Result<RecordBatch, IngestError>>> Iterator for Complete<B> {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.batches.next() {
            Some(Ok(batch)) => {
                self.missing -= batch.num_rows() as i64;
                Some(Ok(batch))
            }
            None if self.missing != 0 => {
                self.missing = 0;
                Some(Err(IngestError::DamagedFile { format: FORMAT.to_owned(), reason: "it has not the rows that its footer counts".to_owned() }))
            }
            end => end,
        }
    }
}

/// The metadata as they are read by: with times and the number of rows as they are.
fn exact(file: &File, loaded: &ArrowReaderMetadata) -> Result<ArrowReaderMetadata, ParquetError> {
    let options = match exact_schema(file, loaded.metadata(), loaded.schema())? {
        Some(schema) => ArrowReaderOptions::new().with_schema(schema),
        None => ArrowReaderOptions::new(),
    };
    ArrowReaderMetadata::try_new(Arc::new(with_row_count(loaded.metadata())), options)
}

/// The metadata with the row groups' sum as the file's row count. Old writers left the count at 0, and the reader, which
/// takes no batch longer than the count, would give no rows.
fn with_row_count(metadata: &ParquetMetaData) -> ParquetMetaData {
    let file = metadata.file_metadata();
    let counted = FileMetaData::new(
        file.version(),
        rows(metadata),
        file.created_by().map(ToOwned::to_owned),
        file.key_value_metadata().cloned(),
        file.schema_descr_ptr(),
        file.column_orders().cloned(),
    );
    ParquetMetaData::new(counted, metadata.row_groups().to_vec())
}

fn rows(metadata: &ParquetMetaData) -> i64 {
    metadata.row_groups().iter().fold(0, |rows, group| rows.saturating_add(group.num_rows()))
}

/// Rows that take about [`BATCH_BYTES`], by the sizes in the footer.
fn batch_rows(metadata: &ParquetMetaData) -> usize {
    let (mut bytes, mut rows): (u64, u64) = (0, 0);
    for group in metadata.row_groups() {
        bytes = bytes.saturating_add(u64::try_from(group.total_byte_size()).unwrap_or(0));
        rows = rows.saturating_add(u64::try_from(group.num_rows()).unwrap_or(0));
    }
    let row_bytes = bytes.checked_div(rows).unwrap_or(1).max(1);
    // What is null takes no bytes in the file, but cells in a batch.
    let most = table::batch_rows(metadata.file_metadata().schema_descr().num_columns()) as u64;
    (BATCH_BYTES as u64 / row_bytes).max(LEAST_BATCH_ROWS).min(most) as usize
}
