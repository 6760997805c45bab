//! The one way in which a table changes: files are put beside it, then one Delta commit names them.
//!
//! Names sort in the order of the rows: `part-…` of the first commit, then `rows-{version}-…` of each later one; merged files keep
//! the place of the first file that they are made of (`{its name}-c{version}-…`).

use std::collections::HashMap;

use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake_core::kernel::{Action, Add, MetadataExt, Remove, Transaction};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableError};
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::wire::dataset::{ImportReport, Source};
use shared::wire::profile::Profile;
use shared::wire::version::Change;

use super::data_file::DataFile;
use super::field::StoredField;
use super::table::{Snapshot, delta_error, kernel_schema, refresh, snapshot_of};
use super::{Bytes, Staging, Storage, StorageError, checksum, original, restore};
use crate::fault::{self, Point};
use crate::ingest::StoredFile;

/// An application's own counter, committed with the rows that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Txn {
    pub(crate) app: String,
    pub(crate) version: i64,
    /// What the table must say until now, if that matters: none for nothing yet.
    pub(crate) before: Option<Option<i64>>,
}

impl Txn {
    /// A counter, whatever it was before.
    pub(crate) fn new(app: impl Into<String>, version: i64) -> Self {
        Txn { app: app.into(), version, before: None }
    }

    /// The same, to be committed only if the table says `before` until then.
    pub(crate) fn after(self, before: Option<i64>) -> Self {
        Txn { before: Some(before), ..self }
    }
}

/// What a commit says of itself, so that the catalog's row can be made again from the log alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CommitNote {
    /// Tells the commit from one of the same number by another server.
    #[serde(default)]
    pub(crate) id: String,
    pub(crate) change: Change,
    pub(crate) rows: u64,
    pub(crate) rows_added: u64,
    pub(crate) size_bytes: u64,
    pub(crate) profile: Profile,
    pub(crate) import: ImportReport,
    /// For a restore, the version whose rows these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) restored: Option<u64>,
    /// Where the bytes are that the rows were read from, if they are known; of an import, the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<Bytes>,
    /// Where the dataset comes from, for what can be replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Source>,
    /// Where it came from while commits did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) first_source: Option<Source>,
}

/// The key of the note in Delta's `commitInfo`.
pub(super) const NOTE: &str = "sightline";

/// No versions but those that are known not to be synced.
#[allow(clippy::reversed_empty_ranges)]
const NONE: std::ops::RangeInclusive<u64> = 1..=0;

/// How often a commit is tried again when another server was first.
const TRIES: u32 = 5;

/// What a commit brings.
pub(crate) struct NewFiles<'a> {
    pub(crate) staging: &'a Staging,
    pub(crate) files: &'a [StoredFile],
    pub(crate) fields: &'a [StoredField],
    pub(crate) txns: &'a [Txn],
    /// For a compaction, the names of the files that the new ones are made of: neighbours, in order.
    pub(crate) merged: &'a [String],
    /// The version whose rows the new files are made of, where the commit must fail if rows came or went since.
    pub(crate) base: Option<u64>,
    /// For a restore, the version whose files come back.
    pub(crate) restored: Option<&'a Snapshot>,
    /// The name that the packed bytes in staging get beside the table, if they are kept.
    pub(crate) kept: Option<&'a str>,
}

impl<'a> NewFiles<'a> {
    /// Rows in staging, and nothing else.
    pub(crate) fn of(staging: &'a Staging, files: &'a [StoredFile], fields: &'a [StoredField]) -> Self {
        NewFiles { staging, files, fields, txns: &[], merged: &[], base: None, restored: None, kept: None }
    }
}

/// What a commit brings, when its files are beside the table; only the log doesn't name them yet.
#[derive(Clone, Copy)]
struct Placed<'a> {
    id: &'a str,
    change: Change,
    new: &'a NewFiles<'a>,
    added: &'a [Action],
}

