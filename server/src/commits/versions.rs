//! A dataset as it was at one of its versions.

use std::sync::Arc;

use shared::wire::dataset::Dataset;

use crate::app::App;
use crate::catalog::StoredDataset;
use crate::error::Answer;
use crate::storage::{Snapshot, StorageError};

use super::updated;

/// The files and columns of a version that can be read still.
///
/// # Errors
/// There is no such version.
pub(crate) async fn available(app: &App, dataset: &Dataset, version: u64) -> Answer<Arc<Snapshot>> {
    if version > dataset.version {
        return Err(StorageError::NoVersion(version).into());
    }
    Ok(app.storage.snapshot(&dataset.id, version).await?)
}

/// A dataset with its profile as it was at a version; as it is now without one.
pub(crate) async fn at(app: &App, id: &str, version: Option<u64>) -> Answer<StoredDataset> {
    let stored = app.catalog.dataset(id).await?;
    let Some(version) = version.filter(|&version| version != stored.dataset.version) else { return Ok(stored) };
    let snapshot = available(app, &stored.dataset, version).await?;
    let note = app.storage.note(id, version).await?.ok_or_else(|| StorageError::Damaged(format!("version {version} has no note")))?;
    Ok(StoredDataset { dataset: updated(stored.dataset, version, &note, &snapshot.fields), profile: note.profile })
}
