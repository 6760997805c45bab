//! Where bytes are: one Delta table per dataset on an object store (a local folder by default), models beside them, and a local
//! staging area for what isn't whole yet.
//!
//! ```text
//! data/
//!   catalog.sqlite      what exists (`catalog`), and beside it a whole copy of that for backups
//!   lock                held while a server runs
//!   datasets/{id}/      a Delta table: _delta_log/ and Parquet files; beside it the packed files that its rows were read from
//!   models/{id}/        a trained model
//!   uploads/{id}/       an upload that isn't whole, or isn't a dataset yet (`uploads`)
//!   staging/{id}/       work under way: uploaded bytes, the files made of them
//! ```
//!
//! Files are put in their place and synced, then one Delta commit names them, then the catalog's row says so. What a crash leaves
//! before the commit is swept at the next start (staging, tables that the catalog doesn't name) or lies unnamed beside a table;
//! a commit that the catalog has not heard of is taken over at the next start (`commits::catch_up`).

mod checksum;
mod commit;
mod data_file;
pub(crate) mod field;
mod inspect;
pub(crate) mod links;
pub(crate) mod location;
mod log;
mod mend;
mod models;
mod origin;
mod original;
mod place;
mod profile;
pub(crate) mod reason;
mod restore;
mod staging;
mod sync;
mod table;
pub(crate) mod table_ref;
mod vacuum;
mod verify;
mod versions;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use object_store::ObjectStore;

pub(crate) use commit::{CommitNote, NewFiles, Txn};
pub(crate) use data_file::{DataFile, DataFileReader};
pub(crate) use inspect::LogEntry;
pub(crate) use location::StoreLocation;
pub(crate) use log::Appended;
pub(crate) use origin::{Bytes, KeptRows};
pub(crate) use original::{FILE as ORIGINAL, KEPT, kept_name, pack_original};
pub(crate) use staging::Staging;
pub(crate) use table::Snapshot;
pub(crate) use table_ref::TableRef;

/// Why bytes can't be stored or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StorageError {
    #[error("the disk is full")]
    NoSpace,
    #[error("there is no version {0}")]
    NoVersion(u64),
    #[error("the rows before were replaced")]
    RowsReplaced,
    #[error("somebody else has committed this meanwhile")]
    Overtaken,
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    #[error("data file {file} of dataset {dataset} is damaged: {reason}")]
    DamagedFile { dataset: String, file: String, reason: String },
    #[error("the log of dataset {dataset} is damaged: {reason}")]
    DamagedLog { dataset: String, reason: String },
    #[error("the data folder can't be used: {0}")]
    Io(std::io::Error),
    #[error("the table can't be committed: {0}")]
    Delta(deltalake_core::DeltaTableError),
    #[error("the object store can't be used: {0}")]
    Store(object_store::Error),
}

impl From<std::io::Error> for StorageError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull => StorageError::NoSpace,
            _ if links::is_refused(&error) => StorageError::Damaged(error.to_string()),
            _ => StorageError::Io(error),
        }
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        if links::is_refused(&error) { StorageError::Damaged(error.to_string()) } else { StorageError::Store(error) }
    }
}

/// The place of all datasets; cheap to clone.
#[derive(Clone)]
pub(crate) struct Storage {
    location: StoreLocation,
    /// Where `location` is a folder: that folder. Renames and syncs need it.
    folder: Option<PathBuf>,
    /// Holds `staging/`.
    work: PathBuf,
    store: Arc<dyn ObjectStore>,
    models: Arc<dyn ObjectStore>,
    /// Versions never change, so a snapshot read once is good for ever; the latest few are kept, newest first.
    snapshots: Arc<Mutex<VecDeque<Arc<Snapshot>>>>,
    tables: Arc<Mutex<HashMap<String, table::Handle>>>,
    leases: vacuum::Leases,
    verified: verify::Verified,
    /// Commits of which the disk failed to say that they last, by their datasets.
    unsynced: Arc<Mutex<HashMap<String, BTreeSet<u64>>>>,
}

