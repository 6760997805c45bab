//! A data folder that was copied while a server wrote to it: known by its catalog being another file than the one that was noted in it.
//!
//! The catalog is then the whole copy that the other server kept (`catalog::backup`), and tables end with the newest version of which all
//! files were copied: what came after the copy had begun may be there in part, and goes. Every commit that was acknowledged
//! before is there.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use crate::catalog::{BACKUP, Catalog, CatalogError};
use crate::commits;
use crate::storage::{Storage, StorageError};

use super::StartError;

/// Puts the kept copy in the catalog's place if this folder is a copy; says whether it is. `lock` holds the note.
pub(super) fn take_backup(folder: &Path, catalog: &Path, lock: &mut File) -> io::Result<bool> {
    let backup = folder.join(BACKUP);
    if !is_copy(folder, catalog, lock)? {
        return Ok(false);
    }
    tracing::warn!("this folder is a copy; its catalog is the one that was kept for that");
    let name = catalog.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for torn in [format!("{name}-wal"), format!("{name}-shm"), name] {
        // Set aside, not removed: if it is whole after all, somebody may want it.
        match std::fs::rename(folder.join(&torn), folder.join(format!("{torn}.copied"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    // The kept copy stays until the next is made.
    std::fs::copy(&backup, catalog)?;
    File::open(catalog)?.sync_all()?;
    Ok(true)
}

/// Whether a folder is a copy on which no server was started yet.
pub(crate) fn is_copy(folder: &Path, catalog: &Path, lock: &mut File) -> io::Result<bool> {
    let mut noted = String::new();
    lock.rewind()?;
    // Nothing legible is nothing that was noted.
    let _ = lock.read_to_string(&mut noted);
    Ok(folder.join(BACKUP).exists() && !(catalog.exists() && identity(catalog)? == noted.trim()))
}

/// Notes in the folder which file its catalog is.
pub(super) fn note(catalog: &Path, lock: &mut File) -> io::Result<()> {
    let identity = identity(catalog)?;
    lock.rewind()?;
    lock.set_len(0)?;
    lock.write_all(identity.as_bytes())?;
    lock.sync_all()
}

/// Tells a file from its copies, also after a restart of the machine.
fn identity(file: &Path) -> io::Result<String> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(file)?;
    // Not every file system knows when a file was made.
    let made = metadata.created().ok().and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok()).unwrap_or_default();
    Ok(format!("{}.{}", metadata.ino(), made.as_nanos()))
}

/// Has catalog and tables agree again.
pub(super) async fn mend(storage: &Storage, catalog: &Catalog) -> Result<(), StartError> {
    for dataset in catalog.dataset_rows().await? {
        let unusable = |error: StorageError| StartError::Mend(dataset.id.clone(), error.to_string());
        if !storage.has_table(&dataset.id) {
            tracing::warn!(dataset = dataset.id, "a dataset was made while the folder was copied, so it is left out");
            catalog.remove_dataset(&dataset.id).await?;
        } else if let Some(newest) = storage.cut_torn_end(&dataset.id).await.map_err(unusable)?
            && newest < dataset.version
            && let Some(note) = storage.note(&dataset.id, newest).await.map_err(unusable)?
        {
            let snapshot = storage.snapshot(&dataset.id, newest).await.map_err(unusable)?;
            catalog.forget_version(&dataset.id).await?;
            catalog.update_dataset(&commits::updated(dataset.clone(), newest, &note, &snapshot.fields), &note.profile, false).await?;
        }
    }
    mend_models(storage, catalog).await
}

async fn mend_models(storage: &Storage, catalog: &Catalog) -> Result<(), StartError> {
    for model in catalog.models().await? {
        let is_there = storage.has_model(&model.id).await.map_err(|error| StartError::Mend(model.id.clone(), error.to_string()))?;
        if model.state == shared::wire::model::ModelState::Ready && !is_there {
            tracing::warn!(model = model.id, "a model was trained while the folder was copied, so it is left out");
            let removed: Result<(), CatalogError> = catalog.remove_model(&model.id).await;
            removed?;
        }
    }
    Ok(())
}
