//! A file looked at before it is imported.

use axum::body::Body;
use shared::wire::import::ImportOptions;
use shared::wire::preview::Preview;

use super::{again, receive, upload};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::ingest::preview::{PreviewRequest, preview};
use crate::ingest::{AppendedRows, ParseLimits, ParseRequest};
use crate::pace::chunks;
use crate::storage::{Staging, StorageError};

/// Bytes that are looked at, at most: what the page sends of a large file is a tenth of it.
pub(crate) const MOST_BYTES: u64 = 64 << 20;
/// Looking holds a turn that an import could have, so it is given up earlier.
const MOST_SECS: u64 = 60;
const MOST_UNPACKED_BYTES: u64 = 2 << 30;

/// Receives the bytes and tells what they would become; nothing is kept.
pub(crate) async fn from_body(app: &App, file_name: &str, options: ImportOptions, is_part: bool, body: Body) -> Answer<Preview> {
    let staging = app.storage.stage()?;
    receive::to_file(chunks(body), &staging.input(), MOST_BYTES, &app.imports.begin(None)).await?;
    look(app, &staging, (file_name, is_part), options, Vec::new()).await
}

/// Looks at the file that a dataset was made of, and at what was appended to it, with other choices.
///
/// # Errors
/// As for reading it again.
pub(crate) async fn of_dataset(app: &App, id: &str, options: ImportOptions) -> Answer<Preview> {
    let known = app.catalog.dataset(id).await?.dataset;
    let staging = app.storage.stage()?;
    let kept = again::kept(app, &known, &staging).await?;
    look(app, &staging, (&kept.file_name, false), options, kept.appended).await
}

/// Looks at an upload: at the whole file if it is here and not too large, else at its first bytes.
///
/// # Errors
/// There is no such upload, or nothing of it is here; as for a file that is sent.
pub(crate) async fn of_upload(app: &App, id: &str, options: ImportOptions) -> Answer<Preview> {
    let staging = app.storage.stage()?;
    let (kept, is_part) = upload::stage(app, id, &staging, MOST_BYTES).await?;
    look(app, &staging, (&kept.about.file_name, is_part), options, Vec::new()).await
}

async fn look(
    app: &App,
    staging: &Staging,
    (file_name, is_part): (&str, bool),
    options: ImportOptions,
    appended: Vec<AppendedRows>,
) -> Answer<Preview> {
    let (cells, written) = (app.storage.stage()?, app.storage.stage()?);
    let turn = app.parses.acquire().await.map_err(|error| Failure::internal(&error))?;
    let usual = app.settings.parse;
    let limits = ParseLimits {
        cpu_secs: usual.cpu_secs.min(MOST_SECS),
        wall_secs: usual.wall_secs.min(2 * MOST_SECS),
        unpacked_bytes: usual.unpacked_bytes.min(MOST_UNPACKED_BYTES),
        ..usual
    };
    let parse = ParseRequest {
        options,
        is_part,
        appended,
        rejected_cells: Some(cells.table()),
        ..ParseRequest::new(staging.input(), file_name, staging.table(), limits)
    };
    // The child cuts the file where its last whole record ends.
    let bytes = tokio::fs::metadata(staging.input()).await.map_err(StorageError::from)?.len();
    let told = preview(&PreviewRequest { parse, written: written.table() }).await?;
    drop(turn);
    Ok(Preview { part_bytes: is_part.then_some(bytes), ..told })
}
