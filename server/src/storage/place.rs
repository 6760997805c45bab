//! Putting a file of staging beside a table, and taking whole folders away: by rename in a folder, by upload on an object store.

use std::collections::{BTreeSet, HashMap};
use std::io::ErrorKind;
use std::sync::{Arc, MutexGuard, PoisonError};

use futures::TryStreamExt;
use futures::stream::FuturesUnordered;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt};
use tokio::io::AsyncReadExt;

use super::{Staging, Storage, StorageError, links, location, staging, sync};
use crate::fault::{self, Point};

impl Storage {
    /// Puts a whole, synced file of `from` beside the table `id`. Readers don't see it before a commit names it.
    pub(super) async fn place(&self, from: &Staging, file: &str, id: &str, name: &str) -> Result<(), StorageError> {
        let source = from.table().join(file);
        if let Some(folder) = &self.folder {
            let table = folder.join(location::DATASETS).join(id);
            links::refuse(&folder.join(location::DATASETS), &table)?;
            std::fs::create_dir_all(&table)?;
            return Ok(std::fs::rename(source, table.join(name))?);
        }
        send(self.store().as_ref(), &Path::from(format!("{id}/{name}")), &source).await
    }

    /// Makes the folder of a table, which may get no file but its log.
    pub(super) fn make_folder(&self, id: &str) -> Result<(), StorageError> {
        match &self.folder {
            Some(folder) => Ok(std::fs::create_dir_all(folder.join(location::DATASETS).join(id))?),
            None => Ok(()),
        }
    }

    /// Makes files last that are in their places, before a commit names them.
    pub(super) fn sync_files(&self, id: &str) -> Result<(), StorageError> {
        if let Some(folder) = &self.folder {
            sync::folder(&folder.join(location::DATASETS).join(id))?;
        }
        fault::point(Point::CommitFiles);
        Ok(())
    }

    /// Makes a commit last: its log entry, and a checkpoint if one was written with it.
    ///
    /// # Errors
    /// The disk does not keep it, though it can be read: the commit has failed, and what builds on it makes it last first.
    pub(super) fn sync_log(&self, id: &str, version: u64) -> Result<(), StorageError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let tables = folder.join(location::DATASETS);
        let log = tables.join(id).join("_delta_log");
        let synced = sync::files(&log, |name| name == LAST_CHECKPOINT || version_of(name) == Some(version))
            .and_then(|()| sync::folder(&log))
            .and_then(|()| sync::folder(&tables.join(id)))
            .and_then(|()| sync::folder(&tables));
        if synced.is_err() {
            self.unsynced().entry(id.to_owned()).or_default().insert(version);
        }
        synced?;
        fault::point(Point::CommitSynced);
        Ok(())
    }

    /// Makes commits last of which nobody knows whether they do: they were found in the log, or the disk failed to keep them.
    pub(crate) fn make_last(&self, id: &str, found: std::ops::RangeInclusive<u64>) -> Result<(), StorageError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let failed = self.unsynced().get(id).cloned().unwrap_or_default();
        let log = folder.join(location::DATASETS).join(id).join("_delta_log");
        let versions: BTreeSet<u64> = found.chain(failed.iter().copied()).collect();
        if versions.is_empty() {
            return Ok(());
        }
        sync::anew(&log, &self.scratch(), |name| name == LAST_CHECKPOINT || version_of(name).is_some_and(|version| versions.contains(&version)))?;
        if let Some(unsynced) = self.unsynced().get_mut(id) {
            unsynced.retain(|version| !failed.contains(version));
        }
        Ok(())
    }

    pub(super) fn unsynced(&self) -> MutexGuard<'_, HashMap<String, BTreeSet<u64>>> {
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn remove_all(&self, store: &Arc<dyn ObjectStore>, kind: &str, id: &str) -> Result<(), StorageError> {
        if let Some(folder) = &self.folder {
            return Ok(remove_folder(&folder.join(kind).join(id))?);
        }
        let prefix = Path::from(id);
        let objects: Vec<_> = store.list(Some(&prefix)).try_collect().await?;
        for object in objects {
            store.delete(&object.location).await?;
            fault::point(Point::DeleteFile);
        }
        Ok(())
    }
}

/// Larger files are sent in parts of this size.
const PART_BYTES: u64 = 10 << 20;
const PARTS_AT_ONCE: usize = 4;

/// Sends a file to an object store. Where that fails, the parts that have arrived are given up, or the store would keep them for ever.
pub(super) async fn send(store: &dyn ObjectStore, path: &Path, source: &std::path::Path) -> Result<(), StorageError> {
    let mut source = tokio::fs::File::open(source).await?;
    if source.metadata().await?.len() <= PART_BYTES {
        store.put(path, part(&mut source).await?.into()).await?;
        return Ok(());
    }
    let mut upload = store.put_multipart(path).await?;
    let sent = send_parts(upload.as_mut(), &mut source).await;
    if sent.is_err()
        && let Err(error) = upload.abort().await
    {
        tracing::warn!("an upload to the store that broke off can't be given up: {error}");
    }
    sent
}

async fn send_parts(upload: &mut dyn MultipartUpload, source: &mut tokio::fs::File) -> Result<(), StorageError> {
    let mut under_way = FuturesUnordered::new();
    loop {
        let part = part(source).await?;
        if part.is_empty() {
            break;
        }
        under_way.push(upload.put_part(part.into()));
        if under_way.len() >= PARTS_AT_ONCE {
            under_way.try_next().await?;
        }
    }
    under_way.try_collect::<Vec<()>>().await?;
    upload.complete().await?;
    Ok(())
}

async fn part(source: &mut tokio::fs::File) -> std::io::Result<Vec<u8>> {
    let mut part = Vec::new();
    source.take(PART_BYTES).read_to_end(&mut part).await?;
    Ok(part)
}

/// The file of a log that names its newest checkpoint.
const LAST_CHECKPOINT: &str = "_last_checkpoint";

/// The version with which a file of a log came.
fn version_of(name: &str) -> Option<u64> {
    name.split('.').next()?.parse().ok()
}

/// Removes a folder entry by entry, if it is there. Others may be at it too.
fn remove_folder(folder: &std::path::Path) -> std::io::Result<()> {
    let is_folder = match std::fs::symlink_metadata(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        about => about?.is_dir(),
    };
    if is_folder {
        let entries = match std::fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            gone(staging::discard(&entry?.path()))?;
            fault::point(Point::DeleteFile);
        }
    }
    gone(staging::discard(folder))
}

fn gone(removed: std::io::Result<()>) -> std::io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
