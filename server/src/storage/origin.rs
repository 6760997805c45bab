//! The bytes that a version's rows were read from: a file, and what was appended to it. They lie packed beside the table, in the way of
//! [`super::original`], and commits name them (but for the first one, whose file is the original), so they are there whenever their rows are.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use shared::wire::import::ImportOptions;
use shared::wire::version::Change;

use super::{CommitNote, Storage, StorageError, original};
use crate::ingest::Format;

/// Where the bytes are that a commit's rows were read from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Bytes {
    /// In a file beside the table, by its name: all rows.
    File(String),
    /// In a file beside the table: the rows that were appended.
    Rows(Box<KeptRows>),
    /// Where those of an earlier version are; they were read again.
    Of(u64),
}

/// Appended rows as they were sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptRows {
    /// The name of the packed file beside the table.
    pub(crate) file: String,
    pub(crate) format: Format,
    /// How they were read.
    pub(crate) options: ImportOptions,
}

impl Bytes {
    /// The file that they are in.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Bytes::File(file) => Some(file),
            Bytes::Rows(rows) => Some(&rows.file),
            Bytes::Of(_) => None,
        }
    }
}

/// What the rows of a version were read from.
pub(crate) struct Origin {
    /// The file, by its name beside the table. It may not have been kept.
    pub(crate) file: String,
    /// What was appended to it, with the version that this made, in order.
    pub(crate) appended: Vec<(u64, KeptRows)>,
    /// The versions that brought rows or columns whose bytes were not kept.
    pub(crate) unkept: Vec<u64>,
}

impl Storage {
    /// Where a version's rows are from, as the log tells.
    pub(crate) async fn origin(&self, id: &str, version: u64) -> Result<Origin, StorageError> {
        let mut origin = Origin { file: original::FILE.to_owned(), appended: Vec::new(), unkept: Vec::new() };
        let mut next = Some(version);
        while let Some(version) = next {
            let step = self.step(id, version).await?;
            match (step.change, step.bytes) {
                (_, Some(Bytes::File(file))) => origin.file = file,
                (_, Some(Bytes::Rows(rows))) => origin.appended.push((version, *rows)),
                (Change::Append | Change::Columns, None) => origin.unkept.push(version),
                _ => {}
            }
            next = step.next;
        }
        origin.appended.reverse();
        Ok(origin)
    }

    /// The files beside the table that the rows of some versions were read from, by their names. The first may not have been kept.
    pub(crate) async fn kept_files(&self, id: &str, versions: impl IntoIterator<Item = u64>) -> Result<HashSet<String>, StorageError> {
        let (mut names, mut seen) = (HashSet::new(), HashSet::new());
        for version in versions {
            let mut next = Some(version);
            while let Some(version) = next.filter(|version| seen.insert(*version)) {
                let step = self.step(id, version).await?;
                let is_first = step.next.is_none() && step.bytes.is_none();
                names.extend(step.bytes.as_ref().and_then(Bytes::file).or(is_first.then_some(original::FILE)).map(str::to_owned));
                next = step.next;
            }
        }
        Ok(names)
    }

    /// The kept files that only versions before `upto` need, of those that commits after `after` may have left behind.
    pub(crate) async fn left_behind(&self, id: &str, (after, upto, newest): (u64, u64, u64)) -> Result<HashSet<String>, StorageError> {
        for version in after + 1..=upto {
            let step = self.step(id, version).await?;
            // Others go on from the version before.
            if step.change == Change::Restore || matches!(step.bytes, Some(Bytes::File(_))) {
                let needed = self.kept_files(id, upto..=newest).await?;
                let before = self.kept_files(id, after..upto).await?;
                return Ok(before.difference(&needed).cloned().collect());
            }
        }
        Ok(HashSet::new())
    }

    async fn step(&self, id: &str, version: u64) -> Result<Step, StorageError> {
        let note = self.note(id, version).await?;
        let Some(CommitNote { change, bytes, restored, .. }) = note else { return Ok(Step { change: Change::Import, bytes: None, next: None }) };
        let of = match (change, &bytes) {
            (Change::Import, _) | (_, Some(Bytes::File(_))) | (Change::Replace | Change::Retype, None) => None,
            (Change::Restore, _) => restored,
            (_, Some(Bytes::Of(of))) => Some(*of),
            _ => Some(version),
        };
        let next = of.zip(version.checked_sub(1)).map(|(of, before)| of.min(before));
        Ok(Step { change, bytes, next })
    }
}

/// One commit on the way back to the file.
struct Step {
    change: Change,
    bytes: Option<Bytes>,
    /// The version that the rest of its rows is of.
    next: Option<u64>,
}
