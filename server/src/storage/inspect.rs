//! Looking a store over without changing anything: what lies there, whether it can be read to its end and is what was written.

use std::path::PathBuf;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use parquet::arrow::async_reader::{AsyncFileReader, ParquetRecordBatchStreamBuilder};
use zstd::stream::raw::{Decoder, Operation};

use super::data_file::{DataFile, DataFileReader};
use super::log::Entry;
use super::{Storage, StorageError, StoreLocation, checksum, location};

/// A commit, as a log has it.
pub(crate) type LogEntry = Entry;

impl Storage {
    /// Opens a store to look at it; nothing is made where it is missing, and nothing can be staged.
    pub(crate) fn open_to_read(location: StoreLocation) -> Result<Self, StorageError> {
        let folder = location.folder().map(std::path::Path::canonicalize).transpose()?;
        let (store, models) = (location.open(location::DATASETS)?, location.open(location::MODELS)?);
        let (snapshots, tables, leases, verified, unsynced) = (Arc::default(), Arc::default(), Arc::default(), Arc::default(), Arc::default());
        Ok(Storage { location, folder, work: PathBuf::new(), store, models, snapshots, tables, leases, verified, unsynced })
    }

    /// The tables, by the pattern of their names.
    pub(crate) async fn tables(&self) -> Result<Vec<String>, StorageError> {
        folders(&self.store).await
    }

    /// The models, by the pattern of their names.
    pub(crate) async fn models(&self) -> Result<Vec<String>, StorageError> {
        folders(&self.models).await
    }

    /// The files of a table with their sizes, by their paths within it.
    pub(crate) async fn table_files(&self, id: &str) -> Result<Vec<(String, u64)>, StorageError> {
        let prefix = Path::from(id);
        let objects: Vec<_> = self.store.list(Some(&prefix)).try_collect().await?;
        let name = |path: &Path| path.as_ref().trim_start_matches(id).trim_start_matches('/').to_owned();
        Ok(objects.iter().map(|object| (name(&object.location), object.size)).collect())
    }

    /// A commit whose own words can be read; they are left out.
    pub(crate) async fn log_entry(&self, id: &str, version: u64) -> Result<LogEntry, StorageError> {
        let entry = self.entry(id, version).await?;
        entry.note()?;
        Ok(entry.bare())
    }

    /// Reads a data file to its end; the reason if it is not what was written.
    pub(crate) async fn damage(&self, file: &DataFile, kept: Option<&str>) -> Result<Option<String>, StorageError> {
        let mut bytes = self.store.get(&file.path).await?.into_stream();
        let (mut hash, mut size_bytes) = (crc32fast::Hasher::new(), 0);
        while let Some(chunk) = bytes.try_next().await? {
            hash.update(&chunk);
            size_bytes += chunk.len() as u64;
        }
        if size_bytes != file.size_bytes {
            return Ok(Some(format!("it has {size_bytes} bytes and should have {}", file.size_bytes)));
        }
        if kept.is_some_and(|kept| kept != checksum::text(hash.finalize())) {
            return Ok(Some("its checksum is not that of what was written".to_owned()));
        }
        // A reader may panic on what is damaged.
        let (store, file, decodes) = (self.store(), file.clone(), kept.is_none());
        let read = tokio::spawn(async move { rows(DataFileReader::new(store, file.clone()), file.rows, decodes).await }).await;
        Ok(read.unwrap_or_else(|_| Some("reading it breaks the reader".to_owned())))
    }

    /// Unpacks a kept file of a dataset to nowhere; the reason if it breaks off.
    pub(crate) async fn kept_damage(&self, id: &str, file: &str) -> Result<Option<String>, StorageError> {
        let mut bytes = self.store.get(&Path::from(format!("{id}/{file}"))).await?.into_stream();
        let (mut decoder, mut out) = (Decoder::new()?, vec![0; 1 << 20]);
        let mut is_whole = false;
        while let Some(chunk) = bytes.next().await.transpose()? {
            let mut at = 0;
            while at < chunk.len() {
                match decoder.run_on_buffers(&chunk[at..], &mut out) {
                    Ok(status) if status.bytes_read == 0 && status.bytes_written == 0 => return Ok(Some("it can't be unpacked".to_owned())),
                    Ok(status) => (at, is_whole) = (at + status.bytes_read, status.remaining == 0),
                    Err(error) => return Ok(Some(format!("it can't be unpacked: {error}"))),
                }
            }
        }
        // What the decoder holds still.
        while !is_whole {
            match decoder.run_on_buffers(&[], &mut out) {
                Ok(status) if status.remaining == 0 => is_whole = true,
                Ok(status) if status.bytes_written > 0 => {}
                _ => return Ok(Some("it ends too early".to_owned())),
            }
        }
        Ok(None)
    }

    /// Whether a model's file is there.
    pub(crate) async fn has_model(&self, id: &str) -> Result<bool, StorageError> {
        match self.models.head(&super::models::object(id)).await {
            Ok(found) => Ok(found.size > 0),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

async fn folders(store: &Arc<dyn object_store::ObjectStore>) -> Result<Vec<String>, StorageError> {
    let found = store.list_with_delimiter(None).await?;
    let names = found.common_prefixes.iter().filter_map(Path::filename);
    Ok(names.filter(|name| uuid::Uuid::try_parse(name).is_ok()).map(str::to_owned).collect())
}

/// Counts a file's rows, by its footer or by decoding all of it.
async fn rows(mut reader: DataFileReader, expected: u64, decodes: bool) -> Option<String> {
    let told = |found: u64| (found != expected).then(|| format!("it has {found} rows and should have {expected}"));
    if !decodes {
        return match reader.get_metadata(None).await {
            Ok(metadata) => told(metadata.file_metadata().num_rows().unsigned_abs()),
            Err(error) => Some(format!("it can't be read: {error}")),
        };
    }
    let counted = async {
        let batches = ParquetRecordBatchStreamBuilder::new(reader).await?.build()?;
        batches.try_fold(0, |rows, batch| async move { Ok(rows + batch.num_rows() as u64) }).await
    };
    match counted.await {
        Ok(found) => told(found),
        Err(error) => Some(format!("it can't be read: {error}")),
    }
}
