//! A dataset as it was at one of its versions.

use std::sync::Arc;

use shared::wire::dataset::Dataset;

use crate::app::App;
use crate::catalog::StoredDataset;
use crate::error::Answer;
use crate::storage::{Appended, CommitNote, Snapshot, StorageError};

use super::{updated, vacuum};

/// The files and columns of a version that can be read still.
///
/// # Errors
/// There is no such version, or the log has lost it.
pub(crate) async fn available(app: &App, dataset: &Dataset, version: u64) -> Answer<Arc<Snapshot>> {
    if version > dataset.version {
        return Err(StorageError::NoVersion(version).into());
    }
    if version < dataset.version {
        vacuum::check_kept(&app.catalog, &dataset.id, version).await?;
    }
    match app.storage.snapshot(&dataset.id, version).await {
        // The catalog knows of it, and it was not deleted meanwhile.
        Err(StorageError::NoVersion(_)) if app.catalog.has_dataset(&dataset.id).await? => {
            Err(StorageError::DamagedLog { dataset: dataset.id.clone(), reason: format!("version {version} is missing") }.into())
        }
        found => Ok(found?),
    }
}

/// What appends brought after version `after`, up to and including `to`, for whoever follows the dataset.
///
/// # Errors
/// `RowsReplaced` if the rows before did not stay as they were; `VersionGone` if an append is so long ago that its files were merged and removed.
pub(crate) async fn appended(app: &App, id: &str, after: u64, to: u64) -> Answer<Vec<Appended>> {
    let appended = app.storage.appended(id, after, to).await?;
    let kept_from = app.catalog.vacuum(id).await?.kept_from;
    if appended.iter().any(|appended| appended.version < kept_from) {
        let there = app.storage.file_names(id, to).await?;
        let is_there = |appended: &&Appended| appended.files.iter().all(|file| there.contains(file.name()));
        if let Some(gone) = appended.iter().filter(|appended| appended.version < kept_from).find(|appended| !is_there(appended)) {
            return Err(vacuum::version_gone(gone.version, kept_from));
        }
    }
    Ok(appended)
}

/// A dataset with its profile as it was at a version; as it is now without one.
pub(crate) async fn at(app: &App, id: &str, version: Option<u64>) -> Answer<StoredDataset> {
    let stored = app.catalog.dataset(id).await?;
    let Some(version) = version.filter(|&version| version != stored.dataset.version) else { return Ok(stored) };
    let snapshot = available(app, &stored.dataset, version).await?;
    let note = app.storage.note(id, version).await?.ok_or_else(|| StorageError::Damaged(format!("version {version} has no note")))?;
    let note = with_rejected(app, note).await?;
    Ok(StoredDataset { dataset: updated(stored.dataset, version, &note, &snapshot.fields), profile: note.profile })
}

/// The note as it is true now: rejected cells go away with the reading that they are of, their number stays.
pub(super) async fn with_rejected(app: &App, mut note: CommitNote) -> Answer<CommitNote> {
    if let Some(rejected) = &note.import.rejected
        && !app.catalog.has_dataset(rejected).await?
    {
        note.import.rejected = None;
    }
    Ok(note)
}
