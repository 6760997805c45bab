//! What every handler can reach, and how it comes up.

use std::fs::{File, OpenOptions};
use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::catalog::{Catalog, CatalogError};
use crate::imports::progress::Imports;
use crate::settings::Settings;
use crate::storage::{Storage, StorageError};

/// A handle on the parts; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

/// The parts.
pub(crate) struct Parts {
    pub(crate) settings: Settings,
    pub(crate) catalog: Catalog,
    pub(crate) storage: Storage,
    pub(crate) imports: Imports,
    /// Files are read by as many processes at once as there are cores; the others wait their turn.
    pub(crate) parses: Semaphore,
    /// One sample is imported at a time, so that two clicks make one dataset.
    pub(crate) samples: tokio::sync::Mutex<()>,
    /// Held for the life of the process.
    _lock: File,
}

/// Why the server can't start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("the data folder {0} can't be used: {1}")]
    Storage(String, StorageError),
    #[error("the data folder {0} is in use by another Sightline; stop that one or choose another folder (SIGHTLINE_DATA)")]
    Locked(String),
    #[error("{0}")]
    Catalog(#[from] CatalogError),
}

impl App {
    /// Opens the data folder and the catalog, and sweeps away what a crash left.
    pub(crate) async fn start(settings: Settings) -> Result<Self, StartError> {
        let folder = settings.data.display().to_string();
        let storage_error = |error| StartError::Storage(folder.clone(), error);
        let storage = Storage::open(&settings.data).map_err(storage_error)?;
        let lock_file = settings.data.join("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock_file).map_err(|e| storage_error(e.into()))?;
        lock.try_lock().map_err(|_| StartError::Locked(folder.clone()))?;
        let catalog = Catalog::open(&settings.data.join("catalog.sqlite")).await?;
        storage.sweep(&catalog.dataset_ids().await?).map_err(storage_error)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let parts = Parts {
            settings,
            catalog,
            storage,
            imports: Imports::default(),
            parses: Semaphore::new(cores),
            samples: tokio::sync::Mutex::default(),
            _lock: lock,
        };
        Ok(App(Arc::new(parts)))
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
