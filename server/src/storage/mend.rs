//! The end of a table that was copied while it grew: a log entry may have been copied whose files were not.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::log::Entry;
use super::{Storage, StorageError, location};

/// Where entries go that are taken off; Delta's readers leave names with `_` alone.
const TORN: &str = "_torn";

impl Storage {
    /// Whether a table was begun.
    pub(crate) fn has_table(&self, id: &str) -> bool {
        let first = |folder: &PathBuf| folder.join(location::DATASETS).join(id).join("_delta_log").join(format!("{:020}.json", 0));
        self.folder.as_ref().is_none_or(|folder| first(folder).exists())
    }

    /// Takes the entries off after the newest version that is there with all its files; that version. Where there is none, nothing is done: then
    /// the table was damaged before it was copied.
    pub(crate) async fn cut_torn_end(&self, id: &str) -> Result<Option<u64>, StorageError> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let table = folder.join(location::DATASETS).join(id);
        let mut entries = BTreeMap::new();
        loop {
            let version = entries.len() as u64;
            match self.log_entry(id, version).await {
                Ok(entry) => drop(entries.insert(version, entry)),
                // Entries come into their places whole, so one in the middle that can't be read was damaged before.
                Err(_) if self.log_entry(id, version + 1).await.is_ok() => return Ok(None),
                Err(_) => break,
            }
        }
        let newest = entries.keys().copied().rev().find(|&version| is_whole(&table, &entries, version));
        if let Some(newest) = newest {
            take_off(&table, newest)?;
            forget_profiles(&table)?;
        }
        Ok(newest)
    }
}

/// They may be of versions that were taken off, and are made again when they are asked for.
fn forget_profiles(table: &Path) -> Result<(), StorageError> {
    match std::fs::remove_dir_all(table.join(super::profile::FOLDER)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn is_whole(table: &Path, entries: &BTreeMap<u64, Entry>, version: u64) -> bool {
    let mut sizes = HashMap::new();
    for (_, entry) in entries.range(..=version) {
        sizes.retain(|name, _| !entry.removed.iter().any(|removed| removed == name));
        sizes.extend(entry.added.iter().map(|file| (file.name(), file.size_bytes)));
    }
    // Those of earlier versions were there before its data files.
    let kept = entries.get(&version).and_then(|entry| entry.kept.as_ref());
    sizes.into_iter().all(|(name, size)| std::fs::metadata(table.join(name)).is_ok_and(|there| there.len() == size))
        && kept.is_none_or(|name| table.join(name).exists())
}

/// Takes off entries and checkpoints of later versions, and the hint that names a checkpoint that is not there.
fn take_off(table: &Path, newest: u64) -> Result<(), StorageError> {
    let log = table.join("_delta_log");
    let mut has_checkpoint = false;
    for entry in std::fs::read_dir(&log)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(version) = name.split('.').next().and_then(|version| version.parse::<u64>().ok()) else { continue };
        if version > newest {
            std::fs::create_dir_all(table.join(TORN))?;
            std::fs::rename(entry.path(), table.join(TORN).join(&name))?;
        } else if name.contains(".checkpoint") {
            has_checkpoint = true;
        }
    }
    let hint = log.join("_last_checkpoint");
    if hint.exists() && !(has_checkpoint && hinted(&hint).is_some_and(|version| is_there(&log, version))) {
        std::fs::remove_file(hint)?;
    }
    super::sync::folder(&log)?;
    Ok(())
}

fn hinted(hint: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(hint).ok()?;
    serde_json::from_str::<serde_json::Value>(&text).ok()?["version"].as_u64()
}

fn is_there(log: &Path, version: u64) -> bool {
    log.join(format!("{version:020}.checkpoint.parquet")).exists()
}
