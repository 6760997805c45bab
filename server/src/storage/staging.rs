//! Work under way: a folder of its own that goes away when the work ends, whole or broken off. What is to stay is moved out of it by a commit.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Storage, StorageError};

/// A staging folder. Dropping it removes it, so an import that ends early (an error, a closed connection) leaves nothing.
pub(crate) struct Staging {
    folder: PathBuf,
    id: String,
}

impl Storage {
    /// A new dataset's staging folder, with the id that the dataset will have.
    pub(crate) fn stage(&self) -> Result<Staging, StorageError> {
        self.stage_as(uuid::Uuid::now_v7().to_string())
    }

    /// The folder for files without a name.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.work.join("staging")
    }

    /// The staging folder of a dataset whose id, a UUID, is known already.
    pub(crate) fn stage_as(&self, id: String) -> Result<Staging, StorageError> {
        let folder = self.scratch().join(&id);
        std::fs::create_dir_all(folder.join("table"))?;
        Ok(Staging { folder, id })
    }
}

impl Staging {
    /// The id of the dataset to be.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The random end of the id, for names of files.
    pub(super) fn tail(&self) -> &str {
        self.id.rsplit('-').next().unwrap_or(&self.id)
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
