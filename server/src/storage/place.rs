//! Putting a file of staging beside a table, and taking whole folders away: by rename in a folder, by upload on an object store.

use std::io::ErrorKind;
use std::sync::Arc;

use futures::TryStreamExt;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::io::AsyncWriteExt;

use super::{Staging, Storage, StorageError, location, staging, sync};
use crate::fault::{self, Point};

impl Storage {
    /// Puts a whole, synced file of `from` beside the table `id`. Readers don't see it before a commit names it.
    pub(super) async fn place(&self, from: &Staging, file: &str, id: &str, name: &str) -> Result<(), StorageError> {
        let source = from.table().join(file);
        if let Some(folder) = &self.folder {
            let table = folder.join(location::DATASETS).join(id);
            std::fs::create_dir_all(&table)?;
            return Ok(std::fs::rename(source, table.join(name))?);
        }
        let mut source = tokio::fs::File::open(source).await?;
        let mut target = BufWriter::new(self.store(), Path::from(format!("{id}/{name}")));
        tokio::io::copy(&mut source, &mut target).await?;
        Ok(target.shutdown().await?)
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
    pub(super) fn sync_log(&self, id: &str, version: u64) -> Result<(), StorageError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let tables = folder.join(location::DATASETS);
        let log = tables.join(id).join("_delta_log");
        sync::files(&log, |name| name.starts_with(&format!("{version:020}")) || name == "_last_checkpoint")?;
        sync::folder(&log)?;
        sync::folder(&tables.join(id))?;
        sync::folder(&tables)?;
        fault::point(Point::CommitSynced);
        Ok(())
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
