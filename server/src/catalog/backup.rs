//! A whole copy of the SQLite catalog beside it, for whoever copies the folder while the server runs.
//!
//! A database and its journal that are copied one after the other while they are written don't fit together, and need not show it. So each
//! change that somebody is told of is followed by a copy that the database itself makes of itself, put in its place by a
//! rename before the answer leaves: whenever a backup begins, that file holds everything that was acknowledged before. What a running
//! job or stream notes of its progress is not waited for, nor are versions, which the tables' logs know better.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::Row;

use super::{Catalog, CatalogError};
use crate::fault::{self, Point};

/// The file beside the catalog.
pub(crate) const BACKUP: &str = "catalog.backup.sqlite";

/// Where the copy goes, and how far it is.
pub(super) struct Backup {
    file: PathBuf,
    scratch: PathBuf,
    /// Changes so far.
    changes: AtomicU64,
    /// Changes that are in the copy.
    copied: AtomicU64,
    /// Who has it makes the copy.
    turn: tokio::sync::Mutex<()>,
}

impl Catalog {
    /// From now on a copy is kept at `folder`.
    pub(crate) fn keep_backup(&mut self, folder: &Path) {
        let (file, scratch) = (folder.join(BACKUP), folder.join("staging").join(BACKUP));
        self.backup = Some(std::sync::Arc::new(Backup {
            file,
            scratch,
            changes: AtomicU64::new(0),
            copied: AtomicU64::new(0),
            turn: tokio::sync::Mutex::default(),
        }));
    }

    /// Something was changed that somebody is about to be told of. A copy that can't be made is no reason to take the change back.
    pub(crate) async fn changed(&self) {
        let Some(backup) = &self.backup else { return };
        fault::point(Point::CatalogChanged);
        let mine = backup.changes.fetch_add(1, Ordering::SeqCst) + 1;
        let _turn = backup.turn.lock().await;
        if backup.copied.load(Ordering::SeqCst) >= mine {
            // Another's copy, begun after our change, holds it.
            return;
        }
        let upto = backup.changes.load(Ordering::SeqCst);
        match self.copy(backup).await {
            Ok(()) => {
                fault::point(Point::CatalogBackup);
                backup.copied.store(upto, Ordering::SeqCst);
            }
            Err(error) => tracing::error!("the catalog's backup can't be written, so a copy of this folder lacks changes: {error}"),
        }
    }

    /// Changes that the copy lacks: some for a moment, or as long as it can't be written.
    pub(crate) fn backup_behind(&self) -> u64 {
        self.backup.as_ref().map_or(0, |backup| backup.changes.load(Ordering::SeqCst).saturating_sub(backup.copied.load(Ordering::SeqCst)))
    }

    async fn copy(&self, backup: &Backup) -> Result<(), CatalogError> {
        let (file, scratch) = (backup.file.clone(), backup.scratch.clone());
        discard(&scratch).map_err(sqlx::Error::Io)?;
        // Copies are counted in what they are made of, so that a catalog that has lost what a copy has can be told (`beyond`).
        let copies = sqlx::query("PRAGMA user_version").fetch_one(&self.pool).await?.try_get::<i64, _>(0)?;
        sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {}", copies + 1))).execute(&self.pool).await?;
        sqlx::query("VACUUM INTO $1").bind(scratch.to_string_lossy().into_owned()).execute(&self.pool).await?;
        let put = move || {
            std::fs::File::open(&scratch)?.sync_all()?;
            fault::point(Point::CatalogCopied);
            std::fs::rename(&scratch, &file)?;
            std::fs::File::open(file.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        let put = tokio::task::spawn_blocking(put).await.map_err(std::io::Error::other);
        Ok(put.and_then(|done| done).map_err(sqlx::Error::Io)?)
    }
}

fn discard(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
