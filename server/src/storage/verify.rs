//! Whether a data file is what was written: asked when this process reads it first, and again when it was written to since.
//!
//! Parquet and zstd decode some flipped bits to other values in silence, so the file is held against its checksum in the log before a row of it
//! is believed. Only where it lies in a folder: an object store watches its bytes itself, and would have to send each of them twice.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use object_store::path::Path;

use super::data_file::DataFile;
use super::{Storage, StorageError, checksum, location};

/// What a file looked like when it was found to be what was written.
type Seen = Arc<tokio::sync::Mutex<Option<Stamp>>>;

/// The files that were looked at.
pub(super) type Verified = Arc<Mutex<HashMap<Path, Seen>>>;

/// Changes when somebody writes to the file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    size_bytes: u64,
    modified: SystemTime,
}

impl Stamp {
    fn of(path: &std::path::Path) -> std::io::Result<Self> {
        let about = std::fs::metadata(path)?;
        Ok(Stamp { size_bytes: about.len(), modified: about.modified()? })
    }
}

impl Storage {
    /// Makes sure that files are what was written.
    ///
    /// # Errors
    /// `DamagedFile` for the first that is missing, can't be read, or has other bytes.
    pub(crate) async fn verify(&self, files: &[DataFile]) -> Result<(), StorageError> {
        for file in files {
            if let Some(path) = self.local(&file.path) {
                self.verify_one(file, path).await?;
            }
        }
        Ok(())
    }

    async fn verify_one(&self, file: &DataFile, path: PathBuf) -> Result<(), StorageError> {
        let seen = Arc::clone(self.verified().entry(file.path.clone()).or_default());
        // The readers of one file wait for the first of them.
        let mut seen = seen.lock().await;
        let stamp = Stamp::of(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => file.damaged("it is missing"),
            _ => file.damaged(format!("it can't be read: {error}")),
        })?;
        if *seen == Some(stamp) {
            return Ok(());
        }
        if stamp.size_bytes != file.size_bytes {
            return Err(file.damaged(format!("it has {} bytes and should have {}", stamp.size_bytes, file.size_bytes)));
        }
        // Files of before there were checksums have none.
        if let Some(kept) = &file.checksum {
            let found = checksum::of_file(&path).await.map_err(|error| file.damaged(format!("it can't be read: {error}")))?;
            if found != *kept {
                return Err(file.damaged("its checksum is not that of what was written"));
            }
        }
        *seen = Some(stamp);
        Ok(())
    }

    /// A file that has just been put in its place by us, bytes and all, needs no second look.
    pub(super) fn is_as_written(&self, path: Path) {
        if let Some(stamp) = self.local(&path).and_then(|path| Stamp::of(&path).ok()) {
            self.verified().insert(path, Arc::new(tokio::sync::Mutex::new(Some(stamp))));
        }
    }

    /// Forgets a file that is deleted, or all of a dataset's.
    pub(super) fn forget_verified(&self, dataset: &str, name: Option<&str>) {
        match name {
            Some(name) => drop(self.verified().remove(&Path::from(format!("{dataset}/{name}")))),
            None => self.verified().retain(|path, _| path.parts().next().is_none_or(|first| first.as_ref() != dataset)),
        }
    }

    /// Where it is if that is a folder.
    fn local(&self, path: &Path) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(location::DATASETS).join(path.as_ref()))
    }

    fn verified(&self) -> MutexGuard<'_, HashMap<Path, Seen>> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
