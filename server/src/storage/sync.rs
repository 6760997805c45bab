//! Making writes survive a power cut. The local object store renames but does not sync, so commits are synced here.

use std::fs::File;
use std::path::Path;

/// Syncs a folder's entries, so that a rename into it lasts.
pub(super) fn folder(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// Syncs the files of a folder whose names are wanted.
pub(super) fn files(path: &Path, wanted: impl Fn(&str) -> bool) -> std::io::Result<()> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if wanted(&entry.file_name().to_string_lossy()) && entry.file_type()?.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}
