//! One upload on disk: `uploads/{id}/` with `about.json`, the `bytes`, and the `offset` up to which they are here for good.
//!
//! The offset is written after the bytes before it are synced, so neither a kill nor a power cut leaves an offset that promises too much. Bytes behind
//! it are overwritten.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::fault::{self, Point};
use crate::storage::{StorageError, links};

const ABOUT: &str = "about.json";
const BYTES: &str = "bytes";
const OFFSET: &str = "offset";

/// What the sender said of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// The file's name; only shown.
    pub(crate) file_name: String,
    /// When it was changed last, as the sender writes it.
    pub(crate) modified: Option<String>,
    /// All that was said of it, as `Upload-Metadata` has it.
    #[serde(default)]
    pub(crate) metadata: String,
    /// Bytes of the whole file.
    pub(crate) length_bytes: u64,
    /// The address that it was fetched from, as it may be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// An upload as it stands.
pub(crate) struct Kept {
    folder: PathBuf,
    pub(crate) about: About,
    offset: u64,
    touched: SystemTime,
}

impl Kept {
    pub(super) fn create(uploads: &Path, about: About) -> Result<Kept, StorageError> {
        let folder = uploads.join(uuid::Uuid::now_v7().to_string());
        std::fs::create_dir(&folder)?;
        fault::point(Point::UploadFolder);
        let mut kept = Kept { folder, about, offset: 0, touched: SystemTime::now() };
        File::create(kept.bytes())?;
        kept.record(0)?;
        // Last: an upload is there when this is.
        write(&kept.folder, ABOUT, &serde_json::to_vec(&kept.about).map_err(std::io::Error::other)?)?;
        File::open(uploads)?.sync_all()?;
        fault::point(Point::UploadBegun);
        Ok(kept)
    }

    /// The upload of that id, a UUID; nothing if there is none.
    pub(super) fn open(uploads: &Path, id: &str) -> Result<Option<Kept>, StorageError> {
        let folder = uploads.join(id);
        for name in [ABOUT, BYTES, OFFSET] {
            links::refuse(uploads, &folder.join(name))?;
        }
        let about = match std::fs::read(folder.join(ABOUT)) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let damaged = || StorageError::Damaged(format!("the upload {id} can't be read back"));
        let about = serde_json::from_slice(&about).map_err(|_| damaged())?;
        let offset = std::fs::read_to_string(folder.join(OFFSET))?.trim().parse().map_err(|_| damaged())?;
        let touched = std::fs::metadata(folder.join(OFFSET))?.modified()?;
        if std::fs::metadata(folder.join(BYTES))?.len() < offset {
            // So it is in a copy that was made while bytes arrived.
            return Err(damaged());
        }
        Ok(Some(Kept { folder, about, offset, touched }))
    }

    /// Its id.
    pub(crate) fn id(&self) -> &str {
        self.folder.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// Bytes that are here for good.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether all bytes are here.
    pub(crate) fn is_whole(&self) -> bool {
        self.offset == self.about.length_bytes
    }

    /// Where the bytes are.
    pub(crate) fn bytes(&self) -> PathBuf {
        self.folder.join(BYTES)
    }

    /// Where the number of bytes that are here for good is.
    pub(crate) fn offset_file(&self) -> PathBuf {
        self.folder.join(OFFSET)
    }

    /// Says that the bytes before `offset` are synced.
    pub(super) fn record(&mut self, offset: u64) -> Result<(), StorageError> {
        write(&self.folder, OFFSET, offset.to_string().as_bytes())?;
        self.offset = offset;
        self.touched = SystemTime::now();
        Ok(())
    }

    /// Takes a file in place of the bytes, all of them.
    pub(super) fn fill(&mut self, file: &Path) -> Result<(), StorageError> {
        // Where it lies on another disk.
        std::fs::rename(file, self.bytes()).or_else(|_| std::fs::copy(file, self.bytes()).map(|_| ()))?;
        File::open(self.bytes())?.sync_all()?;
        File::open(&self.folder)?.sync_all()?;
        self.record(self.about.length_bytes)
    }

    /// Says that somebody is at work with it, so that it doesn't expire.
    pub(crate) fn touch(&self) -> Result<(), StorageError> {
        Ok(File::options().append(true).open(self.folder.join(OFFSET))?.set_modified(SystemTime::now())?)
    }

    /// Throws it away, first what makes it an upload.
    pub(crate) fn discard(self) -> Result<(), StorageError> {
        std::fs::remove_file(self.folder.join(ABOUT))?;
        fault::point(Point::UploadDiscarded);
        Ok(std::fs::remove_dir_all(&self.folder)?)
    }

    pub(super) fn expires_at(&self, expiry: Duration) -> DateTime<Utc> {
        self.touched.checked_add(expiry).map_or(DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::from)
    }

    pub(super) fn is_expired(&self, expiry: Duration) -> bool {
        // A clock that was set back makes nothing older.
        self.touched.elapsed().is_ok_and(|age| age >= expiry)
    }
}

/// All uploads; what is none is left out.
pub(super) fn all(uploads: &Path) -> Result<Vec<Kept>, StorageError> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(uploads)? {
        // One that goes away meanwhile, or can't be read, hides no other.
        if let Ok(Some(kept)) = Kept::open(uploads, &entry?.file_name().to_string_lossy()) {
            all.push(kept);
        }
    }
    Ok(all)
}

/// Writes a small file so that it is there as a whole or not at all.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let fresh = folder.join(format!("{name}.new"));
    let mut file = File::create(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fault::point(Point::UploadNote);
    std::fs::rename(fresh, folder.join(name))?;
    File::open(folder)?.sync_all()
}
