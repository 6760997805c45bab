//! What a server needs before it answers: its store, its catalog, and the certainty that no other uses its folder.

pub(crate) mod copied;
pub(crate) mod to_read;

use std::fs::{File, OpenOptions};
use std::path::Path;

use crate::catalog::{BACKUP, Beside, Catalog, CatalogError, sqlite_url};
use crate::error::Failure;
use crate::settings::Settings;
use crate::storage::{Storage, StorageError, StoreLocation, links};

/// Why the server can't start: which setting, and what is wrong with it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("SIGHTLINE_DATA: {0} can't be used: {1}")]
    Storage(StoreLocation, String),
    #[error("{setting}: the folder {folder} is in use by another Sightline; stop that one or choose another folder")]
    Locked { setting: &'static str, folder: String },
    #[error("SIGHTLINE_CATALOG: {0}")]
    Catalog(#[from] CatalogError),
    #[error("uploads can't be kept in the folder for work under way: {0}")]
    Uploads(std::io::Error),
    #[error("SIGHTLINE_DATA: this folder is a copy, and {0} in it can't be brought in order: {1}")]
    Mend(String, String),
    #[error(
        "the catalog {0} was lost and is empty, but {BACKUP} beside it is a copy of the one before. Move the empty one away, and the next start takes the copy; \
         move the copy away too, and it begins with nothing"
    )]
    Lost(String),
    #[error(
        "the catalog {0} is damaged: {1}. {BACKUP} beside it is a whole copy of it: move the damaged one away with its -wal and -shm, and the next start \
         takes the copy"
    )]
    Damaged(String, String),
    #[error(
        "the catalog {0} is older than {BACKUP} beside it, a copy that was made of it: its latest changes were lost, with its -wal perhaps, and to go on \
         would sweep away what they brought. Move the older one away, and the next start takes the copy; move the copy away, and it goes on without them"
    )]
    Older(String),
    #[error("the catalog can't be brought up to date: {0:?}")]
    Behind(Failure),
}

/// What was opened.
pub(crate) struct Opened {
    pub(crate) storage: Storage,
    pub(crate) catalog: Catalog,
    /// Held for the life of the process.
    pub(crate) lock: File,
}

/// Opens the store and the catalog, and sweeps away what a crash left.
pub(crate) async fn open(settings: &Settings) -> Result<Opened, StartError> {
    let unusable = |error: StorageError| StartError::Storage(settings.data.clone(), error.store_trouble().unwrap_or_else(|| error.to_string()));
    let storage = Storage::open(settings.data.clone(), &settings.work).map_err(unusable)?;
    let mut lock = lock(settings).map_err(|error| unusable(error.into()))?.ok_or_else(|| StartError::Locked {
        setting: if settings.data.folder().is_some() { "SIGHTLINE_DATA" } else { "SIGHTLINE_WORK" },
        folder: settings.work.display().to_string(),
    })?;
    settings.data.check().await.map_err(unusable)?;
    let file = settings.work.join("catalog.sqlite");
    // Only the catalog that was made with the folder tells which tables are nobody's: to a new one, all of them are.
    let knows_all = settings.catalog.is_none() && file.exists();
    let url = match &settings.catalog {
        Some(url) => url.clone(),
        None => sqlite_url(&file).map_err(|error| unusable(error.into()))?,
    };
    let is_file = settings.catalog.is_none();
    let is_copy = is_file && copied::take_backup(&settings.work, &file, &mut lock).map_err(|error| unusable(error.into()))?;
    let mut catalog = Catalog::open(&url).await.map_err(|error| match error {
        CatalogError::Damaged(reason) if is_file => StartError::Damaged(file.display().to_string(), reason),
        error => error.into(),
    })?;
    storage.sweep_staging().map_err(unusable)?;
    if is_copy {
        copied::mend(&storage, &catalog).await?;
    }
    if is_file && !is_copy {
        match catalog.beside(&settings.work.join(BACKUP)).await? {
            Beside::Its => {}
            Beside::OfAnother => return Err(StartError::Lost(file.display().to_string())),
            Beside::Newer => return Err(StartError::Older(file.display().to_string())),
        }
    }
    if is_file {
        catalog.keep_backup(&settings.work);
        catalog.changed().await;
        copied::note(&file, &mut lock).map_err(|error| unusable(error.into()))?;
    }
    // Of a copy the kept catalog may be older than the tables.
    if knows_all && !is_copy {
        storage.sweep_tables(&catalog.dataset_ids().await?).map_err(unusable)?;
    }
    Ok(Opened { storage, catalog, lock })
}

/// Nothing if another process has it.
fn lock(settings: &Settings) -> std::io::Result<Option<File>> {
    let path: &Path = &settings.work.join("lock");
    links::refuse(&settings.work, path)?;
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}
