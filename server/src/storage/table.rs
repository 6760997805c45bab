//! A dataset's Delta table: opening it, reading the files and columns of a version.
//!
//! Tables are plain Delta, protocol (1, 2), so that Spark, Trino, DuckDB and Polars read them. Delta has fewer types than
//! Arrow and forbids some characters in names; what a column is for people is kept in its field's metadata.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{Field, Schema};
use deltalake_core::kernel::StructType;
use deltalake_core::kernel::engine::arrow_conversion::{TryIntoArrow, TryIntoKernel};
use deltalake_core::logstore::LogStoreRef;
use deltalake_core::{DeltaTable, DeltaTableBuilder, DeltaTableError};
use object_store::ObjectStore;
use shared::wire::dataset::Column;
use url::Url;

use super::data_file::DataFile;
use super::field::StoredField;
use super::links::Linkless;
use super::location::DATASETS;
use super::{Storage, StorageError, checksum};

/// Field metadata: the name as people see it.
const NAME: &str = "sightline.name";
/// Field metadata: the Arrow type as imported, as JSON.
const TYPE: &str = "sightline.type";

/// One version of a dataset: its columns and files.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) dataset: String,
    pub(crate) version: u64,
    pub(crate) fields: Vec<StoredField>,
    pub(crate) files: Vec<DataFile>,
}

impl Snapshot {
    /// Rows of all files.
    pub(crate) fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// The columns as the contract has them.
    pub(crate) fn columns(&self) -> Vec<Column> {
        self.fields.iter().map(StoredField::column).collect()
    }

    /// How many files are so small that they had better be merged.
    pub(crate) fn small_files(&self) -> usize {
        self.files.iter().filter(|file| file.is_small()).count()
    }
}

/// A table as this process last saw it. Whoever holds the lock is the only one here who commits to it.
pub(super) type Handle = Arc<tokio::sync::Mutex<DeltaTable>>;

impl Storage {
    /// The log of a dataset; Delta never opens a store by itself.
    ///
    /// In a folder the URL is the table's own: Delta looks whether it is there, and sorts what it lists. On an object store the URL's
    /// path is relative to our store, and the scheme is one of which Delta knows nothing but that listings are in order.
    pub(super) fn log_store(&self, id: &str) -> Result<LogStoreRef, StorageError> {
        let (url, store): (_, Arc<dyn ObjectStore>) = match &self.folder {
            Some(folder) => (Url::from_directory_path(folder.join(DATASETS).join(id)).ok(), Arc::new(Linkless::absolute(&folder.join(DATASETS)))),
            None => (Url::parse(&format!("memory:///{id}/")).ok(), self.store()),
        };
        let url = url.ok_or_else(|| StorageError::Damaged(format!("{id} is no name of a folder")))?;
        DeltaTableBuilder::from_url(url.clone()).map_err(delta_error)?.with_storage_backend(store, url).build_storage().map_err(delta_error)
    }

    /// The dataset's table, opened once and brought up to date by whoever locks it.
    pub(super) fn handle(&self, id: &str) -> Result<Handle, StorageError> {
        if let Some(handle) = self.handles().get(id) {
            return Ok(Arc::clone(handle));
        }
        let table = DeltaTable::new(self.log_store(id)?);
        let mut handles = self.handles();
        Ok(Arc::clone(handles.entry(id.to_owned()).or_insert_with(|| Arc::new(tokio::sync::Mutex::new(table)))))
    }

    /// The last value that was committed under an application's id.
    pub(crate) async fn txn(&self, id: &str, app: &str) -> Result<Option<i64>, StorageError> {
        let handle = self.handle(id)?;
        let mut table = handle.lock().await;
        refresh(&mut table, id).await?;
        let state = table.snapshot().map_err(delta_error)?;
        state.transaction_version(table.log_store().as_ref(), app).await.map_err(delta_error)
    }

    /// The newest version in the log.
    pub(crate) async fn newest_version(&self, id: &str, from: u64) -> Result<u64, StorageError> {
        self.log_store(id)?.get_latest_version(from).await.map_err(|error| log_error(id, error))
    }

