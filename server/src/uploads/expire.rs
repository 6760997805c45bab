//! Throwing away uploads that nobody goes on with.

use std::time::{Duration, SystemTime};

use super::Uploads;
use crate::app::App;

/// Between two looks, at most.
const LONGEST: Duration = Duration::from_secs(600);
const SHORTEST: Duration = Duration::from_secs(1);

/// Looks now and again, as long as the server runs.
pub(crate) fn start(app: &App) {
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = sweep(&app.uploads) {
                tracing::warn!("expired uploads can't be removed; the next look tries again: {error}");
            }
            tokio::time::sleep((app.uploads.expiry / 4).clamp(SHORTEST, LONGEST)).await;
        }
    });
}

/// Removes what has expired, and what a crash left of an upload before or after its life.
fn sweep(uploads: &Uploads) -> std::io::Result<()> {
    for entry in std::fs::read_dir(&uploads.folder)? {
        let entry = entry?;
        let id = entry.file_name().to_string_lossy().into_owned();
        // Whoever is at work with it has a turn; who begins from now on is told that it has expired.
        if uploads.turns.is_taken(&id) {
            continue;
        }
        let is_expired = match super::Kept::open(&uploads.folder, &id) {
            Ok(Some(kept)) => kept.is_expired(uploads.expiry),
            _ => is_old(&entry, uploads.expiry),
        };
        if is_expired && uuid::Uuid::try_parse(&id).is_ok() {
            match std::fs::remove_dir_all(entry.path()) {
                Ok(()) => tracing::info!(upload = id, "removed an upload that nobody went on with"),
                Err(error) => tracing::warn!(upload = id, "an upload that expired can't be removed; the next look tries again: {error}"),
            }
        }
    }
    Ok(())
}

fn is_old(entry: &std::fs::DirEntry, expiry: Duration) -> bool {
    let touched = entry.metadata().and_then(|about| about.modified()).unwrap_or_else(|_| SystemTime::now());
    touched.elapsed().is_ok_and(|age| age >= expiry)
}
