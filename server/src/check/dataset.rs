//! One dataset: its log, entry by entry, every file that a kept version needs, byte by byte, and whether the catalog says the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::catalog::{CatalogError, StoredDataset};
use crate::storage::{DataFile, KEPT, LogEntry, ORIGINAL, StorageError};

use super::Check;

/// A table as its log tells.
struct Log {
    entries: BTreeMap<u64, LogEntry>,
    newest: u64,
    /// Whether entries are missing or can't be read.
    broken: bool,
}

impl Log {
    /// The files of a version, by name.
    fn files(&self, version: u64) -> BTreeMap<&str, &DataFile> {
        let mut files = BTreeMap::new();
        for (_, entry) in self.entries.range(..=version) {
            files.retain(|name, _| !entry.removed.iter().any(|removed| removed == name));
            files.extend(entry.added.iter().map(|file| (file.name(), file)));
        }
        files
    }

    /// The files that must be there: of the latest version, of those that are kept, and of those that dashboards stay at.
    fn needed(&self, kept_from: u64, pins: &BTreeSet<u64>) -> BTreeMap<&str, &DataFile> {
        if self.broken {
            return self.files(self.newest);
        }
        let mut files = self.files(kept_from.min(self.newest));
        for (_, entry) in self.entries.range(kept_from + 1..) {
            files.extend(entry.added.iter().map(|file| (file.name(), file)));
        }
        pins.iter().filter(|&&pin| pin <= self.newest).for_each(|&pin| files.extend(self.files(pin)));
        files
    }

    fn checksum(&self, name: &str) -> Option<&str> {
        self.entries.values().find_map(|entry| entry.checksums.get(name)).map(String::as_str)
    }
}

impl Check {
    pub(super) async fn dataset(&mut self, id: &str) {
        let stored = match self.catalog.dataset_row(id).await {
            Ok(stored) => stored,
            Err(CatalogError::NotFound(_)) => return,
            Err(error) => return self.wrong(format_args!("dataset {id}: its row in the catalog can't be read: {error}")),
        };
        let name = format!("dataset {id} ({:?})", stored.dataset.name);
        if let Err(error) = self.table(&name, id, &stored).await
            && self.is_there(id).await
        {
            self.wrong(format_args!("{name}: {error}"));
        }
    }

    async fn table(&mut self, name: &str, id: &str, stored: &StoredDataset) -> Result<(), StorageError> {
        let files: HashMap<String, u64> = self.storage.table_files(id).await?.into_iter().collect();
        let Some(log) = self.log(name, id, &files).await else { return Ok(()) };
        let vacuum = self.catalog.vacuum(id).await.unwrap_or_default();
        let pins = self.catalog.pins(id).await.unwrap_or_default();
        for (file, data) in log.needed(vacuum.kept_from, &pins) {
            self.files += 1;
            self.bytes += data.size_bytes;
            let damage = match files.get(file) {
                None => Some("it is missing".to_owned()),
                Some(&size) if size != data.size_bytes => Some(format!("it has {size} bytes and should have {}", data.size_bytes)),
                Some(_) => match self.storage.damage(data, log.checksum(file)).await {
                    Ok(damage) => damage,
                    Err(error) => Some(error.to_string()),
                },
            };
            if let Some(damage) = damage
                && self.is_needed(id, vacuum.kept_from).await
            {
                self.wrong(format_args!("{name}: data file {file}: {damage}"));
            }
        }
        self.agreement(name, id, stored, &log).await?;
        self.kept_files(name, (id, &log), &files, (vacuum.kept_from, &pins)).await?;
        let is_of = |entry: &LogEntry, file: &str| entry.kept.as_deref() == Some(file) || entry.added.iter().any(|data| data.name() == file);
        let is_known = |file: &str| log.entries.values().any(|entry| is_of(entry, file));
        for file in files.keys().filter(|file| (!file.starts_with('_') || file.starts_with(KEPT)) && !is_known(file)) {
            self.note(format_args!("{name}: file {file} belongs to no version; an interrupted commit left it, or one is under way"));
        }
        Ok(())
    }

