//! A dataset of a file that was uploaded in parts; the preview of one.

use std::io::ErrorKind;
use std::path::Path;

use shared::wire::dataset::Dataset;
use shared::wire::problem::Code;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::replace::Replaces;
use super::{Import, take_in};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::ingest;
use crate::storage::{Staging, StorageError, Txn};
use crate::uploads::Kept;

/// Imports the upload's file; its dataset has the upload's id, and rows that it replaces are stored with a counter of that name, so whoever asks again,
/// because the answer was lost, is told of the same dataset. A file that can't be read so stays, to be read with other choices.
///
/// # Errors
/// There is no such upload; not all of it is here; what reading finds.
pub(crate) async fn from_upload(app: &App, id: &str, mut import: Import) -> Answer<Dataset> {
    let turn = app.uploads.wait_for(id).await;
    if let Some(replaces) = &mut import.replaces {
        replaces.upload = Some(Txn::new(format!("upload/{id}"), 0).after(None));
    }
    if let Some(dataset) = made(app, id, import.replaces.as_ref()).await? {
        app.aheads.forget(id);
        // The server ended between the two.
        if let Ok(kept) = app.uploads.get(id) {
            discard(kept);
        }
        return Ok(dataset);
    }
    let kept = app.uploads.get(id)?;
    refuse_part(&kept)?;
    if app.catalog.has_dataset_row(id).await? {
        return Err(commits::gone());
    }
    // What a crash left of an earlier try: where other servers may be at work, no start sweeps it. The turn is ours, and the catalog has no such dataset.
    app.storage.remove(id).await?;
    let ahead = app.aheads.take(id, &import.options).await;
    let staging = if import.replaces.is_some() { app.storage.stage()? } else { app.storage.stage_as(id.to_owned())? };
    copy(&kept, &staging.input()).await?;
    import.progress.received(kept.offset());
    // A caller who leaves doesn't end the commit, so the turn goes with it.
    let done = move || {
        let _turn = turn;
        discard(kept);
    };
    take_in(app, import, ahead, done, staging).await
}

fn discard(kept: Kept) {
    if let Err(error) = kept.discard() {
        tracing::warn!("the bytes of an upload that is a dataset now can't be removed; they expire: {error}");
    }
}

/// Puts the upload's file in staging, or its first `most_bytes` of those that are here; true if these are not the whole file.
///
/// # Errors
/// There is no such upload, or nothing of it is here.
pub(super) async fn stage(app: &App, id: &str, staging: &Staging, most_bytes: u64) -> Answer<(Kept, bool)> {
    let kept = app.uploads.get(id)?;
    kept.touch()?;
    if kept.is_whole() && (kept.offset() <= most_bytes || !ingest::begins_as_text(&kept.bytes()).map_err(StorageError::from)?) {
        copy(&kept, &staging.input()).await?;
        return Ok((kept, false));
    }
    if kept.offset() == 0 {
        refuse_part(&kept)?;
    }
    // A copy, because the bytes behind the offset may yet change.
    let mut source = File::open(kept.bytes()).await.map_err(StorageError::from)?.take(kept.offset().min(most_bytes));
    let mut target = File::create(staging.input()).await.map_err(StorageError::from)?;
    tokio::io::copy(&mut source, &mut target).await.map_err(StorageError::from)?;
    target.flush().await.map_err(StorageError::from)?;
    Ok((kept, true))
}

/// The dataset that was made of an upload, or has got its rows.
async fn made(app: &App, id: &str, replaces: Option<&Replaces>) -> Answer<Option<Dataset>> {
    let dataset = match replaces {
        None => id,
        Some(Replaces { dataset, upload: Some(upload), .. }) if commits::txn(app, dataset, &upload.app).await?.is_some() => dataset,
        Some(_) => return Ok(None),
    };
    match app.catalog.dataset(dataset).await {
        Ok(known) => Ok(Some(known.dataset)),
        Err(CatalogError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn refuse_part(kept: &Kept) -> Answer<()> {
    if kept.is_whole() {
        return Ok(());
    }
    let (offset, length) = (kept.offset(), kept.about.length_bytes);
    let detail = format!("Only {offset} of the file's {length} bytes are here; send the rest first.");
    Err(Failure::new(Code::UploadIncomplete, detail, vec![("offset", offset.to_string()), ("length", length.to_string())]))
}

/// The bytes under another name; a copy where the disk knows no second names.
async fn copy(kept: &Kept, to: &Path) -> Result<(), StorageError> {
    let from = kept.bytes();
    match tokio::fs::hard_link(&from, to).await {
        // To copy a file onto its own other name would empty it.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => tokio::fs::copy(&from, to).await.map(|_| ())?,
        linked => linked?,
    }
    Ok(())
}
