//! A dataset as a file for other programs. Rows leave as they are read, so memory is a batch or two, and with Parquet a row group.

mod arrow;
pub(crate) mod cell;
mod csv;
mod ndjson;
mod parquet;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Field, Schema, SchemaRef};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;

use crate::storage::{Snapshot, Storage};
use crate::stream::StreamError;
use crate::stream::read;
use crate::stream::request::ArrowRequest;

/// The format of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExportFormat {
    /// Comma-separated, quoted where it must be, CR LF, UTF-8. A null is nothing, an empty text `""`.
    Csv,
    /// One JSON object a line; integers beyond 2^53, decimals and times are text.
    Ndjson,
    /// Apache Parquet, packed by zstd.
    Parquet,
    /// Apache Arrow IPC with a footer ("Feather 2").
    Arrow,
}

impl ExportFormat {
    /// The media type of the file.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            ExportFormat::Csv => "text/csv; charset=utf-8; header=present",
            ExportFormat::Ndjson => "application/x-ndjson",
            ExportFormat::Parquet => "application/vnd.apache.parquet",
            ExportFormat::Arrow => "application/vnd.apache.arrow.file",
        }
    }

    /// The ending of the file's name.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Ndjson => "ndjson",
            ExportFormat::Parquet => "parquet",
            ExportFormat::Arrow => "arrow",
        }
    }

    fn writer(self, schema: SchemaRef, for_spreadsheet: bool) -> Result<Box<dyn FileWriter>, StreamError> {
        Ok(match self {
            ExportFormat::Csv => Box::new(csv::CsvWriter::new(&schema, for_spreadsheet)),
            ExportFormat::Ndjson => Box::new(ndjson::NdjsonWriter::new(&schema)),
            ExportFormat::Parquet => Box::new(parquet::ParquetFile::new(schema)?),
            ExportFormat::Arrow => Box::new(arrow::ArrowFile::new(&schema)?),
        })
    }
}

/// Batches in, the file's bytes out.
trait FileWriter: Send {
    /// What can leave once these rows are in the file.
    fn write(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, StreamError>;

    /// The rest.
    fn finish(self: Box<Self>) -> Result<Vec<u8>, StreamError>;
}

/// The bytes of the file. A file that breaks off ends without the response's last chunk.
pub(crate) fn open(
    storage: &Storage,
    snapshot: &Arc<Snapshot>,
    request: &ArrowRequest,
    format: ExportFormat,
    for_spreadsheet: bool,
) -> Result<impl Stream<Item = Result<Bytes, StreamError>> + use<>, StreamError> {
    let fields = snapshot.fields.iter().map(|field| Field::new(&field.name, field.logical.clone(), field.nullable));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let writer = format.writer(Arc::clone(&schema), for_spreadsheet)?;
    let batches = read::batches(storage, snapshot, request).map(move |batch| Ok(batch?.with_schema(Arc::clone(&schema))?));
    let body = stream::unfold(Some((batches.boxed(), writer)), |state| async move {
        let (mut batches, mut writer) = state?;
        let Some(batch) = batches.next().await else { return Some((writer.finish().map(Bytes::from), None)) };
        // Some thousand cells of text take a while; other requests shall not wait for them.
        match batch.and_then(|batch| tokio::task::block_in_place(|| writer.write(&batch))) {
            Ok(bytes) => Some((Ok(Bytes::from(bytes)), Some((batches, writer)))),
            Err(error) => Some((Err(error), None)),
        }
    });
    Ok(body.inspect(|chunk| {
        if let Err(error) = chunk {
            tracing::error!("an export broke off: {error}");
        }
    }))
}
