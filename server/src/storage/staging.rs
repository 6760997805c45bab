//! An import under way: a folder of its own that goes away unless the table in it is published.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Storage, StorageError, sync};

/// A staging folder. Dropping it removes it, so an import that ends early (an error, a closed connection) leaves nothing.
pub(crate) struct Staging {
    folder: PathBuf,
    id: String,
}

impl Storage {
    /// A new dataset's staging folder, with the id that the dataset will have.
    pub(crate) fn stage(&self) -> Result<Staging, StorageError> {
        let id = uuid::Uuid::now_v7().to_string();
        let folder = self.root.join("staging").join(&id);
        std::fs::create_dir_all(folder.join("table"))?;
        Ok(Staging { folder, id })
    }

    /// Moves a whole table out of staging. It exists for readers once the catalog names it.
    pub(crate) fn publish(&self, staging: &Staging) -> Result<PathBuf, StorageError> {
        let target = self.table_folder(&staging.id);
        std::fs::rename(staging.table(), &target)?;
        sync::folder(&self.root.join("datasets"))?;
        Ok(target)
    }
}

impl Staging {
    /// The id of the dataset to be.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Where the uploaded bytes go.
    pub(crate) fn input(&self) -> PathBuf {
        self.folder.join("input")
    }

    /// Where the data files go.
    pub(crate) fn table(&self) -> PathBuf {
        self.folder.join("table")
    }
}

/// A child process that was killed a moment ago may still be adding a file.
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

impl Drop for Staging {
    fn drop(&mut self) {
        for _ in 1..TRIES {
            if discard(&self.folder).is_ok() {
                return;
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
        if let Err(error) = discard(&self.folder) {
            tracing::warn!("a staging folder can't be removed; the next start tries again: {error}");
        }
    }
}

/// Removes a file or a folder; a symbolic link itself, never what it points to.
pub(super) fn discard(path: &Path) -> std::io::Result<()> {
    let kind = std::fs::symlink_metadata(path)?.file_type();
    if kind.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
}
