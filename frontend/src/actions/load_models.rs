//! The models page.

use futures::future::join;
use leptos::prelude::*;
use shared::wire::model::{Model, ModelState};
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::follow_job::follow_job;
use crate::net::{datasets, models};
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Jobs that are followed event by event: the queue trains one at a time, so that the first two are all that move.
const FOLLOWED: usize = 2;

/// Shows the models and follows those that are being trained.
pub(super) fn load_models(store: Store) {
    let (page, epoch) = (store.models, Epoch::now());
    page.refused.set(None);
    page.problem.set(None);
    page.profile.set(None);
    spawn_local(async move {
        let (listed, datasets) = join(look(store, epoch), datasets::list()).await;
        if !epoch.is_current() {
            return;
        }
        match datasets {
            Ok(datasets) => page.datasets.set(datasets),
            Err(problem) => page.problem.set(Some(problem)),
        }
        if let Err(problem) = listed {
            page.problem.set(Some(problem));
        }
    });
}

/// Asks for the list, and again whenever a training that is followed is over.
async fn look(store: Store, epoch: Epoch) -> Result<(), Problem> {
    let list = models::list().await?;
    if !epoch.is_current() {
        return Ok(());
    }
    // The queue's order: the oldest first.
    let training: Vec<&Model> = list.iter().rev().filter(|model| model.state == ModelState::Training).take(FOLLOWED).collect();
    let jobs: Vec<String> = training.into_iter().map(|model| model.job.clone()).collect();
    store.models.list.set(Some(list));
    if !jobs.is_empty() {
        spawn_local(follow(store, epoch, jobs));
    }
    Ok(())
}

async fn follow(store: Store, epoch: Epoch, jobs: Vec<String>) {
    let followed = jobs.iter().map(|job| Box::pin(follow_job(epoch, job, move |job| store.models.keep_job(job))));
    let (over, ..) = futures::future::select_all(followed).await;
    if over.is_some()
        && let Err(problem) = Box::pin(look(store, epoch)).await
    {
        store.models.problem.set(Some(problem));
    }
}