impl Storage {
    /// Commits version 0 of a table, all its files included.
    pub(crate) async fn commit_first(&self, new: &NewFiles<'_>, note: &CommitNote) -> Result<(), StorageError> {
        let id = new.staging.id();
        self.make_folder(id)?;
        let mut adds = Vec::with_capacity(new.files.len());
        for file in new.files {
            adds.push(self.placed(new.staging, file, id, &file.name, true).await?);
        }
        self.sync_files(id)?;
        let txns = new.txns.iter().map(|txn| Action::Txn(Transaction::new(&txn.app, txn.version)));
        let schema = kernel_schema(new.fields)?;
        let note = CommitNote { id: id.to_owned(), ..note.clone() };
        let created = CreateBuilder::new()
            .with_log_store(self.log_store(id)?)
            .with_columns(schema.fields().cloned())
            .with_commit_properties(properties(&note)?)
            .with_actions(adds.into_iter().chain(txns))
            .await;
        if let Err(error) = created
            && !self.is_there(id, 0, id).await
        {
            return Err(delta_error(error));
        }
        fault::point(Point::CommitLog);
        self.sync_log(id, 0)
    }

    /// Commits a later version; tells which, with its note. `note` makes the note from that of the version before: another server
    /// may have been first.
    pub(crate) async fn commit_next(
        &self,
        id: &str,
        change: Change,
        new: &NewFiles<'_>,
        note: impl Fn(Option<CommitNote>) -> CommitNote,
    ) -> Result<(u64, CommitNote), StorageError> {
        let handle = self.handle(id)?;
        let mut table = handle.lock().await;
        refresh(&mut table, id).await?;
        // Nothing is put beside the table for what has no place in it.
        self.check_whole(&table, id, change, new).await?;
        // A commit must not last longer than those before it.
        self.make_last(id, NONE)?;
        if let Some(kept) = new.kept {
            self.place(new.staging, original::FILE, id, kept).await?;
            fault::point(Point::CommitKept);
        }
        let added = self.place_all(id, change, new, table.version().unwrap_or_default() + 1).await?;
        self.sync_files(id)?;
        let placed = Placed { id, change, new, added: &added };
        let done = self.commit_placed(&mut table, placed, note).await;
        if matches!(done, Err(StorageError::RowsReplaced | StorageError::Overtaken | StorageError::NoVersion(_))) {
            self.take_away(placed).await;
        }
        done
    }

    /// Removes what was put beside the table for a commit that was refused.
    async fn take_away(&self, Placed { id, new, added, .. }: Placed<'_>) {
        let placed = added.iter().filter_map(|action| if let Action::Add(add) = action { Some(add.path.as_str()) } else { None });
        for name in new.kept.into_iter().chain(placed) {
            if let Err(error) = self.delete_file(id, name).await {
                tracing::warn!(dataset = id, name, "a file of a commit that was refused can't be removed: {error}");
            }
        }
    }

    async fn commit_placed(
        &self,
        table: &mut DeltaTable,
        placed: Placed<'_>,
        note: impl Fn(Option<CommitNote>) -> CommitNote,
    ) -> Result<(u64, CommitNote), StorageError> {
        for _ in 1..TRIES {
            let version = table.version().unwrap_or_default() + 1;
            let failed = match self.try_commit(table, placed, &note).await {
                Err(error) if error.store_trouble().is_some() || is_taken(&error) => error,
                done => return done,
            };
            // A store may say no to a request that it has taken already, when the client had to send it twice, or nothing at all.
            let version = version.max(table.version().unwrap_or_default() + 1);
            if let Ok(Some(there)) = self.note(placed.id, version).await
                && there.id == placed.new.staging.id()
            {
                return Ok((version, there));
            }
            if !is_taken(&failed) {
                return Err(failed);
            }
        }
        self.try_commit(table, placed, &note).await
    }

    /// Whether that version is the commit of that name.
    async fn is_there(&self, id: &str, version: u64, name: &str) -> bool {
        matches!(self.note(id, version).await, Ok(Some(there)) if there.id == name)
    }

