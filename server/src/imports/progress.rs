//! How far the imports under way are. Kept in memory: an import that a restart ends is gone anyway.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use shared::wire::import::{ImportPhase, ImportProgress};

use crate::ingest::ParseProgress;

/// All imports under way, by the ids that their callers chose.
#[derive(Clone, Default)]
pub(crate) struct Imports {
    by_id: Arc<Mutex<HashMap<String, ImportProgress>>>,
}

/// One import's place in the list; dropping it takes the import off.
pub(crate) struct ProgressHandle {
    imports: Imports,
    id: Option<String>,
}

impl Imports {
    /// Lists an import. Without an id nobody can ask for it.
    pub(crate) fn begin(&self, id: Option<String>) -> ProgressHandle {
        let handle = ProgressHandle { imports: self.clone(), id };
        handle.update(|_| {});
        handle
    }

    /// The progress of one import, while it is under way.
    pub(crate) fn get(&self, id: &str) -> Option<ImportProgress> {
        self.lock().get(id).copied()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, ImportProgress>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProgressHandle {
    /// `bytes` have arrived so far.
    pub(crate) fn received(&self, bytes: u64) {
        self.update(|progress| progress.received_bytes = bytes);
    }

    /// A phase, and the rows that it has dealt with so far.
    pub(crate) fn phase(&self, phase: ImportPhase, rows: u64) {
        self.update(|progress| {
            progress.phase = phase;
            progress.rows = rows;
        });
    }

    /// How far reading is.
    pub(crate) fn read(&self, at: ParseProgress) {
        self.update(|progress| {
            let ParseProgress { phase, rows, read_bytes, total_bytes } = at;
            *progress = ImportProgress { phase, rows, read_bytes, total_bytes, ..*progress };
        });
    }

    fn update(&self, change: impl FnOnce(&mut ImportProgress)) {
        if let Some(id) = &self.id {
            change(self.imports.lock().entry(id.clone()).or_default());
        }
    }
}

impl Drop for ProgressHandle {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            self.imports.lock().remove(id);
        }
    }
}