    pub(super) async fn load(&self, id: &str, version: u64) -> Result<Snapshot, StorageError> {
        let mut table = DeltaTable::new(self.log_store(id)?);
        table.load_version(version).await.map_err(|error| match error {
            DeltaTableError::InvalidVersion(_) | DeltaTableError::NotATable(_) => StorageError::NoVersion(version),
            error => log_error(id, error),
        })?;
        snapshot_of(&table, id)
    }
}

/// Reads what was committed since.
pub(super) async fn refresh(table: &mut DeltaTable, id: &str) -> Result<(), StorageError> {
    let done = if table.version().is_some() { table.update_state().await } else { table.load().await };
    done.map_err(|error| log_error(id, error))
}

/// The columns and files of a loaded table.
pub(super) fn snapshot_of(table: &DeltaTable, dataset: &str) -> Result<Snapshot, StorageError> {
    let state = table.snapshot().map_err(delta_error)?;
    let fields = fields_of(&state.schema())?;
    let mut files: Vec<DataFile> = state
        .log_data()
        .iter()
        .map(|file| {
            let rows = file.num_records().ok_or_else(|| StorageError::Damaged(format!("{} has no row count", file.path())))?;
            let path = object_store::path::Path::from(format!("{dataset}/{}", file.object_store_path()));
            // Nothing else tells the tags.
            #[allow(deprecated)]
            let checksum = checksum::of_tags(file.add_action().tags.as_ref());
            Ok(DataFile { path, size_bytes: file.size().unsigned_abs(), rows: rows as u64, checksum })
        })
        .collect::<Result<_, StorageError>>()?;
    // The log lists files in no order; rows keep the order in which they came by the files' names (`storage::commit`).
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Snapshot { dataset: dataset.to_owned(), version: state.version(), fields, files })
}

/// The columns of a schema as Delta has it.
pub(super) fn fields_of(schema: &StructType) -> Result<Vec<StoredField>, StorageError> {
    let schema: Schema = schema.try_into_arrow().map_err(|error| StorageError::Damaged(error.to_string()))?;
    schema.fields().iter().map(|field| stored_field(field)).collect()
}

/// The schema as Delta has it.
pub(super) fn kernel_schema(fields: &[StoredField]) -> Result<StructType, StorageError> {
    let fields = fields.iter().map(|field| {
        let logical = serde_json::to_string(&field.logical).unwrap_or_default();
        let metadata = HashMap::from([(NAME.to_owned(), field.name.clone()), (TYPE.to_owned(), logical)]);
        Field::new(&field.physical, field.stored.clone(), field.nullable).with_metadata(metadata)
    });
    let schema = Schema::new(fields.collect::<Vec<_>>());
    (&schema).try_into_kernel().map_err(|error: arrow_schema::ArrowError| StorageError::Delta(DeltaTableError::generic(error)))
}

fn stored_field(field: &Field) -> Result<StoredField, StorageError> {
    let metadata = field.metadata();
    let logical = match metadata.get(TYPE) {
        Some(text) => serde_json::from_str(text).map_err(|error| StorageError::Damaged(format!("type of {}: {error}", field.name())))?,
        None => field.data_type().clone(),
    };
    Ok(StoredField {
        name: metadata.get(NAME).unwrap_or(field.name()).clone(),
        physical: field.name().clone(),
        logical,
        stored: field.data_type().clone(),
        nullable: field.is_nullable(),
    })
}

pub(super) fn delta_error(error: DeltaTableError) -> StorageError {
    let text = error.to_string();
    if text.contains("No space left on device") { StorageError::NoSpace } else { StorageError::Delta(error) }
}

/// Why a log can't be read: it is damaged, unless the store is away or the disk fails.
pub(super) fn log_error(id: &str, error: DeltaTableError) -> StorageError {
    match delta_error(error) {
        error @ StorageError::Delta(_) if error.store_trouble().is_none() && !error.is_not_writable() => {
            StorageError::DamagedLog { dataset: id.to_owned(), reason: error.to_string() }
        }
        error => error,
    }
}