    async fn log(&mut self, name: &str, id: &str, files: &HashMap<String, u64>) -> Option<Log> {
        let version = |path: &String| path.strip_prefix("_delta_log/")?.strip_suffix(".json")?.parse::<u64>().ok();
        let Some(newest) = files.keys().filter_map(version).max() else {
            if self.is_there(id).await {
                self.wrong(format_args!("{name}: its table is missing"));
            }
            return None;
        };
        let mut log = Log { entries: BTreeMap::new(), newest, broken: false };
        for version in 0..=newest {
            let entry = match self.storage.log_entry(id, version).await {
                Ok(entry) => {
                    log.entries.insert(version, entry);
                    continue;
                }
                Err(StorageError::NoVersion(_)) => "it is missing".to_owned(),
                Err(error) => format!("it can't be read: {error}"),
            };
            log.broken = true;
            self.wrong(format_args!("{name}: log entry of version {version}: {entry}"));
        }
        Some(log)
    }

    /// Whether catalog, log and checkpoint say the same of the latest version.
    async fn agreement(&mut self, name: &str, id: &str, stored: &StoredDataset, log: &Log) -> Result<(), StorageError> {
        let dataset = &stored.dataset;
        if dataset.version > log.newest {
            self.wrong(format_args!("{name}: the catalog has version {}, but the log ends with version {}", dataset.version, log.newest));
        }
        if log.broken {
            return Ok(());
        }
        let then = log.files(dataset.version.min(log.newest));
        let rows: u64 = then.values().map(|file| file.rows).sum();
        if dataset.version <= log.newest && rows != dataset.rows {
            self.wrong(format_args!("{name}: the catalog says {} rows, the files of version {} have {rows}", dataset.rows, dataset.version));
        }
        if dataset.version < log.newest && dataset.deleted_at.is_none() {
            self.note(format_args!("{name}: the catalog is at version {} and has not heard of version {} yet", dataset.version, log.newest));
        }
        let snapshot = self.storage.snapshot(id, dataset.version.min(log.newest)).await?;
        let names: BTreeSet<&str> = snapshot.files.iter().map(DataFile::name).collect();
        if !names.iter().eq(then.keys()) {
            self.wrong(format_args!("{name}: the log's checkpoint does not say what its entries say"));
        }
        if dataset.version <= log.newest && snapshot.columns() != dataset.columns {
            self.wrong(format_args!("{name}: the catalog's columns are not those of version {}", dataset.version));
        }
        if let Some(rejected) = &dataset.import.rejected
            && !self.is_there(rejected).await
        {
            self.note(format_args!("{name}: the dataset {rejected} of its rejected cells is deleted"));
        }
        Ok(())
    }

    /// The files that rows were read from.
    async fn kept_files(
        &mut self,
        name: &str,
        (id, log): (&str, &Log),
        files: &HashMap<String, u64>,
        (kept_from, pins): (u64, &BTreeSet<u64>),
    ) -> Result<(), StorageError> {
        let versions = (kept_from..=log.newest).chain(pins.iter().copied().filter(|&pin| pin <= log.newest));
        let needed = if log.broken { HashSet::new() } else { self.storage.kept_files(id, versions).await? };
        let there = files.keys().filter(|file| log.broken && (file.starts_with(KEPT) || *file == ORIGINAL)).cloned();
        for file in needed.into_iter().chain(there).collect::<BTreeSet<_>>() {
            let damage = match files.get(&file) {
                Some(size) => {
                    self.files += 1;
                    self.bytes += size;
                    self.storage.kept_damage(id, &file).await?
                }
                // Not every dataset was made of a file that was kept.
                None => (file != ORIGINAL && self.is_needed(id, kept_from).await).then(|| "it is missing".to_owned()),
            };
            if let Some(damage) = damage {
                self.wrong(format_args!("{name}: the file {file} that its rows were read from: {damage}"));
            }
        }
        Ok(())
    }

    /// It may be removed while we look.
    async fn is_there(&self, id: &str) -> bool {
        self.catalog.has_dataset_row(id).await.unwrap_or(true)
    }

    /// So may a version that was kept when we began.
    async fn is_needed(&self, id: &str, kept_from: u64) -> bool {
        self.is_there(id).await && self.catalog.vacuum(id).await.map_or(true, |vacuum| vacuum.kept_from == kept_from)
    }
}
