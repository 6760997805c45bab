//! Removing what only versions of long ago need.
//!
//! A version is kept while it is the latest, while it was so within the retention, and while a dashboard or a link to one stays at it. The others are
//! first declared unreadable, in the catalog, and their files written down as doomed; whoever asks from then on is told that
//! the version is gone. A day later, so that every reader of any server has ended, the files that are doomed still are
//! deleted, but for those that this process is reading. A crash between any two steps leaves a state from which the next run goes on.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use shared::wire::dataset::Dataset;
use shared::wire::job::JobSpec;
use shared::wire::problem::Code;

use super::{caught_up, delete};
use crate::app::App;
use crate::catalog::{Catalog, Vacuum};
use crate::error::{Answer, Failure};
use crate::fault::{self, Point};
use crate::jobs;

/// How long a file stays after its last version was declared unreadable: longer than any work in a child process may take.
const GRACE: Duration = Duration::from_secs(24 * 3_600);
/// How often one looks for what is due.
const EVERY: Duration = Duration::from_secs(3_600);

/// Looks for old versions from time to time, if they are to be removed at all.
pub(crate) fn start(app: &App) {
    if app.settings.retention.is_none() {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            tick.tick().await;
            if let Err(failure) = enqueue_due(&app).await {
                tracing::warn!("old versions could not be looked for: {failure:?}");
            }
        }
    });
}

async fn enqueue_due(app: &App) -> Answer<()> {
    for dataset in app.catalog.datasets().await? {
        let Ok(state) = app.catalog.vacuum(&dataset.id).await else { continue };
        match is_due(app, &dataset, &state).await {
            Ok(true) => drop(jobs::enqueue(app, JobSpec::Vacuum { dataset: dataset.id }).await?),
            Ok(false) => {}
            // One dataset's damage is not the others'.
            Err(failure) => tracing::error!(dataset = dataset.id, "its old versions can't be looked at: {failure:?}"),
        }
    }
    for dataset in app.catalog.deleted_datasets().await?.into_iter().filter(|dataset| delete::is_over(app, dataset)) {
        jobs::enqueue(app, JobSpec::Vacuum { dataset: dataset.id }).await?;
    }
    Ok(())
}

async fn is_due(app: &App, dataset: &Dataset, state: &Vacuum) -> Answer<bool> {
    let looks = state.looked.is_empty() || is_over(&state.looked);
    Ok(state.doomed.values().any(|since| is_over(since)) || (looks && oldest_kept(app, dataset, state).await? > state.kept_from))
}

async fn oldest_kept(app: &App, dataset: &Dataset, state: &Vacuum) -> Answer<u64> {
    let Some(retention) = app.settings.retention else { return Ok(state.kept_from) };
    let since = (Utc::now() - retention).timestamp_millis();
    Ok(app.storage.oldest_since(&dataset.id, state.kept_from, dataset.version, since).await?)
}

/// Whether it is longer ago than any work takes. A time that can't be read is not.
pub(crate) fn is_over(since: &str) -> bool {
    DateTime::parse_from_rfc3339(since).is_ok_and(|since| Utc::now() - GRACE >= since)
}

/// One step on: declares versions unreadable, then deletes files whose time has come. Tells how many were deleted.
///
/// Of a dataset that was deleted all goes when its time has come, and nothing before.
pub(crate) async fn vacuum(app: &App, id: &str) -> Answer<u64> {
    let row = app.catalog.dataset_row(id).await?.dataset;
    if let Some(since) = &row.deleted_at {
        return if delete::is_over(app, &row) { delete::remove_deleted(app, id, since).await } else { Ok(0) };
    }
    let dataset = caught_up(app, id).await?;
    let before = app.catalog.vacuum(id).await?;
    let pinned = pinned_files(app, id).await?;
    let marked = mark(app, &dataset, &before, &pinned).await?;
    if marked != before && !app.catalog.save_vacuum(id, &before, &marked).await? {
        // Another server is at it.
        return Ok(0);
    }
    let pins = app.catalog.pins(id).await?;
    app.storage.forget_profiles(id, |version| version < marked.kept_from && !pins.contains(&version)).await?;
    fault::point(Point::VacuumDeclared);
    let read = app.storage.read_now(id);
    let mut left = marked.clone();
    left.doomed.retain(|name, since| pinned.contains(name) || read.contains(name) || !is_over(since));
    let mut deleted = 0;
    for name in marked.doomed.keys().filter(|name| !left.doomed.contains_key(*name)) {
        app.storage.delete_file(id, name).await?;
        fault::point(Point::VacuumFile);
        deleted += 1;
    }
    fault::point(Point::VacuumFiles);
    app.catalog.save_vacuum(id, &marked, &left).await?;
    fault::point(Point::VacuumNoted);
    Ok(deleted)
}

/// What is to go, after the versions that grew old since.
async fn mark(app: &App, dataset: &Dataset, before: &Vacuum, pinned: &HashSet<String>) -> Answer<Vacuum> {
    let now = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let kept_from = oldest_kept(app, dataset, before).await?;
    let mut doomed = before.doomed.clone();
    let mut gone = app.storage.taken_out(&dataset.id, before.kept_from, kept_from).await?;
    gone.extend(app.storage.left_behind(&dataset.id, (before.kept_from, kept_from, dataset.version)).await?);
    for name in gone {
        doomed.entry(name).or_insert_with(|| now.clone());
    }
    let mut needed = app.storage.needed(&dataset.id, kept_from, dataset.version).await?;
    if doomed.keys().any(|name| name.starts_with('_')) {
        needed.extend(app.storage.kept_files(&dataset.id, kept_from..=dataset.version).await?);
    }
    doomed.retain(|name, _| !needed.contains(name));
    // Readers of a dashboard's version have their day too: it begins when one looks first after nothing stays at it any more.
    for (_, since) in doomed.iter_mut().filter(|(name, _)| pinned.contains(*name) || before.held.contains(*name)) {
        since.clone_from(&now);
    }
    let held = doomed.keys().filter(|name| pinned.contains(*name)).cloned().collect();
    Ok(Vacuum { kept_from, doomed, held, looked: now })
}

async fn pinned_files(app: &App, id: &str) -> Answer<HashSet<String>> {
    let mut names = HashSet::new();
    let newest = app.catalog.dataset_version(id).await?;
    let pins: Vec<u64> = app.catalog.pins(id).await?.into_iter().filter(|&version| version <= newest).collect();
    for &version in &pins {
        names.extend(app.storage.file_names(id, version).await?);
    }
    names.extend(app.storage.kept_files(id, pins).await?);
    Ok(names)
}

/// Refuses a version that is removed, or is being removed.
pub(crate) async fn check_kept(catalog: &Catalog, id: &str, version: u64) -> Answer<()> {
    let state = catalog.vacuum(id).await?;
    if version >= state.kept_from || catalog.pins(id).await?.contains(&version) {
        return Ok(());
    }
    Err(version_gone(version, state.kept_from))
}

pub(super) fn version_gone(version: u64, kept_from: u64) -> Failure {
    let detail = format!("Version {version} of this dataset is too old: its files were removed. The oldest that is kept is {kept_from}.");
    Failure::new(Code::VersionGone, detail, vec![("version", version.to_string())])
}
