//! The one way in which a dataset changes, whoever wants it: an upload, appended rows, a topic, a window, predictions, a saved query.
//!
//! Files are put beside the table, one Delta commit names them together with the caller's counters ([`Txn`]), the catalog's row
//! follows, everyone is told. The log is the truth: what a crash keeps from the catalog is taken over at the next start
//! ([`catch_up`]).

pub(crate) mod delete;
pub(crate) mod merge;
mod profile;
mod restore;
pub(crate) mod vacuum;
mod versions;

use shared::wire::dataset::{Column, Dataset, Source};
use shared::wire::job::JobSpec;
use shared::wire::problem::Code;
use shared::wire::profile::Profile;
use shared::wire::version::Change;

use crate::app::App;
use crate::catalog::{CatalogError, StoredDataset};
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::ingest::Parsed;
use crate::jobs;
use crate::storage::field::StoredField;
use crate::storage::{Bytes, CommitNote, NewFiles, Staging, StorageError, Txn};

pub(crate) use restore::{refuse_filled, restore};
pub(crate) use versions::{appended, at, available};

/// What a new dataset is called and where it is from.
#[derive(Clone, Debug)]
pub(crate) struct NewDataset {
    pub(crate) name: String,
    pub(crate) source: Source,
}

/// A dataset with more small files than this is compacted.
const SMALL_FILES_MAX: usize = 32;

/// Makes a dataset of the files in staging: its version 0. The dataset gets the staging's id.
pub(crate) async fn create(app: &App, new: NewDataset, staging: Staging, parsed: Parsed, txns: Vec<Txn>) -> Answer<Dataset> {
    let app = app.clone();
    // A task of its own: from here on a caller who leaves can't leave half a table behind.
    tokio::spawn(async move { create_whole(&app, new, &staging, parsed, &txns).await }).await.map_err(|error| Failure::internal(&error))?
}

async fn create_whole(app: &App, new: NewDataset, staging: &Staging, mut parsed: Parsed, txns: &[Txn]) -> Answer<Dataset> {
    parsed.profile.batch_rows = profile::batch_rows(&parsed.profile);
    let note = CommitNote { source: told(&new.source), ..note(Change::Import, None, &parsed) };
    let files = NewFiles { txns, ..NewFiles::of(staging, &parsed.files, &parsed.fields) };
    let dataset = Dataset {
        id: staging.id().to_owned(),
        name: new.name,
        version: 0,
        rows: parsed.rows,
        size_bytes: note.size_bytes,
        columns: columns(&parsed.fields),
        created_at: String::new(),
        updated_at: String::new(),
        source: new.source,
        import: parsed.import.clone(),
        deleted_at: None,
        removed_at: None,
    };
    let stored = async {
        app.storage.commit_first(&files, &note).await?;
        let added = app.catalog.add_dataset(dataset, &parsed.profile).await?;
        fault::point(Point::CommitRow);
        Ok(added)
    };
    let stored: Answer<Dataset> = stored.await;
    match &stored {
        Ok(dataset) => app.notices.dataset(&dataset.id),
        // An answer that was lost may have been a yes: then the next start finds out.
        Err(_) => {
            if matches!(app.catalog.has_dataset_row(staging.id()).await, Ok(false)) {
                app.storage.remove(staging.id()).await?;
            }
        }
    }
    stored
}

/// What a commit brings to a dataset.
pub(crate) struct Commit {
    pub(crate) change: Change,
    /// Holds the files of `parsed`.
    pub(crate) staging: Staging,
    /// Of appended rows the fields are the dataset's; for a replacement or new columns these are all rows.
    pub(crate) parsed: Parsed,
    /// Counters that stand for the rows.
    pub(crate) txns: Vec<Txn>,
    /// For a compaction, the names of the files that `parsed` takes the place of.
    pub(crate) merged: Vec<String>,
    /// The version that it is made for, where it must fail ([`Code::RowsReplaced`]) if rows came or went since.
    pub(crate) base: Option<u64>,
    /// Where the bytes are that the rows were read from, if that is known.
    pub(crate) bytes: Option<Bytes>,
    /// Where the dataset comes from now, if that changes.
    pub(crate) source: Option<Source>,
}

impl Commit {
    /// A commit of these rows, whatever was there before.
    pub(crate) fn new(change: Change, staging: Staging, parsed: Parsed) -> Self {
        Commit { change, staging, parsed, txns: Vec::new(), merged: Vec::new(), base: None, bytes: None, source: None }
    }
}

