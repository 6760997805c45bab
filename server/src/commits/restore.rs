//! Bringing back the rows of an old version, as a new one.
//!
//! The rule for counters: they stay what they are. A restore takes rows back, not the knowledge of what was stored: a request whose
//! `Idempotency-Key` was stored once is not stored again, and a saved query knows which inputs it has read. A stream's counters
//! promise that every row before them is in the dataset, which a restore would break, so a dataset that a stream fills is
//! not restored as long as there is that stream, running or not.

use shared::wire::dataset::Dataset;
use shared::wire::problem::Code;
use shared::wire::version::Change;

use super::{available, caught_up, first_source, found, gone_or, show, versions::with_rejected};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::storage::{CommitNote, NewFiles, StorageError};

/// How often it begins anew because rows came meanwhile.
const TRIES: u32 = 5;

/// Makes a new version of the rows, columns, profile and import report of an old one.
///
/// # Errors
/// There is no such version, its files are gone, or a stream fills the dataset.
pub(crate) async fn restore(app: &App, id: &str, version: u64) -> Answer<Dataset> {
    let (app, id) = (app.clone(), id.to_owned());
    let whole = tokio::spawn(async move {
        let mut tries = 1;
        loop {
            match restore_once(&app, &id, version).await {
                Err(failure) if failure.is(Code::RowsReplaced) && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

/// Commits only to the version that it has looked at: rows that came since may be those of a stream that was not there yet.
async fn restore_once(app: &App, id: &str, version: u64) -> Answer<Dataset> {
    app.catalog.dataset(id).await?;
    let known = caught_up(app, id).await?;
    refuse_filled(app, id).await?;
    fault::point(Point::RestoreChecked);
    let then = available(app, &known, version).await?;
    if version == known.version {
        return Ok(known);
    }
    let note = app.storage.note(id, version).await?.ok_or_else(|| StorageError::Damaged(format!("version {version} has no note")))?;
    let note = CommitNote { change: Change::Restore, rows_added: 0, restored: Some(version), bytes: None, ..with_rejected(app, note).await? };
    let staging = app.storage.stage()?;
    let files = NewFiles { base: Some(known.version), restored: Some(&then), ..NewFiles::of(&staging, &[], &then.fields) };
    let next = |before: Option<CommitNote>| {
        let first_source = before.as_ref().and_then(|before| first_source(before, &known));
        CommitNote { source: note.source.clone().or_else(|| first_source.clone()), first_source, ..note.clone() }
    };
    let done = app.storage.commit_next(id, Change::Restore, &files, next).await;
    let (made, note) = done.map_err(|error| gone_or(error, id))?;
    show(app, found(app, id).await?.dataset, made, &note, &then.fields, false).await
}

/// Refuses a dataset whose rows a stream counts on.
pub(crate) async fn refuse_filled(app: &App, id: &str) -> Answer<()> {
    let streams = app.catalog.streams().await?;
    let fills = |of: &Option<String>| of.as_deref() == Some(id);
    let Some(stream) = streams.into_iter().find(|stream| fills(&stream.target) || fills(&stream.dead_letters)) else { return Ok(()) };
    let detail = format!(
        "The stream \"{}\" fills this dataset, and would not store again what is taken away. Delete the stream first; its dataset stays.",
        stream.name
    );
    Err(Failure::new(Code::StreamFills, detail, vec![("stream", stream.name)]))
}
