//! Apache Parquet.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use shared::wire::dataset::ImportReport;

use super::IngestError;
use super::int96::exact_schema;
use super::table::{BATCH_BYTES, BATCH_ROWS, Table};

const FORMAT: &str = "parquet";
/// Rows per batch at least, whatever the file says about its size.
const LEAST_BATCH_ROWS: u64 = 256;

/// Opens the Parquet file at `path`.
///
/// # Errors
/// `DamagedFile`.
pub(super) fn read(path: &Path) -> Result<Table, IngestError> {
    let file = File::open(path)?;
    let metadata = metadata(&file).map_err(|e| IngestError::damaged(FORMAT, &e))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let schema = Arc::clone(builder.schema());
    let batch_rows = batch_rows(builder.metadata());
    let reader = builder.with_batch_size(batch_rows).build().map_err(|e| IngestError::damaged(FORMAT, &e))?;
    let batches = reader.map(|batch| batch.map_err(|e| IngestError::damaged(FORMAT, &e)));
    Ok(Table { schema, batches: Box::new(batches), report: ImportReport::default() })
}

fn metadata(file: &File) -> Result<ArrowReaderMetadata, ParquetError> {
    let metadata = ArrowReaderMetadata::load(file, ArrowReaderOptions::new())?;
    match exact_schema(file, metadata.metadata(), metadata.schema())? {
        Some(schema) => ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), ArrowReaderOptions::new().with_schema(schema)),
        None => Ok(metadata),
    }
}

/// Rows that take about [`BATCH_BYTES`], by the sizes in the footer.
fn batch_rows(metadata: &ParquetMetaData) -> usize {
    let (mut bytes, mut rows): (u64, u64) = (0, 0);
    for group in metadata.row_groups() {
        bytes = bytes.saturating_add(u64::try_from(group.total_byte_size()).unwrap_or(0));
        rows = rows.saturating_add(u64::try_from(group.num_rows()).unwrap_or(0));
    }
    let row_bytes = bytes.checked_div(rows).unwrap_or(1).max(1);
    (BATCH_BYTES as u64 / row_bytes).clamp(LEAST_BATCH_ROWS, BATCH_ROWS as u64) as usize
}