/// Appends to, replaces, merges, or adds columns to a dataset.
pub(crate) async fn commit(app: &App, dataset: &str, commit: Commit) -> Answer<Dataset> {
    let (app, dataset) = (app.clone(), dataset.to_owned());
    // A task of its own, as for a new dataset.
    tokio::spawn(async move { commit_whole(&app, &dataset, &commit).await }).await.map_err(|error| Failure::internal(&error))?
}

async fn commit_whole(app: &App, id: &str, commit: &Commit) -> Answer<Dataset> {
    let Commit { change, staging, parsed, txns, merged, base, bytes, source } = commit;
    let known = found(app, id).await?;
    let first = first_note(&known);
    let next = |before: Option<CommitNote>| {
        let before = before.as_ref().unwrap_or(&first);
        let first_source = first_source(before, &known.dataset);
        let source = source.clone().or_else(|| before.source.clone()).or_else(|| first_source.clone());
        CommitNote { bytes: bytes.clone(), source, first_source, ..note(*change, Some(before), parsed) }
    };
    let kept = bytes.as_ref().and_then(Bytes::file);
    let files = NewFiles { kept, txns, merged, base: *base, ..NewFiles::of(staging, &parsed.files, &parsed.fields) };
    let done = app.storage.commit_next(id, *change, &files, next).await;
    let (version, note) = done.map_err(|error| gone_or(error, id))?;
    let dataset = show(app, known.dataset, version, &note, files.fields, false).await?;
    if *change == Change::Append {
        // What is stored is stored: a compaction that can't be queued now is queued by the next append.
        if let Err(failure) = compact_if_due(app, id, version).await {
            tracing::warn!(dataset = id, "a compaction could not be queued: {failure:?}");
        }
    }
    Ok(dataset)
}

/// What the first commit would say, of a table whose commits say nothing.
fn first_note(known: &StoredDataset) -> CommitNote {
    CommitNote {
        id: String::new(),
        change: Change::Import,
        rows: known.dataset.rows,
        rows_added: known.dataset.rows,
        size_bytes: known.dataset.size_bytes,
        profile: known.profile.clone(),
        import: known.dataset.import.clone(),
        restored: None,
        bytes: None,
        source: None,
        first_source: None,
    }
}

/// The catalog's row follows a commit, and everyone is told.
async fn show(app: &App, known: Dataset, version: u64, note: &CommitNote, fields: &[StoredField], brings_back: bool) -> Answer<Dataset> {
    let id = known.id.clone();
    app.catalog.update_dataset(&updated(known, version, note, fields), &note.profile, brings_back).await?;
    fault::point(Point::CommitRow);
    if !app.catalog.has_dataset_row(&id).await? {
        // Removed between the two: nobody will ask for these files again.
        app.storage.remove(&id).await?;
        return Err(gone());
    }
    let dataset = found(app, &id).await?.dataset;
    app.notices.dataset(&id);
    Ok(dataset)
}

async fn compact_if_due(app: &App, id: &str, version: u64) -> Answer<()> {
    if app.storage.snapshot(id, version).await?.small_files() > SMALL_FILES_MAX {
        jobs::enqueue(app, JobSpec::Compaction { dataset: id.to_owned() }).await?;
    }
    Ok(())
}

/// What came of reading a dataset, told as what it is: whatever went wrong with one that was deleted meanwhile, it is gone and not damaged.
pub(crate) async fn unless_deleted<T>(app: &App, id: &str, read: Answer<T>) -> Answer<T> {
    match read {
        Err(_) if matches!(app.catalog.has_dataset(id).await, Ok(false)) => Err(Failure::not_found("dataset")),
        read => read,
    }
}

async fn found(app: &App, id: &str) -> Answer<StoredDataset> {
    app.catalog.dataset(id).await.map_err(|error| if matches!(error, CatalogError::NotFound(_)) { gone() } else { error.into() })
}

/// Deleted while something was to be stored in it.
pub(crate) fn gone() -> Failure {
    Failure::new(Code::DeletedMeanwhile, "The dataset was deleted meanwhile, so nothing was stored.", vec![("what", "dataset".into())])
}

fn gone_or(error: StorageError, id: &str) -> Failure {
    match error {
        StorageError::NoVersion(_) => gone(),
        error => {
            tracing::error!(dataset = id, "a commit failed: {error}");
            error.into()
        }
    }
}

/// The last value that was committed under an application's id. Afterwards the catalog knows of that commit too.
pub(crate) async fn txn(app: &App, dataset: &str, app_id: &str) -> Answer<Option<i64>> {
    catch_up_with(app, found(app, dataset).await?.dataset).await?;
    Ok(app.storage.txn(dataset, app_id).await?)
}

