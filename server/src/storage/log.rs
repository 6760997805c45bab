//! What a table's log tells: its commits one by one, and which files appends brought.

use std::collections::HashMap;

use deltalake_core::kernel::{Action, CommitInfo};
use deltalake_core::logstore::get_actions;
use serde::Deserialize;
use shared::wire::version::{Change, Version};

use super::checksum;
use super::commit::{CommitNote, NOTE};
use super::data_file::DataFile;
use super::table::log_error;
use super::{Bytes, Storage, StorageError};

/// What one append brought.
#[derive(Clone, Debug)]
pub(crate) struct Appended {
    pub(crate) version: u64,
    pub(crate) files: Vec<DataFile>,
}

impl Appended {
    /// Rows of all files.
    pub(crate) fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }
}

/// One commit as the log has it.
pub(crate) struct Entry {
    info: Option<CommitInfo>,
    pub(crate) added: Vec<DataFile>,
    /// Names.
    pub(crate) removed: Vec<String>,
    /// By name.
    pub(crate) checksums: HashMap<String, String>,
    /// The file beside the table that its rows were read from, if it came with it.
    pub(crate) kept: Option<String>,
}

impl Storage {
    /// What appends brought after version `after`, up to and including `to`, one entry per append. Merged files are passed over.
    ///
    /// # Errors
    /// `RowsReplaced` if the rows before did not stay as they were.
    pub(crate) async fn appended(&self, id: &str, after: u64, to: u64) -> Result<Vec<Appended>, StorageError> {
        let mut appended = Vec::new();
        for version in after + 1..=to {
            let entry = self.entry(id, version).await?;
            match entry.note()?.map(|note| note.change) {
                Some(Change::Append) => appended.push(Appended { version, files: entry.added }),
                Some(Change::Compaction) => {}
                _ => return Err(StorageError::RowsReplaced),
            }
        }
        Ok(appended)
    }

    /// The note of one commit; none for the imports of before there were notes.
    pub(crate) async fn note(&self, id: &str, version: u64) -> Result<Option<CommitNote>, StorageError> {
        self.entry(id, version).await?.note()
    }

    /// The commits up to `newest`, newest first, at most `limit`.
    pub(crate) async fn versions(&self, id: &str, newest: u64, limit: u64) -> Result<Vec<Version>, StorageError> {
        let mut versions = Vec::new();
        for version in (newest.saturating_sub(limit.saturating_sub(1))..=newest).rev() {
            let entry = self.entry(id, version).await?;
            let added = entry.added.iter().map(|file| file.rows).sum();
            let told = entry.note()?.map(|note| (note.change, note.rows, note.rows_added, note.restored));
            let (change, rows, rows_added, restored) = told.unwrap_or((Change::Import, added, added, None));
            let created_at = entry.info.and_then(|info| chrono::DateTime::from_timestamp_millis(info.timestamp?));
            let created_at = created_at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)).unwrap_or_default();
            versions.push(Version { version, change, rows, rows_added, restored, is_kept: true, created_at });
        }
        Ok(versions)
    }

    pub(super) async fn entry(&self, id: &str, version: u64) -> Result<Entry, StorageError> {
        let log = self.log_store(id)?;
        let bytes = log.read_commit_entry(version).await.map_err(|error| log_error(id, error))?.ok_or(StorageError::NoVersion(version))?;
        let mut entry = Entry { info: None, added: Vec::new(), removed: Vec::new(), checksums: HashMap::new(), kept: None };
        for action in get_actions(version, &bytes).map_err(|error| log_error(id, error))? {
            match action {
                Action::CommitInfo(info) => {
                    let bytes = info.info.get(NOTE).and_then(|note| Bytes::deserialize(note.get("bytes")?).ok());
                    entry.kept = bytes.and_then(|bytes| Some(bytes.file()?.to_owned()));
                    entry.info = Some(info);
                }
                Action::Add(add) => {
                    let checksum = checksum::of_tags(add.tags.as_ref());
                    if let Some(kept) = &checksum {
                        entry.checksums.insert(add.path.clone(), kept.clone());
                    }
                    let path = object_store::path::Path::from(format!("{id}/{}", add.path));
                    let rows = add.get_stats().ok().flatten().map(|stats| stats.num_records.unsigned_abs());
                    let rows = rows.ok_or_else(|| StorageError::Damaged(format!("{} has no row count", add.path)))?;
                    entry.added.push(DataFile { path, size_bytes: add.size.unsigned_abs(), rows, checksum });
                }
                Action::Remove(remove) => entry.removed.push(remove.path),
                _ => {}
            }
        }
        entry.added.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entry)
    }
}

impl Entry {
    /// Milliseconds since 1970, by the clock of whoever committed.
    pub(super) fn committed_ms(&self) -> Option<i64> {
        self.info.as_ref().and_then(|info| info.timestamp)
    }

    /// Without what it says of itself, which may be long.
    pub(super) fn bare(self) -> Entry {
        Entry { info: None, ..self }
    }

    pub(super) fn note(&self) -> Result<Option<CommitNote>, StorageError> {
        let Some(note) = self.info.as_ref().and_then(|info| info.info.get(NOTE)) else { return Ok(None) };
        serde_json::from_value(note.clone()).map_err(|error| StorageError::Damaged(format!("a commit's note: {error}")))
    }
}
