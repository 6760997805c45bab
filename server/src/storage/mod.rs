//! Where bytes are: one Delta table per dataset under the data folder, and a staging area for what isn't whole yet.
//!
//! ```text
//! data/
//!   catalog.sqlite      what exists (`catalog`)
//!   lock                held while a server runs
//!   datasets/{id}/      a Delta table: _delta_log/ and Parquet files
//!   staging/{id}/       an import under way: the uploaded bytes, the files made of them
//! ```
//!
//! A table is moved from staging by one rename, committed, synced and only then named in the catalog. What a crash leaves
//! before that moment is swept at the next start: all of staging, and tables that the catalog doesn't name.

mod data_file;
pub(crate) mod delta;
pub(crate) mod field;
mod staging;
mod sync;

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

pub(crate) use data_file::{DataFile, DataFileReader};
pub(crate) use delta::Snapshot;
pub(crate) use staging::Staging;

/// Why bytes can't be stored or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StorageError {
    #[error("the disk is full")]
    NoSpace,
    #[error("there is no version {0}")]
    NoVersion(u64),
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    #[error("the data folder can't be used: {0}")]
    Io(std::io::Error),
    #[error("the table can't be committed: {0}")]
    Delta(deltalake_core::DeltaTableError),
}

impl From<std::io::Error> for StorageError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == ErrorKind::StorageFull { StorageError::NoSpace } else { StorageError::Io(error) }
    }
}

/// The data folder; cheap to clone.
#[derive(Clone)]
pub(crate) struct Storage {
    root: PathBuf,
    store: Arc<dyn ObjectStore>,
    /// Versions never change, so a snapshot read once is good for ever; the latest few are kept, newest first.
    snapshots: Arc<Mutex<VecDeque<Arc<Snapshot>>>>,
}

const SNAPSHOTS_KEPT: usize = 64;

impl Storage {
    /// Opens the data folder, making it where it is missing.
    pub(crate) fn open(root: &Path) -> Result<Self, StorageError> {
        std::fs::create_dir_all(root)?;
        let root = root.canonicalize()?;
        for folder in ["datasets", "staging"] {
            std::fs::create_dir_all(root.join(folder))?;
        }
        let store = LocalFileSystem::new_with_prefix(root.join("datasets")).map_err(|error| StorageError::Damaged(error.to_string()))?;
        Ok(Storage { root, store: Arc::new(store), snapshots: Arc::default() })
    }

    /// The store whose paths start with a dataset's id.
    pub(crate) fn store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store)
    }

    fn table_folder(&self, id: &str) -> PathBuf {
        self.root.join("datasets").join(id)
    }

    /// The files and columns of one version of a dataset.
    pub(crate) async fn snapshot(&self, id: &str, version: u64) -> Result<Arc<Snapshot>, StorageError> {
        if let Some(found) = self.kept().iter().find(|s| s.dataset == id && s.version == version) {
            return Ok(Arc::clone(found));
        }
        let snapshot = Arc::new(delta::load(&self.table_folder(id), id, version).await?);
        let mut kept = self.kept();
        kept.push_front(Arc::clone(&snapshot));
        kept.truncate(SNAPSHOTS_KEPT);
        Ok(snapshot)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Snapshot>>> {
        self.snapshots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes a dataset's files, after the catalog has forgotten it.
    pub(crate) async fn remove(&self, id: &str) -> Result<(), StorageError> {
        self.kept().retain(|s| s.dataset != id);
        Ok(tokio::fs::remove_dir_all(self.table_folder(id)).await?)
    }

    /// Removes what a crash left: everything in staging, and tables (by the pattern of their names) that the catalog doesn't name.
    pub(crate) fn sweep(&self, known: &[String]) -> Result<(), StorageError> {
        for entry in std::fs::read_dir(self.root.join("staging"))? {
            staging::discard(&entry?.path())?;
        }
        for entry in std::fs::read_dir(self.root.join("datasets"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if uuid::Uuid::try_parse(&name).is_ok() && !known.contains(&name) {
                tracing::warn!(dataset = name, "removed a table that was never finished");
                staging::discard(&entry.path())?;
            }
        }
        Ok(())
    }
}
