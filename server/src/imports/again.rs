//! A dataset's file once more, with what was appended to it, read with other choices: its next version.

use std::io::ErrorKind;
use std::path::PathBuf;

use shared::wire::dataset::{Dataset, Source};
use shared::wire::import::{ImportOptions, ImportPhase};
use shared::wire::problem::Code;
use shared::wire::version::Change;
use url::Url;

use super::from_url::file_name;
use super::{Reading, progress::ProgressHandle, read, rejected};
use crate::app::App;
use crate::commits::{self, Commit};
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::ingest::AppendedRows;
use crate::storage::{Bytes, KeptRows, Staging, StorageError};

/// How often it begins anew because rows came meanwhile.
const TRIES: u32 = 3;

/// Reads the file that the dataset was made of again, and what was appended to it, and replaces the rows.
///
/// # Errors
/// The dataset is not made of a file; bytes were not kept; appended rows have no place in what the file is now; rows came again and again while it was
/// read; what reading finds.
pub(crate) async fn import_again(app: &App, id: &str, options: ImportOptions, progress: ProgressHandle) -> Answer<Dataset> {
    let mut tries = 1;
    loop {
        match import_once(app, id, &options, &progress).await {
            Err(failure) if failure.is(Code::RowsReplaced) && tries < TRIES => tries += 1,
            done => return done,
        }
    }
}

async fn import_once(app: &App, id: &str, options: &ImportOptions, progress: &ProgressHandle) -> Answer<Dataset> {
    app.catalog.dataset(id).await?;
    let staging = app.storage.stage()?;
    let turn = app.parses.acquire().await.map_err(|error| Failure::internal(&error))?;
    // Rows may have come while it waited.
    let known = commits::caught_up(app, id).await?;
    let Kept { file_name, appended } = kept(app, &known, &staging).await?;
    let reading = Reading { file_name: &file_name, options, ahead: None, appended, progress };
    let (parsed, cells) = read(app, reading, &staging).await?;
    drop(turn);
    progress.phase(ImportPhase::Storing, parsed.rows);
    let app = app.clone();
    let whole = tokio::spawn(async move {
        fault::point(Point::ImportRead);
        let (base, bytes) = (Some(known.version), Some(Bytes::Of(known.version)));
        let commit = Commit { base, bytes, ..Commit::new(Change::Retype, staging, parsed) };
        store(&app, known, cells, commit).await
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

/// Commits other rows of `known`; their rejected cells take the place of those of before.
pub(super) async fn store(app: &App, known: Dataset, cells: Option<Staging>, mut commit: Commit) -> Answer<Dataset> {
    rejected::store(app, cells, (&known.id, &known.name), &mut commit.parsed).await?;
    let rejected = commit.parsed.import.rejected.clone();
    let made = commits::commit(app, &known.id, commit).await;
    fault::point(Point::ImportReplaced);
    // A failure after the commit does not undo it: the log tells which are named. Where it can't be read, the next sweep finds out.
    let named = match &made {
        Ok(made) => Ok(made.import.rejected.clone()),
        Err(_) => commits::caught_up(app, &known.id).await.map(|now| now.import.rejected),
    };
    if let Ok(named) = named {
        for id in [known.import.rejected, rejected].into_iter().flatten().filter(|id| named.as_ref() != Some(id)) {
            rejected::forget(app, Some(&id)).await?;
        }
    }
    made
}

/// What a dataset was made of.
pub(super) struct Kept {
    /// The name of the file, which is in staging.
    pub(super) file_name: String,
    /// What was appended to it, in staging too.
    pub(super) appended: Vec<AppendedRows>,
}

/// Puts what a dataset was made of into staging.
///
/// # Errors
/// The dataset is not made of a file; the file, or the bytes of what came since, were not kept.
pub(super) async fn kept(app: &App, known: &Dataset, staging: &Staging) -> Answer<Kept> {
    let file_name = match &known.source {
        Source::Upload { file_name } => file_name.clone(),
        Source::Sample { key } => key.clone(),
        Source::Url { url } => Url::parse(url).as_ref().map(file_name).unwrap_or_default(),
        _ => return Err(Failure::invalid("id", "this dataset was not made of a file; there is nothing to read again")),
    };
    let origin = app.storage.origin(&known.id, known.version).await?;
    if let Some(version) = origin.unkept.last() {
        return Err(unkept(*version));
    }
    // All of it lies unpacked in staging at once; so much each request may take, as unfinished uploads may together.
    let mut left_bytes = app.settings.max_pending_bytes;
    if !unpack(app, (&known.id, &origin.file), staging, staging.input(), &mut left_bytes).await? {
        return Err(Failure::new(Code::OriginalMissing, "The file of this dataset was not kept; upload it again.", vec![]));
    }
    let mut appended: Vec<AppendedRows> = Vec::with_capacity(origin.appended.len());
    for (version, KeptRows { file, format, options }) in origin.appended {
        let input = staging.input().with_extension(version.to_string());
        if !unpack(app, (&known.id, &file), staging, input.clone(), &mut left_bytes).await? {
            return Err(unkept(version));
        }
        // Appending changes no column.
        let columns = match appended.last() {
            Some(last) if last.version + 1 == version => last.columns.clone(),
            _ => app.storage.snapshot(&known.id, version).await?.fields.iter().map(|field| field.name.clone()).collect(),
        };
        appended.push(AppendedRows { version, input, format, options, columns });
    }
    Ok(Kept { file_name, appended })
}

/// False if the file was not kept. It may not be larger than an upload, which may have been more when it was kept, nor than what is left for all of
/// them.
async fn unpack(app: &App, kept: (&str, &str), staging: &Staging, output: PathBuf, left_bytes: &mut u64) -> Answer<bool> {
    let most_bytes = app.settings.max_upload_bytes;
    match app.storage.unpack(kept, staging, output.clone(), most_bytes.min(*left_bytes)).await {
        Err(StorageError::Io(error)) if error.kind() == ErrorKind::FileTooLarge && *left_bytes < most_bytes => Err(too_much(app)),
        Err(StorageError::Io(error)) if error.kind() == ErrorKind::FileTooLarge => Err(Failure::too_large(most_bytes)),
        Ok(true) => {
            *left_bytes -= tokio::fs::metadata(&output).await.map_err(StorageError::from)?.len().min(*left_bytes);
            Ok(true)
        }
        unpacked => Ok(unpacked?),
    }
}

fn too_much(app: &App) -> Failure {
    let limit_bytes = app.settings.max_pending_bytes;
    let reason = format!("its file and what was appended to it are more than {limit_bytes} bytes together (SIGHTLINE_MAX_PENDING_BYTES)");
    Failure::new(Code::RowsAdded, format!("This dataset can't be read again: {reason}."), vec![("reason", reason)])
}

fn unkept(version: u64) -> Failure {
    let reason = format!(
        "version {version} brought rows or columns that were not sent as a file, or before such files were kept, so reading again would take them \
         away"
    );
    let detail = format!("This dataset can't be read again: {reason}. Restore the version before it, or replace the rows by a new file.");
    Failure::new(Code::RowsAdded, detail, vec![("reason", reason)])
}
