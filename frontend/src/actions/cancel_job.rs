//! Cancelling a job.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::load_jobs;
use crate::net::jobs;
use crate::state::Store;

/// Cancels a job that waits or runs.
pub fn cancel_job(store: Store, id: impl Into<String>) {
    let id = id.into();
    store.jobs.problem.set(None);
    spawn_local(async move {
        if let Err(problem) = jobs::cancel(&id).await {
            store.jobs.problem.set(Some(problem));
        }
        load_jobs::load(store).await;
    });
}
