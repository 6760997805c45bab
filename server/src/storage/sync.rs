//! Making writes survive a power cut. The local object store renames but does not sync, so commits are synced here.

use std::fs::File;
use std::path::Path;

/// Syncs a folder's entries, so that a rename into it lasts.
pub(super) fn folder(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// Syncs every file in a folder, then the folder.
pub(super) fn files(path: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    folder(path)
}
