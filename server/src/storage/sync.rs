//! Making writes survive a power cut. The local object store renames but does not sync, so commits are synced here.

use std::fs::File;
use std::io::Write;
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

/// Writes files of a folder once more, under other names first: a disk that failed to sync a file may take its bytes for written from then on, and syncing
/// again would say yes to bytes that are lost.
pub(super) fn anew(path: &Path, scratch: &Path, wanted: impl Fn(&str) -> bool) -> std::io::Result<()> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if wanted(&name) && entry.file_type()?.is_file() {
            let fresh = scratch.join(format!("{}-{name}", uuid::Uuid::new_v4()));
            let mut file = File::create(&fresh)?;
            file.write_all(&std::fs::read(entry.path())?)?;
            file.sync_all()?;
            std::fs::rename(fresh, entry.path())?;
        }
    }
    folder(path)
}
