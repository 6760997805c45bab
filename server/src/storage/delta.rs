//! Delta tables: committing a new one, reading the files and columns of a version.
//!
//! Tables are plain Delta, protocol (1, 2), so that Spark, Trino, DuckDB and Polars read them. Delta has fewer types than
//! Arrow and forbids some characters in names; what a column is for people is kept in its field's metadata.

use std::collections::HashMap;
use std::path::Path;

use arrow_schema::{Field, Schema};
use deltalake_core::kernel::engine::arrow_conversion::{TryIntoArrow, TryIntoKernel};
use deltalake_core::kernel::{Action, Add, StructType};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::{DeltaTableBuilder, DeltaTableError};
use serde_json::json;
use url::Url;

use super::data_file::DataFile;
use super::field::StoredField;
use super::{Storage, StorageError, sync};
use crate::ingest::StoredFile;

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
}

impl Storage {
    /// Commits version 0 of a table whose files are in `folder` already, and syncs it to the disk.
    pub(crate) async fn commit_first(&self, folder: &Path, fields: &[StoredField], files: &[StoredFile]) -> Result<(), StorageError> {
        let adds = files.iter().map(|file| Action::Add(add(file)));
        let schema = kernel_schema(fields)?;
        CreateBuilder::new()
            .with_location(folder_url(folder)?)
            .with_columns(schema.fields().cloned())
            .with_actions(adds)
            .await
            .map_err(delta_error)?;
        sync::files(&folder.join("_delta_log"))?;
        Ok(sync::folder(folder)?)
    }
}

fn add(file: &StoredFile) -> Add {
    Add {
        path: file.name.clone(),
        size: i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
        modification_time: chrono::Utc::now().timestamp_millis(),
        data_change: true,
        stats: Some(json!({ "numRecords": file.rows }).to_string()),
        ..Add::default()
    }
}

fn kernel_schema(fields: &[StoredField]) -> Result<StructType, StorageError> {
    let fields = fields.iter().map(|field| {
        let logical = serde_json::to_string(&field.logical).unwrap_or_default();
        let metadata = HashMap::from([(NAME.to_owned(), field.name.clone()), (TYPE.to_owned(), logical)]);
        Field::new(&field.physical, field.stored.clone(), field.nullable).with_metadata(metadata)
    });
    let schema = Schema::new(fields.collect::<Vec<_>>());
    (&schema).try_into_kernel().map_err(|error: arrow_schema::ArrowError| StorageError::Delta(DeltaTableError::generic(error)))
}

/// Reads the log of a table up to `version`.
pub(super) async fn load(folder: &Path, dataset: &str, version: u64) -> Result<Snapshot, StorageError> {
    let table =
        DeltaTableBuilder::from_url(folder_url(folder)?).map_err(delta_error)?.with_version(version).load().await.map_err(|error| match error {
            DeltaTableError::InvalidVersion(_) | DeltaTableError::NotATable(_) => StorageError::NoVersion(version),
            error => delta_error(error),
        })?;
    let state = table.snapshot().map_err(delta_error)?;
    let schema: Schema = state.schema().as_ref().try_into_arrow().map_err(|error| StorageError::Damaged(error.to_string()))?;
    let fields = schema.fields().iter().map(|field| stored_field(field)).collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<DataFile> = state
        .log_data()
        .iter()
        .map(|file| {
            let rows = file.num_records().ok_or_else(|| StorageError::Damaged(format!("{} has no row count", file.path())))?;
            let path = object_store::path::Path::from(format!("{dataset}/{}", file.object_store_path()));
            Ok(DataFile { path, size_bytes: file.size().unsigned_abs(), rows: rows as u64 })
        })
        .collect::<Result<_, StorageError>>()?;
    // The log lists files in no order; rows keep the order of the file they came from by the parts' names.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Snapshot { dataset: dataset.to_owned(), version, fields, files })
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

fn folder_url(folder: &Path) -> Result<Url, StorageError> {
    Url::from_directory_path(folder).map_err(|()| StorageError::Damaged(format!("{} is no absolute path", folder.display())))
}

fn delta_error(error: DeltaTableError) -> StorageError {
    let text = error.to_string();
    if text.contains("No space left on device") { StorageError::NoSpace } else { StorageError::Delta(error) }
}
