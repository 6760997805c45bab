//! What a table's log tells: its commits one by one, and which files appends brought.

use std::collections::HashMap;

use deltalake_core::kernel::{Action, CommitInfo, Metadata, StructType};
use deltalake_core::logstore::get_actions;
use serde::Deserialize;
use shared::wire::dataset::Column;
use shared::wire::version::Change;

use super::checksum;
use super::commit::{CommitNote, NOTE};
use super::data_file::DataFile;
use super::field::StoredField;
use super::table::{fields_of, log_error};
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
    /// The columns from here on, where they changed.
    pub(super) columns: Option<Vec<Column>>,
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

    pub(super) async fn entry(&self, id: &str, version: u64) -> Result<Entry, StorageError> {
        let log = self.log_store(id)?;
        let bytes = log.read_commit_entry(version).await.map_err(|error| log_error(id, error))?.ok_or(StorageError::NoVersion(version))?;
        let mut entry = Entry { info: None, added: Vec::new(), removed: Vec::new(), checksums: HashMap::new(), kept: None, columns: None };
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
                Action::Metadata(metadata) => entry.columns = Some(columns(&metadata)?),
                _ => {}
            }
        }
        entry.added.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entry)
    }
}

fn columns(metadata: &Metadata) -> Result<Vec<Column>, StorageError> {
    let told = || {
        // Its own reader is not public.
        let written = serde_json::to_value(metadata)?;
        serde_json::from_str::<StructType>(written["schemaString"].as_str().unwrap_or_default())
    };
    let schema = told().map_err(|error| StorageError::Damaged(format!("a schema: {error}")))?;
    Ok(fields_of(&schema)?.iter().map(StoredField::column).collect())
}

impl Entry {
    /// When it was committed, RFC 3339; empty if nobody wrote that down.
    pub(super) fn created_at(&self) -> String {
        let at = self.committed_ms().and_then(chrono::DateTime::from_timestamp_millis);
        at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)).unwrap_or_default()
    }

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
