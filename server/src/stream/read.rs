//! The rows of a part, file by file, as batches of the asked columns.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;

use super::StreamError;
use super::request::ArrowRequest;
use crate::storage::field::{StoredField, to_logical};
use crate::storage::{DataFile, DataFileReader, Snapshot, Storage};

/// The batches of a part. Columns come in the order asked for, with the types that people know them by.
pub(crate) fn batches(storage: &Storage, snapshot: &Arc<Snapshot>, request: &ArrowRequest) -> BoxStream<'static, Result<RecordBatch, StreamError>> {
    rows(storage, snapshot, request, request.part.rows(snapshot.rows()))
}

/// The batches of some rows, whatever part is asked for.
pub(super) fn rows(
    storage: &Storage,
    snapshot: &Arc<Snapshot>,
    request: &ArrowRequest,
    rows: Range<u64>,
) -> BoxStream<'static, Result<RecordBatch, StreamError>> {
    let pieces = pieces(&snapshot.files, rows);
    let (storage, snapshot, request) = (storage.clone(), Arc::clone(snapshot), request.clone());
    stream::iter(pieces)
        .then(move |(file, rows)| {
            let (storage, snapshot, request) = (storage.clone(), Arc::clone(&snapshot), request.clone());
            async move { file_batches(&storage, &snapshot, &request, file, rows).await }
        })
        .try_flatten()
        .boxed()
}

/// Which rows of which file make up `rows` of the table.
fn pieces(files: &[DataFile], rows: Range<u64>) -> Vec<(usize, Range<u64>)> {
    let mut start = 0;
    let mut pieces = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let end = start + file.rows;
        let (low, high) = (rows.start.max(start), rows.end.min(end));
        if low < high {
            pieces.push((index, low - start..high - start));
        }
        start = end;
    }
    pieces
}

async fn file_batches(
    storage: &Storage,
    snapshot: &Arc<Snapshot>,
    request: &ArrowRequest,
    file: usize,
    rows: Range<u64>,
) -> Result<BoxStream<'static, Result<RecordBatch, StreamError>>, StreamError> {
    let file = &snapshot.files[file];
    storage.verify(std::slice::from_ref(file)).await?;
    let reader = DataFileReader::new(storage.store(), file.clone());
    let options = ArrowReaderOptions::new().with_schema(read_schema(&snapshot.fields, request));
    let builder = ParquetRecordBatchStreamBuilder::new_with_options(reader, options).await?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), request.columns.iter().copied());
    let count = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
    let stream = builder
        .with_projection(mask)
        .with_batch_size(request.batch_rows)
        .with_offset(count(rows.start))
        .with_limit(count(rows.end - rows.start))
        .build()?;
    let (snapshot, columns) = (Arc::clone(snapshot), request.columns.clone());
    let batches = stream.map(move |batch| Ok(asked_columns(&batch?, &snapshot.fields, &columns)?));
    Ok(batches.boxed())
}

/// The file's schema, with dictionary types for the columns that are sent so: the reader then hands on Parquet's own
/// dictionaries instead of one string per row.
fn read_schema(fields: &[StoredField], request: &ArrowRequest) -> Arc<Schema> {
    let fields = fields.iter().enumerate().map(|(at, field)| {
        let asked = request.columns.iter().position(|&column| column == at);
        let dictionary = asked.is_some_and(|asked| request.forms[asked].is_dictionary()) && field.stored == DataType::Utf8;
        let data_type = if dictionary { dictionary_type() } else { field.stored.clone() };
        Field::new(&field.physical, data_type, field.nullable)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn dictionary_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// The reader returns columns in the file's order; puts them in the asked order and gives them their logical types.
fn asked_columns(batch: &RecordBatch, fields: &[StoredField], columns: &[usize]) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let mut sorted = columns.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let order: Vec<usize> = columns.iter().filter_map(|column| sorted.binary_search(column).ok()).collect();
    let asked: Vec<StoredField> = columns.iter().map(|&column| fields[column].clone()).collect();
    to_logical(&batch.project(&order)?, &asked)
}
