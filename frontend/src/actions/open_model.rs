//! The page of one model.

use futures::future::join3;
use leptos::prelude::*;
use shared::wire::model::ModelState;

use super::follow_job::follow_job;
use super::open_dashboard::fail;
use crate::net::{dashboards, datasets, models};
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Shows a model; one that is being trained grows its curve until it is done.
pub(super) async fn open_model(store: Store, id: String) {
    let (page, epoch) = (store.models, Epoch::now());
    page.open.clear();
    page.problem.set(None);
    let model = match models::get(&id).await {
        Ok(model) => model,
        Err(problem) => return fail(store, epoch, problem),
    };
    if !epoch.is_current() {
        return;
    }
    let (state, job) = (model.state, model.job.clone());
    page.open.model.set(Some(model));
    if state == ModelState::Training {
        follow_job(epoch, &job, move |job| page.keep_job(job)).await;
        match models::get(&id).await {
            Ok(model) if epoch.is_current() => page.open.model.set(Some(model)),
            Ok(_) => return,
            Err(problem) => return fail(store, epoch, problem),
        }
    }
    surroundings(store, epoch).await;
}

/// Asks for the model's dataset and the dashboards, for the links into them.
pub(super) async fn surroundings(store: Store, epoch: Epoch) {
    let page = store.models;
    let Some(dataset) = page.open.model.with_untracked(|model| model.as_ref().map(|model| model.spec.dataset.clone())) else { return };
    let (list, found, all) = join3(dashboards::list(), datasets::get(&dataset, None), datasets::list()).await;
    if epoch.is_current() {
        page.open.dashboards.set(list.unwrap_or_default());
        // A dataset that was deleted meanwhile leaves the model without links, and able to predict.
        page.open.dataset.set(found.ok());
        page.datasets.set(all.unwrap_or_default());
    }
}
