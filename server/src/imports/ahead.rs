//! Files that are looked at while they are uploaded, so that their import has its first pass behind it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::wire::import::ImportOptions;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::ingest::{Ahead, Growing, LookAhead, ParseLimits, look_ahead};

/// Looks at a time; mostly they wait for bytes. They hold none of the turns of files that are here.
const AT_ONCE: usize = 2;
/// Smaller files are looked at in no time.
const LEAST_BYTES: u64 = 1 << 20;
/// Of a slow sender, whose bytes come for longer than any import may take.
const LONGEST_SECS: u64 = 24 * 3_600;

/// The looks under way, and those that nobody has asked for yet.
#[derive(Default)]
pub(crate) struct Aheads {
    by_upload: Mutex<HashMap<String, Running>>,
}

/// One look; dropping it ends it.
struct Running {
    task: JoinHandle<Option<Ahead>>,
    rows: Arc<AtomicU64>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Aheads {
    /// Rows that have been looked at of an upload; none if it isn't looked at.
    pub(crate) fn rows(&self, upload: &str) -> Option<u64> {
        self.lock().get(upload).map(|running| running.rows.load(Ordering::Relaxed))
    }

    /// What was found of an upload whose bytes are all here, if it was looked at and can be read as it is: waits for the end of the look.
    pub(super) async fn take(&self, upload: &str, options: &ImportOptions) -> Option<Ahead> {
        let mut running = self.lock().remove(upload)?;
        let is_found = *options == ImportOptions { columns: options.columns.clone(), ..ImportOptions::default() };
        if is_found { (&mut running.task).await.ok().flatten() } else { None }
    }

    /// Ends the look at an upload that is none any more.
    pub(crate) fn forget(&self, upload: &str) {
        self.lock().remove(upload);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Running>> {
        self.by_upload.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins to look at an upload of which more is to come, unless that has begun.
pub(crate) fn begin(app: &App, upload: &str) {
    // As it stands by now: others may have sent the rest, or given it up.
    let Ok(kept) = app.uploads.get(upload) else { return };
    if kept.is_whole() || kept.offset() < LEAST_BYTES {
        return;
    }
    let mut all = app.aheads.lock();
    // Uploads that were given up or have expired are of no use.
    all.retain(|upload, _| app.uploads.get(upload).is_ok());
    let busy = all.values().filter(|running| !running.task.is_finished()).count();
    if busy >= AT_ONCE || all.contains_key(kept.id()) {
        return;
    }
    let file = Growing { bytes: kept.bytes(), offset: kept.offset_file(), length_bytes: kept.about.length_bytes };
    let limits = ParseLimits { wall_secs: LONGEST_SECS, ..app.settings.parse };
    let (work, rows) = (LookAhead { file, file_name: kept.about.file_name.clone(), limits }, Arc::new(AtomicU64::new(0)));
    let seen = Arc::clone(&rows);
    let task = tokio::spawn(async move {
        let found = look_ahead(&work, |rows| seen.store(rows, Ordering::Relaxed)).await;
        // What is wrong with the file the import tells.
        found.unwrap_or_else(|error| {
            tracing::debug!("a file was not looked at while it arrived: {error}");
            None
        })
    });
    all.insert(kept.id().to_owned(), Running { task, rows });
}
