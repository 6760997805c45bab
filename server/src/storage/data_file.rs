//! Reading one Parquet file of a table from the object store, range by range.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::StorageError;

/// One Parquet file of a version.
#[derive(Clone, Debug)]
pub(crate) struct DataFile {
    /// Relative to the store of all datasets.
    pub(crate) path: Path,
    pub(crate) size_bytes: u64,
    pub(crate) rows: u64,
    /// As the log has it (`checksum`); files of before there were any have none.
    pub(crate) checksum: Option<String>,
}

/// A file with fewer rows is small.
const SMALL_ROWS: u64 = 131_072;

impl DataFile {
    /// Whether it had better be merged with its neighbours.
    pub(crate) fn is_small(&self) -> bool {
        self.rows < SMALL_ROWS
    }

    /// Its name within its table.
    pub(crate) fn name(&self) -> &str {
        self.path.filename().unwrap_or_default()
    }

    /// It is not what was written; `reason` is a clause for a person.
    pub(super) fn damaged(&self, reason: impl Into<String>) -> StorageError {
        let dataset = self.path.parts().next().map(|part| part.as_ref().to_owned()).unwrap_or_default();
        StorageError::DamagedFile { dataset, file: self.name().to_owned(), reason: reason.into() }
    }
}

/// An open data file.
pub(crate) struct DataFileReader {
    store: Arc<dyn ObjectStore>,
    file: DataFile,
}

impl DataFileReader {
    pub(crate) fn new(store: Arc<dyn ObjectStore>, file: DataFile) -> Self {
        DataFileReader { store, file }
    }
}

impl AsyncFileReader for DataFileReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes, ParquetError>> {
        async move { Ok(self.store.get_range(&self.file.path, range).await?) }.boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, Result<Vec<Bytes>, ParquetError>> {
        async move { Ok(self.store.get_ranges(&self.file.path, &ranges).await?) }.boxed()
    }

    fn get_metadata<'a>(&'a mut self, _: Option<&'a ArrowReaderOptions>) -> BoxFuture<'a, Result<Arc<ParquetMetaData>, ParquetError>> {
        async move {
            let size_bytes = self.file.size_bytes;
            Ok(Arc::new(ParquetMetaDataReader::new().load_and_finish(self, size_bytes).await?))
        }
        .boxed()
    }
}