    /// What was made from an older version must still fit the newest one, and its counters must be what they were; tells the newest.
    async fn check_whole(&self, table: &DeltaTable, id: &str, change: Change, new: &NewFiles<'_>) -> Result<Snapshot, StorageError> {
        let old = snapshot_of(table, id)?;
        if let Some(base) = new.base
            && !self.appended(id, base, old.version).await?.is_empty()
        {
            return Err(StorageError::RowsReplaced);
        }
        check(change, &old, new)?;
        if change != Change::Restore && old.files.is_empty() && self.is_deletion(id, old.version).await? {
            return Err(StorageError::NoVersion(old.version));
        }
        let state = table.snapshot().map_err(delta_error)?;
        for txn in new.txns {
            let now = state.transaction_version(table.log_store().as_ref(), &txn.app).await.map_err(delta_error)?;
            if txn.before.is_some_and(|before| before != now) {
                return Err(StorageError::Overtaken);
            }
        }
        Ok(old)
    }

    /// Whether a version is that of the dataset's deletion.
    pub(crate) async fn is_deletion(&self, id: &str, version: u64) -> Result<bool, StorageError> {
        Ok(self.note(id, version).await?.is_some_and(|note| note.change == Change::Delete))
    }

    async fn place_all(&self, id: &str, change: Change, new: &NewFiles<'_>, version: u64) -> Result<Vec<Action>, StorageError> {
        let mut adds = Vec::with_capacity(new.files.len());
        for (number, file) in new.files.iter().enumerate() {
            let name = match new.merged.first() {
                Some(first) => format!("{}-c{version:010}-{number:05}-{}.parquet", origin(first), new.staging.tail()),
                None => format!("rows-{version:010}-{number:05}-{}.parquet", new.staging.tail()),
            };
            adds.push(self.placed(new.staging, file, id, &name, change != Change::Compaction).await?);
        }
        Ok(adds)
    }

    /// Puts a file in its place; what will name it in the log, with its checksum.
    async fn placed(&self, from: &Staging, file: &StoredFile, id: &str, name: &str, data_change: bool) -> Result<Action, StorageError> {
        let kept = checksum::of_file(&from.table().join(&file.name)).await?;
        self.place(from, &file.name, id, name).await?;
        fault::point(Point::CommitPlaced);
        let placed = DataFile { path: Path::from(format!("{id}/{name}")), size_bytes: file.size_bytes, rows: file.rows, checksum: Some(kept) };
        self.is_as_written(placed.path.clone());
        Ok(Action::Add(added(&placed, data_change)))
    }

    async fn try_commit(
        &self,
        table: &mut DeltaTable,
        Placed { id, change, new, added }: Placed<'_>,
        note: impl Fn(Option<CommitNote>) -> CommitNote,
    ) -> Result<(u64, CommitNote), StorageError> {
        refresh(table, id).await?;
        let old = self.check_whole(table, id, change, new).await?;
        let state = table.snapshot().map_err(delta_error)?;
        let mut actions = match new.restored {
            Some(restored) => restore::exchange(&old.files, &restored.files),
            None => removed(change, &old.files, new.merged),
        };
        if change != Change::Delete && old.fields != new.fields {
            let metadata = state.metadata().clone().with_schema(&kernel_schema(new.fields)?).map_err(|error| delta_error(error.into()))?;
            actions.push(Action::Metadata(metadata));
        }
        actions.extend_from_slice(added);
        let txns = new.txns.iter().map(|txn| Transaction::new(&txn.app, txn.version)).collect();
        let note = CommitNote { id: new.staging.id().to_owned(), ..note(self.note(id, old.version).await?) };
        let properties = properties(&note)?.with_application_transactions(txns).with_max_retries(0);
        let commit = CommitBuilder::from(properties).with_actions(actions);
        let done = commit.build(Some(state.snapshot()), table.log_store(), operation(change)).await.map_err(delta_error)?;
        fault::point(Point::CommitLog);
        self.sync_log(id, done.version())?;
        let version = done.version();
        table.state = Some(done.snapshot());
        Ok((version, note))
    }
}

/// Whether another commit has that version.
fn is_taken(error: &StorageError) -> bool {
    matches!(error, StorageError::Delta(DeltaTableError::VersionAlreadyExists(_) | DeltaTableError::Transaction { .. }))
}

