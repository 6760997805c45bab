//! A table, or some files of it, as a process without catalog and log can read it.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema, SchemaRef};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::ObjectStore;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use serde::{Deserialize, Serialize};

use super::field::{StoredField, to_logical};
use super::location::{DATASETS, StoreLocation};
use super::{DataFile, DataFileReader, StorageError};

/// Everything that is needed to read some files of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TableRef {
    /// The table's name in a query.
    pub(crate) name: String,
    /// All columns of the files, in order.
    pub(crate) fields: Vec<StoredField>,
    /// In the order of the rows.
    pub(crate) files: Vec<FileRef>,
    /// Rows of all files.
    pub(crate) rows: u64,
    /// Where the files' paths start.
    pub(crate) location: StoreLocation,
}

/// One Parquet file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FileRef {
    /// Relative to the store that [`TableRef::open`] gives.
    pub(crate) path: String,
    /// Bytes.
    pub(crate) size_bytes: u64,
    /// Rows.
    pub(crate) rows: u64,
}

/// Why a table can't be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("the store can't be opened: {0}")]
    Storage(#[from] StorageError),
    #[error("a data file can't be read: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("a batch can't be converted: {0}")]
    Arrow(#[from] arrow_schema::ArrowError),
}

/// Rows per batch.
const BATCH_ROWS: usize = 8_192;

impl TableRef {
    pub(super) fn new(location: StoreLocation, name: &str, fields: Vec<StoredField>, files: &[DataFile]) -> Self {
        let files: Vec<FileRef> =
            files.iter().map(|file| FileRef { path: file.path.to_string(), size_bytes: file.size_bytes, rows: file.rows }).collect();
        let rows = files.iter().map(|file| file.rows).sum();
        TableRef { name: name.to_owned(), fields, files, rows, location }
    }

    /// The store that holds the files.
    pub(crate) fn open(&self) -> Result<Arc<dyn ObjectStore>, StorageError> {
        self.location.open(DATASETS)
    }

    /// The columns as people know them.
    pub(crate) fn schema(&self) -> SchemaRef {
        let fields = self.fields.iter().map(|field| arrow_schema::Field::new(&field.name, field.logical.clone(), field.nullable));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    /// The rows in order, in logical types and shown names: of the columns at `columns` (ascending positions), or of all.
    pub(crate) fn batches(&self, columns: Option<&[usize]>) -> Result<BoxStream<'static, Result<RecordBatch, ReadError>>, ReadError> {
        let store = self.open()?;
        let columns: Arc<[usize]> = columns.map_or_else(|| (0..self.fields.len()).collect(), Arc::from);
        let fields: Arc<[StoredField]> = Arc::from(self.fields.as_slice());
        let files = stream::iter(self.files.clone().into_iter().map(Ok));
        let batches = files.and_then(move |file| file_batches(Arc::clone(&store), file, Arc::clone(&fields), Arc::clone(&columns)));
        Ok(batches.try_flatten().boxed())
    }
}

async fn file_batches(
    store: Arc<dyn ObjectStore>,
    file: FileRef,
    fields: Arc<[StoredField]>,
    columns: Arc<[usize]>,
) -> Result<BoxStream<'static, Result<RecordBatch, ReadError>>, ReadError> {
    let file = DataFile { path: file.path.into(), size_bytes: file.size_bytes, rows: file.rows, checksum: None };
    let schema = Schema::new(fields.iter().map(StoredField::stored_field).collect::<Vec<_>>());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let builder = ParquetRecordBatchStreamBuilder::new_with_options(DataFileReader::new(store, file), options).await?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), columns.iter().copied());
    let stream = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build()?;
    let asked: Vec<StoredField> = columns.iter().map(|&at| fields[at].clone()).collect();
    Ok(stream.map(move |batch| Ok(to_logical(&batch?, &asked)?)).boxed())
}

/// Whether a column lies in Parquet as people see it, so that a filter means the same there.
pub(crate) fn lies_as_seen(field: &StoredField) -> bool {
    field.logical == field.stored && !matches!(field.logical, DataType::List(_) | DataType::Struct(_) | DataType::Map(..))
}
