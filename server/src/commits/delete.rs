//! Deleting a dataset, bringing it back, and removing it for good.
//!
//! A deletion is a commit that takes all rows out of the table; the catalog's row stays as it was and says since when the dataset is deleted. So nothing
//! can be stored in it, wherever that was begun, its files are those of an old version, and bringing it back is the restore of one. When the
//! time that old versions are kept is over, or when somebody wants the disk, it is removed: the row first, then the files.

use chrono::DateTime;
use shared::wire::dataset::{Dataset, Source};
use shared::wire::problem::Code;
use shared::wire::profile::{ColumnProfile, Profile};
use shared::wire::version::Change;

use super::versions::with_rejected;
use super::{first_note, show, told};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::imports::rejected;
use crate::storage::{CommitNote, NewFiles, StorageError};

/// Takes a dataset out of sight, with its rejected cells.
///
/// # Errors
/// There is no such dataset, or it was deleted before; the store is away.
pub(crate) async fn delete(app: &App, id: &str) -> Answer<()> {
    let (app, id) = (app.clone(), id.to_owned());
    // A task of its own: who leaves can't leave half of it behind.
    let whole = tokio::spawn(async move {
        let cells = app.catalog.dataset(&id).await?.dataset.import.rejected;
        alone(&app, &id).await?;
        match cells {
            Some(cells) if app.catalog.has_dataset(&cells).await? => alone(&app, &cells).await,
            _ => Ok(()),
        }
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

/// Takes one dataset out of sight and nothing else.
pub(crate) async fn alone(app: &App, id: &str) -> Answer<()> {
    let known = app.catalog.dataset(id).await?;
    let committed = async {
        let staging = app.storage.stage()?;
        let next = |before: Option<CommitNote>| deletion(before.unwrap_or_else(|| first_note(&known)));
        app.storage.commit_next(id, Change::Delete, &NewFiles::of(&staging, &[], &[]), next).await
    };
    match committed.await {
        // The log says so already, or there is none.
        Ok(_) | Err(StorageError::NoVersion(_)) => {}
        Err(error) if error.store_trouble().is_some() => return Err(error.into()),
        // What is damaged, or lies on a full disk, can be deleted all the same.
        Err(error) => tracing::warn!(dataset = id, "a deletion can't be committed, so only the catalog knows of it: {error}"),
    }
    app.catalog.delete_dataset(id).await?;
    fault::point(Point::DeleteNoted);
    app.notices.dataset(id);
    Ok(())
}

/// What a deletion says of itself: no rows.
fn deletion(before: CommitNote) -> CommitNote {
    let empty = |column: ColumnProfile| ColumnProfile {
        name: column.name,
        nulls: 0,
        distinct: 0,
        distinct_exact: true,
        distinct_at_most: None,
        bytes: 0,
        min: None,
        max: None,
        span: None,
    };
    let Profile { columns, batch_rows, .. } = before.profile;
    let profile = Profile { rows: 0, columns: columns.into_iter().map(empty).collect(), batch_rows };
    CommitNote { change: Change::Delete, rows: 0, rows_added: 0, size_bytes: 0, profile, restored: None, bytes: None, ..before }
}

/// Brings a deleted dataset back as it was, with its rejected cells. One that is there stays as it is.
///
/// # Errors
/// There is no such dataset, or it is removed; it is the rejected cells of one that is deleted.
pub(crate) async fn undelete(app: &App, id: &str) -> Answer<Dataset> {
    let (app, id) = (app.clone(), id.to_owned());
    let whole = tokio::spawn(async move {
        let known = app.catalog.dataset_row(&id).await?.dataset;
        if let Source::Rejected { dataset } = &known.source
            && !app.catalog.has_dataset(dataset).await?
        {
            return Err(Failure::invalid("id", "these are rejected cells of a deleted dataset; bring that one back"));
        }
        // Before the dataset itself, so that what it names is there.
        if let Some(cells) = known.import.rejected
            && app.catalog.has_dataset_row(&cells).await?
        {
            match undelete_alone(&app, &cells).await {
                Ok(_) => {}
                // Once it answers, all of it can come back.
                Err(failure) if failure.is(Code::StoreUnreachable) => return Err(failure),
                // What is wrong with a few cells keeps nobody from the rows.
                Err(failure) => tracing::warn!(dataset = id, cells, "rejected cells can't be brought back, so their dataset is without: {failure:?}"),
            }
        }
        undelete_alone(&app, &id).await
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

async fn undelete_alone(app: &App, id: &str) -> Answer<Dataset> {
    let known = app.catalog.dataset_row(id).await?;
    if known.dataset.deleted_at.is_none() {
        return Ok(known.dataset);
    }
    let Some(version) = version_before(app, id, known.dataset.version).await? else {
        // Only the catalog knows of it.
        app.catalog.undelete_dataset(id).await?;
        app.notices.dataset(id);
        return Ok(app.catalog.dataset(id).await?.dataset);
    };
    let then = app.storage.snapshot(id, version).await?;
    let note = app.storage.note(id, version).await?.unwrap_or_else(|| first_note(&known));
    let note = with_rejected(app, note).await?;
    let source = note.source.clone().or_else(|| told(&known.dataset.source));
    let note = CommitNote { change: Change::Restore, rows_added: 0, restored: Some(version), bytes: None, source, ..note };
    let staging = app.storage.stage()?;
    let files = NewFiles { base: Some(version + 1), restored: Some(&then), ..NewFiles::of(&staging, &[], &then.fields) };
    match app.storage.commit_next(id, Change::Restore, &files, |_| note.clone()).await {
        Ok((made, note)) => show(app, known.dataset, made, &note, &then.fields, true).await,
        // Somebody else was first.
        Err(StorageError::RowsReplaced) => Ok(app.catalog.dataset(id).await?.dataset),
        Err(error) => Err(error.into()),
    }
}

/// The version before the deletion that the log ends with. None if it ends with none, or is damaged: then only the catalog knows of the deletion.
async fn version_before(app: &App, id: &str, known: u64) -> Result<Option<u64>, StorageError> {
    let found = async {
        // By the names: Delta's own search for the newest version tells a store that is away from a damaged log by its words alone.
        let files = app.storage.table_files(id).await?;
        let newest = files.iter().filter_map(|(name, _)| version_of(name)).max().filter(|&newest| newest >= known);
        match newest {
            Some(newest) if app.storage.is_deletion(id, newest).await? => Ok(newest.checked_sub(1)),
            _ => Ok::<_, StorageError>(None),
        }
    };
    match found.await {
        Err(StorageError::NoVersion(_)) => Ok(None),
        Err(error @ (StorageError::Damaged(_) | StorageError::DamagedFile { .. } | StorageError::DamagedLog { .. })) => {
            tracing::warn!(dataset = id, "a log can't be read, so a dataset is brought back as the catalog knows it: {error}");
            Ok(None)
        }
        // Of a store that is away nobody knows what its log ends with; a deletion there would take the dataset away again later.
        found => found,
    }
}

/// The version that a file of a table's folder is the log entry of.
fn version_of(name: &str) -> Option<u64> {
    name.strip_prefix("_delta_log/")?.strip_suffix(".json")?.parse().ok()
}

/// Removes a dataset with its files and its rejected cells, deleted or not. Tells how many files.
pub(crate) async fn remove(app: &App, id: &str) -> Answer<u64> {
    remove_if(app, id, None).await
}

/// The same with one that is deleted since then; one that was brought back meanwhile stays.
pub(super) async fn remove_deleted(app: &App, id: &str, since: &str) -> Answer<u64> {
    remove_if(app, id, Some(since)).await
}

async fn remove_if(app: &App, id: &str, deleted_since: Option<&str>) -> Answer<u64> {
    let (app, id, deleted_since) = (app.clone(), id.to_owned(), deleted_since.map(str::to_owned));
    let whole = tokio::spawn(async move {
        let cells = app.catalog.dataset_row(&id).await?.dataset.import.rejected;
        let files = app.storage.table_files(&id).await.map_or(0, |files| files.len() as u64);
        match deleted_since {
            Some(since) if !app.catalog.remove_deleted_dataset(&id, &since).await? => return Ok(0),
            Some(_) => {}
            None => app.catalog.remove_dataset(&id).await?,
        }
        fault::point(Point::DeleteRow);
        app.storage.remove(&id).await?;
        fault::point(Point::DeleteFiles);
        app.notices.dataset(&id);
        rejected::forget(&app, cells.as_deref()).await?;
        Ok(files)
    });
    whole.await.map_err(|error| Failure::internal(&error))?
}

/// The deleted datasets that can be brought back, the last one first, with the time at which they are removed. Rejected cells come back with theirs.
pub(crate) async fn deleted(app: &App) -> Answer<Vec<Dataset>> {
    let all = app.catalog.deleted_datasets().await?;
    let follows = |dataset: &Dataset| matches!(&dataset.source, Source::Rejected { dataset } if all.iter().any(|of| of.id == *dataset));
    let told = all.iter().filter(|dataset| !follows(dataset)).cloned();
    Ok(told.map(|dataset| Dataset { removed_at: removed_at(app, &dataset), ..dataset }).collect())
}

fn removed_at(app: &App, dataset: &Dataset) -> Option<String> {
    let deleted_at = DateTime::parse_from_rfc3339(dataset.deleted_at.as_ref()?).ok()?;
    Some((deleted_at + app.settings.retention?).to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}

/// Whether a deleted dataset is to be removed by now.
pub(super) fn is_over(app: &App, dataset: &Dataset) -> bool {
    let removed_at = removed_at(app, dataset).and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
    removed_at.is_some_and(|at| chrono::Utc::now() >= at)
}
