//! A dataset as a file for other programs. Rows leave as they are read, so memory is a batch or two, and with Parquet a row group; a workbook leaves once
//! it is whole, and waits on disk.

mod arrow;
pub(crate) mod cell;
pub(crate) mod command;
mod csv;
mod error;
mod ndjson;
mod parquet;
#[cfg(test)]
mod tests;
mod xlsx;

use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Field, Schema, SchemaRef};
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;

use crate::catalog::StoredDataset;
use crate::error::Answer;
use crate::storage::{Snapshot, Storage};
use crate::stream::StreamError;
use crate::stream::form::Form;
use crate::stream::read;
use crate::stream::request::{ArrowRequest, Shown};
pub(crate) use error::ExportError;

/// The format of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum, utoipa::ToSchema)]
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
    /// A workbook of Excel's, one sheet: at most 1,048,575 rows, 16,384 columns and 32,767 characters a cell. Values that Excel would round are text; an
    /// empty text is an empty cell, as a null is; readers may leave out rows at the end that have only such.
    Xlsx,
}

impl ExportFormat {
    /// The media type of the file.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            ExportFormat::Csv => "text/csv; charset=utf-8; header=present",
            ExportFormat::Ndjson => "application/x-ndjson",
            ExportFormat::Parquet => "application/vnd.apache.parquet",
            ExportFormat::Arrow => "application/vnd.apache.arrow.file",
            ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of the file's name.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Ndjson => "ndjson",
            ExportFormat::Parquet => "parquet",
            ExportFormat::Arrow => "arrow",
            ExportFormat::Xlsx => "xlsx",
        }
    }

    /// None of a format that is written as a whole.
    fn writer(self, schema: SchemaRef, for_spreadsheet: bool) -> Result<Option<Box<dyn FileWriter>>, StreamError> {
        Ok(Some(match self {
            ExportFormat::Csv => Box::new(csv::CsvWriter::new(&schema, for_spreadsheet)),
            ExportFormat::Ndjson => Box::new(ndjson::NdjsonWriter::new(&schema)),
            ExportFormat::Parquet => Box::new(parquet::ParquetFile::new(schema)?),
            ExportFormat::Arrow => Box::new(arrow::ArrowFile::new(&schema)?),
            ExportFormat::Xlsx => return Ok(None),
        }))
    }
}

/// Batches in, the file's bytes out.
trait FileWriter: Send {
    /// What can leave once these rows are in the file.
    fn write(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, StreamError>;

    /// The rest.
    fn finish(self: Box<Self>) -> Result<Vec<u8>, StreamError>;
}

/// Rows that are written before some leave: as text they take many times their room.
const BATCH_ROWS: usize = 8_192;

/// Asks for all columns of a version, as values.
pub(crate) fn whole(stored: &StoredDataset, snapshot: &Snapshot) -> Answer<ArrowRequest> {
    let mut request = ArrowRequest::parse(None, stored, snapshot, Shown::All)?;
    request.forms.fill(Form::Values);
    request.batch_rows = request.batch_rows.min(BATCH_ROWS);
    Ok(request)
}

/// The bytes of the file. A file that breaks off ends without the response's last chunk. What can't be written in one go waits in the folder `scratch`.
pub(crate) async fn open(
    (storage, scratch): (&Storage, &Path),
    snapshot: &Arc<Snapshot>,
    request: &ArrowRequest,
    format: ExportFormat,
    for_spreadsheet: bool,
) -> Result<BoxStream<'static, Result<Bytes, StreamError>>, ExportError> {
    // All of it is read anyway, and a problem is clearer than a file that breaks off.
    storage.verify(&snapshot.files).await?;
    let fields = snapshot.fields.iter().map(|field| Field::new(&field.name, field.logical.clone(), field.nullable));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let shape = Arc::clone(&schema);
    let batches = read::batches(storage, snapshot, request).map(move |batch| Ok(batch?.with_schema(Arc::clone(&shape))?)).boxed();
    let body = match format.writer(Arc::clone(&schema), for_spreadsheet)? {
        Some(writer) => as_read(batches, writer).boxed(),
        None => xlsx::stream(xlsx::write((schema, snapshot.rows()), batches, scratch).await?).boxed(),
    };
    let body = body.inspect(|chunk| {
        if let Err(error) = chunk {
            tracing::error!("an export broke off: {error}");
        }
    });
    Ok(body.boxed())
}

fn as_read(
    batches: BoxStream<'static, Result<RecordBatch, StreamError>>,
    writer: Box<dyn FileWriter>,
) -> impl Stream<Item = Result<Bytes, StreamError>> {
    stream::unfold(Some((batches, writer)), |state| async move {
        let (mut batches, mut writer) = state?;
        let Some(batch) = batches.next().await else { return Some((writer.finish().map(Bytes::from), None)) };
        // Some thousand cells of text take a while; other requests shall not wait for them.
        match batch.and_then(|batch| tokio::task::block_in_place(|| writer.write(&batch))) {
            Ok(bytes) => Some((Ok(Bytes::from(bytes)), Some((batches, writer)))),
            Err(error) => Some((Err(error), None)),
        }
    })
}