/// The name that a merged file's place goes back to: merging again and again must not make names longer.
fn origin(name: &str) -> &str {
    let stem = name.trim_end_matches(".parquet");
    let mark = stem.len().checked_sub(MERGED_MARK_BYTES).and_then(|at| stem.split_at_checked(at));
    match mark {
        Some((origin, mark)) if mark.starts_with("-c") && mark[2..12].bytes().all(|byte| byte.is_ascii_digit()) && &mark[12..13] == "-" => origin,
        _ => stem,
    }
}

/// `-c`, ten digits of the version, `-`, five of the number, `-`, twelve of chance.
const MERGED_MARK_BYTES: usize = 31;

/// What was made from an older version must still fit the newest one.
fn check(change: Change, old: &Snapshot, new: &NewFiles<'_>) -> Result<(), StorageError> {
    let rows: u64 = new.files.iter().map(|file| file.rows).sum();
    let fits = match change {
        Change::Import | Change::Replace | Change::Retype | Change::Restore | Change::Delete => true,
        Change::Append => old.fields == new.fields,
        Change::Columns => old.rows() == rows,
        Change::Compaction => old.fields == new.fields && new.merged.iter().all(|name| old.files.iter().any(|file| file.name() == name)),
    };
    if fits { Ok(()) } else { Err(StorageError::RowsReplaced) }
}

/// The files that a commit takes out of the table: none, all, or those that were merged.
fn removed(change: Change, old: &[DataFile], merged: &[String]) -> Vec<Action> {
    let gone = |file: &&DataFile| match change {
        Change::Import | Change::Append | Change::Restore => false,
        Change::Replace | Change::Retype | Change::Columns | Change::Delete => true,
        Change::Compaction => merged.iter().any(|name| name == file.name()),
    };
    let action = |file: &DataFile| Action::Remove(remove(file.name(), file.size_bytes, change != Change::Compaction));
    old.iter().filter(gone).map(action).collect()
}

fn properties(note: &CommitNote) -> Result<CommitProperties, StorageError> {
    let note = serde_json::to_value(note).map_err(|error| StorageError::Damaged(error.to_string()))?;
    let metadata: HashMap<String, Value> = HashMap::from([(NOTE.to_owned(), note)]);
    // The log is kept whole: versions, live readers and followers count on it.
    Ok(CommitProperties::default().with_metadata(metadata).with_create_checkpoint(true).with_cleanup_expired_logs(Some(false)))
}

fn operation(change: Change) -> DeltaOperation {
    match change {
        Change::Compaction => DeltaOperation::Optimize { predicate: None, target_size: 0 },
        Change::Restore => DeltaOperation::Restore { version: None, datetime: None },
        Change::Import | Change::Append => DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None },
        Change::Delete => DeltaOperation::Delete { predicate: None },
        Change::Replace | Change::Retype | Change::Columns => {
            DeltaOperation::Write { mode: SaveMode::Overwrite, partition_by: None, predicate: None }
        }
    }
}

pub(super) fn added(file: &DataFile, data_change: bool) -> Add {
    Add {
        path: file.name().to_owned(),
        size: i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
        modification_time: chrono::Utc::now().timestamp_millis(),
        data_change,
        stats: Some(json!({ "numRecords": file.rows }).to_string()),
        tags: checksum::tags(file.checksum.clone()),
        ..Add::default()
    }
}

pub(super) fn remove(name: &str, size_bytes: u64, data_change: bool) -> Remove {
    Remove {
        path: name.to_owned(),
        data_change,
        deletion_timestamp: Some(chrono::Utc::now().timestamp_millis()),
        extended_file_metadata: Some(true),
        partition_values: Some(HashMap::new()),
        size: i64::try_from(size_bytes).ok(),
        ..Remove::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_merged_again_keeps_the_length_of_its_name() {
        for name in ["part-00000", "rows-0000000005-00000-c12345678901"] {
            let merged = format!("{name}-c0000000034-00000-0123456789ab.parquet");
            assert_eq!((origin(&format!("{name}.parquet")), origin(&merged)), (name, name));
            assert!(*merged > *format!("{name}.parquet").trim_end_matches(".parquet"));
        }
    }
}