const SNAPSHOTS_KEPT: usize = 64;

impl Storage {
    /// Opens the store, making folders where they are missing. `work` is a local folder.
    pub(crate) fn open(location: StoreLocation, work: &Path) -> Result<Self, StorageError> {
        std::fs::create_dir_all(work.join("staging"))?;
        let mut folder = location.folder().map(Path::to_owned);
        if let Some(folder) = &mut folder {
            for name in [location::DATASETS, location::MODELS] {
                std::fs::create_dir_all(folder.join(name))?;
            }
            *folder = folder.canonicalize()?;
        }
        let store = location.open(location::DATASETS)?;
        let models = location.open(location::MODELS)?;
        let work = work.canonicalize()?;
        let (snapshots, tables, leases, verified, unsynced) = (Arc::default(), Arc::default(), Arc::default(), Arc::default(), Arc::default());
        Ok(Storage { location, folder, work, store, models, snapshots, tables, leases, verified, unsynced })
    }

    /// The store whose paths start with a dataset's id.
    pub(crate) fn store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store)
    }

    /// The store whose paths start with a model's id.
    pub(crate) fn model_store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.models)
    }

    /// A version's files, or some of them, as a child process can open them; `name` is the table's name there.
    ///
    /// # Errors
    /// `DamagedFile`: a child believes what it reads, so files that are not what was written don't get there.
    pub(crate) async fn table_ref(&self, snapshot: &Snapshot, files: &[DataFile], name: &str) -> Result<TableRef, StorageError> {
        self.verify(files).await?;
        Ok(self.unverified_ref(snapshot, files, name))
    }

    /// The same for whoever verifies the files that were read before the answer counts.
    pub(crate) fn unverified_ref(&self, snapshot: &Snapshot, files: &[DataFile], name: &str) -> TableRef {
        TableRef::new(self.location.clone(), name, snapshot.fields.clone(), files)
    }

    /// The files and columns of one version of a dataset.
    pub(crate) async fn snapshot(&self, id: &str, version: u64) -> Result<Arc<Snapshot>, StorageError> {
        if let Some(found) = self.kept().iter().find(|s| s.dataset == id && s.version == version) {
            return Ok(Arc::clone(found));
        }
        let snapshot = Arc::new(self.load(id, version).await?);
        self.lease(&snapshot);
        let mut kept = self.kept();
        kept.push_front(Arc::clone(&snapshot));
        kept.truncate(SNAPSHOTS_KEPT);
        Ok(snapshot)
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Arc<Snapshot>>> {
        self.snapshots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handles(&self) -> MutexGuard<'_, HashMap<String, table::Handle>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes a dataset's files, after the catalog has forgotten it.
    pub(crate) async fn remove(&self, id: &str) -> Result<(), StorageError> {
        self.kept().retain(|s| s.dataset != id);
        self.handles().remove(id);
        self.unsynced().remove(id);
        let removed = self.remove_all(&self.store, location::DATASETS, id).await;
        self.forget_verified(id, None);
        removed
    }

    /// Removes a model's files, after the catalog has forgotten it.
    pub(crate) async fn remove_model(&self, id: &str) -> Result<(), StorageError> {
        self.remove_all(&self.models, location::MODELS, id).await
    }

    /// Removes what a crash left in staging.
    pub(crate) fn sweep_staging(&self) -> Result<(), StorageError> {
        for entry in std::fs::read_dir(self.work.join("staging"))? {
            staging::discard(&entry?.path())?;
        }
        Ok(())
    }

    /// Removes tables (by the pattern of their names) that the catalog doesn't name. Only where no other server can be making one.
    pub(crate) fn sweep_tables(&self, known: &[String]) -> Result<(), StorageError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        for entry in std::fs::read_dir(folder.join(location::DATASETS))? {
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
