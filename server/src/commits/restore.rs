//! Bringing back the rows of an old version, as a new one.
//!
//! The rule for counters: they stay what they are. A restore takes rows back, not the knowledge of what was stored: a request whose
//! `Idempotency-Key` was stored once is not stored again, and a saved query knows which inputs it has read. A stream's counters
//! promise that every row before them is in the dataset, which a restore would break, so a dataset that a stream fills is
//! not restored as long as there is that stream, running or not.

use shared::wire::dataset::Dataset;
use shared::wire::problem::Code;
use shared::wire::version::Change;

use super::{available, found, gone_or, show};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::storage::{CommitNote, NewFiles, StorageError};

/// Makes a new version of the rows, columns, profile and import report of an old one.
///
/// # Errors
/// There is no such version, its files are gone, or a stream fills the dataset.
pub(crate) async fn restore(app: &App, id: &str, version: u64) -> Answer<Dataset> {
    let (app, id) = (app.clone(), id.to_owned());
    tokio::spawn(async move { restore_whole(&app, &id, version).await }).await.map_err(|error| Failure::internal(&error))?
}

async fn restore_whole(app: &App, id: &str, version: u64) -> Answer<Dataset> {
    let known = app.catalog.dataset(id).await?.dataset;
    refuse_filled(app, id).await?;
    let then = available(app, &known, version).await?;
    if version == known.version {
        return Ok(known);
    }
    let note = app.storage.note(id, version).await?.ok_or_else(|| StorageError::Damaged(format!("version {version} has no note")))?;
    let mut note = CommitNote { change: Change::Restore, rows_added: 0, restored: Some(version), ..note };
    if let Some(rejected) = &note.import.rejected
        && !app.catalog.has_dataset(rejected).await?
    {
        // Those of a reading that was given up went with it.
        note.import.rejected = None;
    }
    let staging = app.storage.stage()?;
    let files = NewFiles { staging: &staging, files: &[], fields: &then.fields, txns: &[], merged: &[], base: None, restored: Some(&then) };
    let done = app.storage.commit_next(id, Change::Restore, &files, |_| note.clone()).await;
    let (made, note) = done.map_err(|error| gone_or(error, id))?;
    show(app, found(app, id).await?.dataset, made, &note, &then.fields).await
}

async fn refuse_filled(app: &App, id: &str) -> Answer<()> {
    let streams = app.catalog.streams().await?;
    let fills = |of: &Option<String>| of.as_deref() == Some(id);
    let Some(stream) = streams.into_iter().find(|stream| fills(&stream.target) || fills(&stream.dead_letters)) else { return Ok(()) };
    let detail = format!(
        "The stream \"{}\" fills this dataset, and would not store again what a restore takes away. Delete the stream first; its dataset stays.",
        stream.name
    );
    Err(Failure::new(Code::StreamFills, detail, vec![("stream", stream.name)]))
}
