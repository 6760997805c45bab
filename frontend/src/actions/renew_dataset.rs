//! Work on a stored dataset that a job does.

use std::future::Future;

use leptos::prelude::*;
use shared::wire::job::Job;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::follow_jobs;
use crate::net::datasets;
use crate::state::Store;

/// Merges a dataset's small files.
pub fn compact_dataset(store: Store, id: impl Into<String>) {
    let id = id.into();
    begin(store, async move { datasets::compact(&id).await });
}

/// Computes a saved SQL result again.
pub fn refresh_dataset(store: Store, id: impl Into<String>) {
    let id = id.into();
    begin(store, async move { datasets::refresh(&id).await });
}

fn begin(store: Store, asked: impl Future<Output = Result<Job, Problem>> + 'static) {
    store.dataset_page.problem.set(None);
    spawn_local(async move {
        match asked.await {
            Ok(job) => follow_jobs::started(store, &job, true),
            Err(problem) => store.dataset_page.problem.set(Some(problem)),
        }
    });
}
