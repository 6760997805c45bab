//! Which files of a table no kept version needs, and deleting them. The log stays whole.
//!
//! `deltalake`'s own vacuum needs its DataFusion half, and knows nothing of versions that somebody stays at.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, Weak};

use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::{Snapshot, Storage, StorageError};

/// Snapshots that somebody may be reading.
pub(super) type Leases = Arc<std::sync::Mutex<Vec<Weak<Snapshot>>>>;

impl Storage {
    /// The oldest version from `from` on that was the latest at some time since `since_ms`.
    ///
    /// Times of a log whose clock jumped back are taken as the latest before them, so nothing counts as older than it is.
    pub(crate) async fn oldest_since(&self, id: &str, from: u64, newest: u64, since_ms: i64) -> Result<u64, StorageError> {
        let mut replaced_ms = i64::MIN;
        for version in from..newest {
            let next = self.entry(id, version + 1).await?;
            replaced_ms = replaced_ms.max(next.committed_ms().unwrap_or(i64::MAX));
            if replaced_ms >= since_ms {
                return Ok(version);
            }
        }
        Ok(newest)
    }

    /// The files that commits after version `after`, up to and including `upto`, took out of the table.
    pub(crate) async fn taken_out(&self, id: &str, after: u64, upto: u64) -> Result<Vec<String>, StorageError> {
        let mut names = Vec::new();
        for version in after + 1..=upto {
            names.extend(self.entry(id, version).await?.removed);
        }
        Ok(names)
    }

    /// The files that some version from `from` to `newest` needs.
    pub(crate) async fn needed(&self, id: &str, from: u64, newest: u64) -> Result<HashSet<String>, StorageError> {
        let mut names = self.file_names(id, from).await?;
        for version in from + 1..=newest {
            names.extend(self.entry(id, version).await?.added.iter().map(|file| file.name().to_owned()));
        }
        Ok(names)
    }

    /// The files of one version.
    pub(crate) async fn file_names(&self, id: &str, version: u64) -> Result<HashSet<String>, StorageError> {
        Ok(self.snapshot(id, version).await?.files.iter().map(|file| file.name().to_owned()).collect())
    }

    /// The files of a dataset that are being read by this process.
    pub(crate) fn read_now(&self, id: &str) -> HashSet<String> {
        let cached = self.kept();
        let leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let is_read = |snapshot: &Arc<Snapshot>| {
            let is_cached = cached.iter().any(|kept| Arc::ptr_eq(kept, snapshot));
            Arc::strong_count(snapshot) > 1 + usize::from(is_cached)
        };
        let read = leases.iter().filter_map(Weak::upgrade).filter(|snapshot| snapshot.dataset == id && is_read(snapshot));
        read.flat_map(|snapshot| snapshot.files.iter().map(|file| file.name().to_owned()).collect::<Vec<_>>()).collect()
    }

    pub(super) fn lease(&self, snapshot: &Arc<Snapshot>) {
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        leases.retain(|lease| lease.strong_count() > 0);
        leases.push(Arc::downgrade(snapshot));
    }

    /// Deletes a data file; one that is gone is gone.
    pub(crate) async fn delete_file(&self, id: &str, name: &str) -> Result<(), StorageError> {
        self.forget_verified(id, Some(name));
        match self.store().delete(&Path::from(format!("{id}/{name}"))).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            done => Ok(done?),
        }
    }
}
