//! Saved results that follow what they read: a new version of an input queues the job that computes them again.
//!
//! Each commit of a saved result holds the versions that it was made of, so a start compares and misses nothing.

use shared::wire::dataset::{Dataset, Source};
use shared::wire::job::Refresh;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::save::{refresh_spec, txn_app};
use crate::app::App;
use crate::error::Answer;
use crate::jobs;
use crate::notices::Notice;

/// Follows all datasets from now on.
pub(crate) fn start(app: &App) {
    let notices = app.notices.subscribe();
    tokio::spawn(follow(app.clone(), notices));
}

async fn follow(app: App, mut notices: Receiver<Notice>) {
    look(&app, None).await;
    loop {
        match notices.recv().await {
            Ok(Notice::Dataset { id }) => look(&app, Some(&id)).await,
            Ok(Notice::Stopping) | Err(RecvError::Closed) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => look(&app, None).await,
        }
    }
}

/// Queues what is behind: all of it, or what reads `changed`.
async fn look(app: &App, changed: Option<&str>) {
    let datasets = match app.catalog.datasets().await {
        Ok(datasets) => datasets,
        Err(error) => return tracing::warn!("saved results can't be looked after: {error}"),
    };
    for dataset in datasets.iter().filter(|dataset| follows(dataset, changed)) {
        if let Err(failure) = refresh_if_behind(app, dataset, &datasets).await {
            tracing::warn!(dataset = dataset.id, "a saved result can't be refreshed: {failure:?}");
        }
    }
}

fn follows(dataset: &Dataset, changed: Option<&str>) -> bool {
    match &dataset.source {
        Source::Sql { inputs, refresh: Refresh::OnChange, .. } => changed.is_none_or(|id| inputs.iter().any(|input| input == id) || dataset.id == id),
        _ => false,
    }
}

async fn refresh_if_behind(app: &App, dataset: &Dataset, all: &[Dataset]) -> Answer<()> {
    let (Source::Sql { inputs, .. }, Some(spec)) = (&dataset.source, refresh_spec(dataset)) else { return Ok(()) };
    for input in all.iter().filter(|input| inputs.contains(&input.id)) {
        let read = app.storage.txn(&dataset.id, &txn_app(&input.id)).await?;
        if read.is_none_or(|read| read.unsigned_abs() < input.version) {
            jobs::enqueue(app, spec).await?;
            return Ok(());
        }
    }
    Ok(())
}
