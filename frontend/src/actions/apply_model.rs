//! Writing a model's predictions into a dataset.

use leptos::prelude::*;
use shared::wire::job::JobState;
use wasm_bindgen_futures::spawn_local;

use super::follow_job::follow_job;
use super::open_model::surroundings;
use super::open_predicted::dashboard_of;
use crate::net::models;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Asks for the job and follows it; afterwards the confusion matrix links into the dataset's dashboard.
pub fn apply_model(store: Store, dataset: String) {
    let (page, epoch) = (store.models, Epoch::now());
    let Some(id) = page.open.model.with_untracked(|model| model.as_ref().map(|model| model.id.clone())) else { return };
    page.problem.set(None);
    spawn_local(async move {
        let job = match models::apply(&id, &dataset).await {
            Ok(job) => job,
            Err(problem) if epoch.is_current() => return page.problem.set(Some(problem)),
            Err(_) => return,
        };
        if !epoch.is_current() {
            return;
        }
        page.open.apply.set(Some(job.clone()));
        let Some(over) = follow_job(epoch, &job.id, move |job| page.open.apply.set(Some(job))).await else { return };
        // The dashboard is made at once, so that the cells of the confusion matrix lead somewhere.
        if over.state == JobState::Succeeded
            && let Some(model) = page.open.model.get_untracked().filter(|model| model.spec.target.is_some())
            && let Err(problem) = dashboard_of(&model, &dataset).await
            && epoch.is_current()
        {
            page.problem.set(Some(problem));
        }
        surroundings(store, epoch).await;
    });
}
