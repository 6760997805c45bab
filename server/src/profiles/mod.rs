//! The full profile of a version: made by a child from the version's files when it is first asked for, then kept beside the table.
//!
//! It is a pure function of rows, so what is kept is only a saving: whatever is missing, damaged or of an older build is made again. With the
//! profile lies the state that it was read off (`{id}/_profile/`). The profile of a version that has only more rows than one with a state
//! reads only the files that came, and goes on from there.

mod bars;
mod bytes;
mod column;
mod counts;
pub(crate) mod csv;
mod floats;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod wholes;
mod work;

use shared::wire::full_profile::FullProfile;

use crate::app::App;
use crate::child;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::storage::{Snapshot, Staging, Storage, StorageError};
pub(crate) use work::ProfileWork;
use work::{LIMITS, Profiled};

/// The full profile of a version; of the latest if not given.
pub(crate) async fn of(app: &App, id: &str, version: Option<u64>) -> Answer<FullProfile> {
    let stored = app.catalog.dataset(id).await?.dataset;
    let version = version.unwrap_or(stored.version);
    let snapshot = commits::available(app, &stored, version).await?;
    if let Some(kept) = app.storage.kept_profile(id, version).await? {
        return Ok(kept);
    }
    // One at a time: it takes a core, and whoever waited for the same one finds it kept.
    let _turn = app.profiles.lock().await;
    if let Some(kept) = app.storage.kept_profile(id, version).await? {
        return Ok(kept);
    }
    let staging = app.storage.stage()?;
    let made = commits::unless_deleted(app, id, made(&app.storage, &snapshot, &staging).await).await?;
    if let Err(error) = app.storage.keep_profile(id, &made.profile, made.has_state.then_some(&staging)).await {
        tracing::warn!(dataset = id, "a profile can't be kept; it is made again when it is asked for: {error}");
    }
    if !app.catalog.has_dataset_row(id).await? {
        // Removed meanwhile, so nothing must lie there.
        app.storage.remove(id).await?;
        return Err(Failure::not_found("dataset"));
    }
    Ok(made.profile)
}

/// Made from the nearest state before, if there is one of which the version has all files, or else from all rows.
async fn made(storage: &Storage, snapshot: &Snapshot, staging: &Staging) -> Answer<Profiled> {
    let whole = ProfileWork {
        table: storage.table_ref(snapshot, &snapshot.files, &snapshot.dataset).await?,
        version: snapshot.version,
        state: None,
        new_state: staging.table().join(work::STATE),
    };
    match rest(storage, snapshot, &whole, staging).await {
        Ok(Some(rest)) => match child::run(&rest, &LIMITS, |()| {}).await {
            Ok(made) => return Ok(made),
            Err(error) => tracing::warn!(dataset = snapshot.dataset, "the state of a profile can't be used, so all rows are read: {error}"),
        },
        Ok(None) => {}
        Err(error) => tracing::warn!(dataset = snapshot.dataset, "the state of a profile can't be read, so all rows are: {error}"),
    }
    Ok(child::run(&whole, &LIMITS, |()| {}).await?)
}

/// The work that is left where a state of an earlier version can be used.
async fn rest(storage: &Storage, snapshot: &Snapshot, whole: &ProfileWork, staging: &Staging) -> Result<Option<ProfileWork>, StorageError> {
    let Some(earlier) = storage.profile_state_before(&snapshot.dataset, snapshot.version).await? else { return Ok(None) };
    let before = storage.snapshot(&snapshot.dataset, earlier).await?;
    let is_old = |path| before.files.iter().any(|file| file.path == path);
    let (old, new): (Vec<_>, Vec<_>) = snapshot.files.iter().cloned().partition(|file| is_old(file.path.clone()));
    if old.len() < before.files.len() || before.fields != snapshot.fields {
        return Ok(None);
    }
    let state = storage.fetch_profile_state(&snapshot.dataset, earlier, staging).await?;
    let table = storage.table_ref(snapshot, &new, &snapshot.dataset).await?;
    Ok(Some(ProfileWork { table, state: Some(state), ..whole.clone() }))
}
