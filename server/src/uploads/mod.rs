//! Resumable uploads: bytes that arrive over any number of requests, outlive a broken connection and a restart, and become a dataset once the file
//! is whole. On the wire they are tus 1.0 (<https://tus.io/protocols/resumable-upload>) with creation, checksum, termination and expiration.
//!
//! An upload lies in the work folder of the server that it was begun at. Its dataset will have its id, so whoever asks twice for the
//! dataset of an upload gets the same one.

mod checksum;
mod expire;
mod kept;
mod receive;
mod turns;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use shared::wire::problem::Code;
use shared::wire::upload::PendingUpload;

pub(crate) use checksum::{ALGORITHMS, Checksum};
pub(crate) use expire::start;
pub(crate) use kept::{About, Kept};
pub(crate) use receive::append;
use turns::{Turn, Turns};

use crate::error::{Answer, Failure};
use crate::storage::StorageError;

/// The uploads of this server.
pub(crate) struct Uploads {
    folder: PathBuf,
    expiry: Duration,
    /// Bytes of all of them together.
    most_bytes: u64,
    /// Held while one begins, so that two don't take the same room.
    begins: Mutex<()>,
    turns: Turns,
}

impl Uploads {
    /// Uploads in `work/uploads`, thrown away when nothing has arrived for `expiry`, of `most_bytes` all together.
    pub(crate) fn open(work: &Path, expiry: Duration, most_bytes: u64) -> std::io::Result<Self> {
        let folder = work.join("uploads");
        std::fs::create_dir_all(&folder)?;
        Ok(Uploads { folder, expiry, most_bytes, begins: Mutex::default(), turns: Turns::default() })
    }

    /// Begins an upload of which nothing is here yet.
    ///
    /// # Errors
    /// The uploads that are not finished leave no room for it; the disk is full.
    pub(crate) fn begin(&self, about: About) -> Answer<Kept> {
        let _begins = self.begins.lock().unwrap_or_else(PoisonError::into_inner);
        self.fits(about.length_bytes)?;
        Ok(Kept::create(&self.folder, about)?)
    }

    /// Whether there is room for so many bytes.
    ///
    /// # Errors
    /// There is not.
    pub(crate) fn fits(&self, bytes: u64) -> Answer<()> {
        let taken = self.list()?.iter().fold(0_u64, |sum, pending| sum.saturating_add(pending.length_bytes));
        let left = self.most_bytes.saturating_sub(taken);
        if bytes > left { Err(self.no_room(bytes, left)) } else { Ok(()) }
    }

    /// Keeps a whole file, which is gone from where it was, as an upload.
    ///
    /// # Errors
    /// As of [`Uploads::begin`].
    pub(crate) fn take_in(&self, about: About, file: &Path) -> Answer<PendingUpload> {
        let mut kept = self.begin(about)?;
        match kept.fill(file) {
            Ok(()) => Ok(self.told(kept)),
            Err(error) => {
                kept.discard()?;
                Err(error.into())
            }
        }
    }

    fn no_room(&self, bytes: u64, left: u64) -> Failure {
        let most = self.most_bytes;
        let detail = format!(
            "The file has {bytes} bytes, and of the {most} that unfinished uploads may take together (SIGHTLINE_MAX_PENDING_BYTES) {left} are left. Finish or \
             stop others first."
        );
        Failure::new(Code::PayloadTooLarge, detail, vec![("limit", left.to_string()), ("pending_limit", most.to_string())])
    }

    /// The upload as it stands.
    ///
    /// # Errors
    /// There is none of that id, or it has expired.
    pub(crate) fn get(&self, id: &str) -> Answer<Kept> {
        let kept = Kept::open(&self.folder, id)?.ok_or_else(|| Failure::not_found("upload"))?;
        if kept.is_expired(self.expiry) {
            let detail = "This upload was left alone for too long and its bytes were thrown away. Send the file from its start.";
            return Err(Failure::new(Code::UploadExpired, detail, vec![]));
        }
        Ok(kept)
    }

    /// When the upload is thrown away if nothing more arrives.
    pub(crate) fn expires_at(&self, kept: &Kept) -> chrono::DateTime<chrono::Utc> {
        kept.expires_at(self.expiry)
    }

    /// The upload, with the right to change it; whoever is sending to it gives way, for that connection may be dead.
    ///
    /// # Errors
    /// As of [`Uploads::get`]; an import is reading it.
    pub(crate) async fn take_over(&self, id: &str) -> Answer<(Kept, Turn)> {
        let turn = self.turns.take_over(id).await.ok_or_else(|| {
            let detail = "Another request is still at work with this upload; ask again in a moment.";
            Failure::new(Code::Busy, detail, vec![("limit", "1".into())])
        })?;
        Ok((self.get(id)?, turn))
    }

    /// The right to read a whole upload: waits until nobody else is at work with it.
    pub(crate) async fn wait_for(&self, id: &str) -> Turn {
        self.turns.wait_for(id).await
    }

    /// Every upload that has not expired, oldest first.
    pub(crate) fn list(&self) -> Result<Vec<PendingUpload>, StorageError> {
        let mut all: Vec<PendingUpload> =
            kept::all(&self.folder)?.into_iter().filter(|kept| !kept.is_expired(self.expiry)).map(|kept| self.told(kept)).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(all)
    }

    fn told(&self, kept: Kept) -> PendingUpload {
        let expires_at = self.expires_at(&kept).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let is_active = self.turns.is_taken(kept.id());
        let (id, offset_bytes) = (kept.id().to_owned(), kept.offset());
        let About { file_name, modified, length_bytes, .. } = kept.about;
        PendingUpload { id, file_name, modified, length_bytes, offset_bytes, rows_read: None, is_active, expires_at }
    }
}
