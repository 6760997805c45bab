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
use super::{Storage, StorageError, checksum, links, location};
use crate::fault::{self, Point};

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
    /// `DamagedFile` for the first that is missing, that the disk can't read, or that has other bytes; `Io` for what is no fault of a file.
    pub(crate) async fn verify(&self, files: &[DataFile]) -> Result<(), StorageError> {
        for file in files {
            if let Some(path) = self.local(&file.path) {
                self.verify_one(file, path).await?;
            }
        }
        Ok(())
    }

    async fn verify_one(&self, file: &DataFile, path: PathBuf) -> Result<(), StorageError> {
        fault::point(Point::VerifyBegun);
        if let Some(folder) = &self.folder {
            links::refuse(&folder.join(location::DATASETS), &path).map_err(|error| file.damaged(error.to_string()))?;
        }
        let seen = Arc::clone(self.verified().entry(file.path.clone()).or_default());
        // The readers of one file wait for the first of them.
        let mut seen = seen.lock_owned().await;
        let stamp = Stamp::of(&path).map_err(|error| unread(file, error))?;
        if *seen == Some(stamp) {
            return Ok(());
        }
        if stamp.size_bytes != file.size_bytes {
            return Err(file.damaged(format!("it has {} bytes and should have {}", stamp.size_bytes, file.size_bytes)));
        }
        // Files of before there were checksums have none; what was found of them says nothing about a version that has one.
        let Some(kept) = file.checksum.clone() else { return Ok(()) };
        // A task of its own: a reader who gives up doesn't make the next one begin anew.
        let whole = tokio::spawn(async move {
            let is_whole = checksum::of_file(&path).await? == kept;
            *seen = is_whole.then_some(stamp);
            Ok(is_whole)
        });
        match whole.await.map_err(std::io::Error::other)? {
            Ok(true) => Ok(()),
            Ok(false) => Err(file.damaged("its checksum is not that of what was written")),
            Err(StorageError::Io(error)) => Err(unread(file, error)),
            Err(error) => Err(error),
        }
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

/// Why a file can't be read: it is damaged if it is missing or the disk fails it; too many open files, say, are no damage.
fn unread(file: &DataFile, error: std::io::Error) -> StorageError {
    /// The system's number for an error of the device (`EIO`).
    const DEVICE: i32 = 5;
    match error.kind() {
        std::io::ErrorKind::NotFound => file.damaged("it is missing"),
        _ if error.raw_os_error() == Some(DEVICE) => file.damaged(format!("it can't be read: {error}")),
        _ => StorageError::Io(error),
    }
}