/// A dataset as its log says it is; afterwards the catalog says the same.
pub(crate) async fn caught_up(app: &App, id: &str) -> Answer<Dataset> {
    catch_up_with(app, found(app, id).await?.dataset).await?;
    Ok(found(app, id).await?.dataset)
}

/// Takes commits over that a crash kept from the catalog.
pub(crate) async fn catch_up(app: &App) -> Answer<()> {
    for dataset in app.catalog.dataset_rows().await? {
        let id = dataset.id.clone();
        if let Err(error) = catch_up_with(app, dataset).await {
            tracing::error!(dataset = id, "a dataset's log can't be read; it stays at the version that the catalog has: {error:?}");
        }
    }
    Ok(())
}

async fn catch_up_with(app: &App, dataset: Dataset) -> Answer<()> {
    let id = dataset.id.clone();
    let newest = app.storage.newest_version(&id, dataset.version).await?;
    if newest > dataset.version
        && let Some(note) = app.storage.note(&id, newest).await?
    {
        // Whoever wrote them ended before they were synced, or couldn't sync them.
        app.storage.make_last(&id, dataset.version + 1..=newest)?;
        let is_deleted = dataset.deleted_at.is_some();
        match note.change {
            Change::Delete if is_deleted => return Ok(()),
            // The row stays what it was, to be brought back.
            Change::Delete => app.catalog.delete_dataset(&id).await?,
            change => {
                let snapshot = app.storage.snapshot(&id, newest).await?;
                let brings_back = is_deleted && change == Change::Restore;
                app.catalog.update_dataset(&updated(dataset, newest, &note, &snapshot.fields), &note.profile, brings_back).await?;
            }
        }
        app.notices.dataset(&id);
    }
    Ok(())
}

/// What a commit says of itself, given what the one before said.
fn note(change: Change, before: Option<&CommitNote>, parsed: &Parsed) -> CommitNote {
    let size_bytes = parsed.files.iter().map(|file| file.size_bytes).sum::<u64>();
    let fresh = |profile: &Profile| Profile { batch_rows: profile::batch_rows(profile), ..profile.clone() };
    match (change, before) {
        (Change::Append, Some(before)) => CommitNote {
            id: String::new(),
            change,
            rows: before.rows + parsed.rows,
            rows_added: parsed.rows,
            size_bytes: before.size_bytes + size_bytes,
            profile: profile::merge(&before.profile, &parsed.profile, &columns(&parsed.fields)),
            import: before.import.clone(),
            restored: None,
            bytes: None,
            source: None,
            first_source: None,
        },
        // What is merged is a part of the table, so the profile of the whole stays.
        (Change::Compaction, Some(before)) => CommitNote { change, rows_added: 0, restored: None, bytes: None, ..before.clone() },
        (Change::Columns, Some(before)) => {
            let batch_rows = before.profile.batch_rows;
            let profile = Profile { batch_rows, ..parsed.profile.clone() };
            let import = before.import.clone();
            let (id, rows) = (String::new(), parsed.rows);
            CommitNote { id, change, rows, rows_added: 0, size_bytes, profile, import, restored: None, bytes: None, source: None, first_source: None }
        }
        _ => CommitNote {
            id: String::new(),
            change,
            rows: parsed.rows,
            rows_added: parsed.rows,
            size_bytes,
            profile: fresh(&parsed.profile),
            import: parsed.import.clone(),
            restored: None,
            bytes: None,
            source: None,
            first_source: None,
        },
    }
}

/// A dataset as it is after a commit.
pub(crate) fn updated(dataset: Dataset, version: u64, note: &CommitNote, fields: &[StoredField]) -> Dataset {
    let source = note.source.clone().unwrap_or(dataset.source);
    Dataset { version, rows: note.rows, size_bytes: note.size_bytes, columns: columns(fields), source, import: note.import.clone(), ..dataset }
}

/// Where a dataset came from while its commits did not tell, as the one before tells or the dataset itself.
fn first_source(before: &CommitNote, dataset: &Dataset) -> Option<Source> {
    let now = || before.source.is_none().then(|| told(&dataset.source)).flatten();
    before.first_source.clone().or_else(now)
}

/// The source as a commit tells it, so that it comes back with the rows; that of others' rows never changes.
fn told(source: &Source) -> Option<Source> {
    (!matches!(source, Source::Sql { .. } | Source::Rejected { .. })).then(|| source.clone())
}

fn columns(fields: &[StoredField]) -> Vec<Column> {
    fields.iter().map(StoredField::column).collect()
}
