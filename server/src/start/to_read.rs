//! What a command that changes nothing looks at: the store and the catalog of the settings. A server may run meanwhile.

use std::fs::File;
use std::path::PathBuf;

use super::copied;
use crate::catalog::{BACKUP, Catalog, sqlite_url};
use crate::settings::{Flags, Settings};
use crate::storage::Storage;

/// What was opened.
pub(crate) struct Readable {
    pub(crate) storage: Storage,
    pub(crate) catalog: Catalog,
    /// Where the catalog is a file: that file's copy for backups.
    pub(crate) backup: Option<PathBuf>,
}

/// Opens both, making nothing; or says which setting is at fault.
pub(crate) async fn open(flags: Flags) -> Result<Readable, String> {
    let settings = Settings::of(flags).map_err(|error| error.to_string())?;
    let file = settings.work.join("catalog.sqlite");
    let is_copy = |mut lock: File| copied::is_copy(&settings.work, &file, &mut lock).unwrap_or(false);
    if settings.catalog.is_none() && File::open(settings.work.join("lock")).is_ok_and(is_copy) {
        return Err("SIGHTLINE_DATA: this folder is a copy; start a server on it once, which brings it in order, then look at it".to_owned());
    }
    let unreadable = |error| format!("SIGHTLINE_DATA: {} can't be read: {error}", settings.data);
    let storage = Storage::open_to_read(settings.data.clone()).map_err(unreadable)?;
    let backup = settings.catalog.is_none().then(|| settings.work.join(BACKUP));
    let url = match settings.catalog {
        Some(url) => url,
        None if !file.exists() => return Err(format!("SIGHTLINE_DATA: there is no catalog at {}", file.display())),
        None => sqlite_url(&file).map_err(|error| error.to_string())?.replace("mode=rwc", "mode=ro"),
    };
    let catalog = Catalog::open_to_read(&url).await.map_err(|error| format!("SIGHTLINE_CATALOG: {error}"))?;
    Ok(Readable { storage, catalog, backup })
}
