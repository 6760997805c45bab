//! The list of jobs, kept as it is on the server.

use futures::join;
use leptos::prelude::*;
use shared::one_by_one::one_by_one;
use shared::wire::job::Job;
use wasm_bindgen_futures::spawn_local;

use super::follow_jobs;
use crate::js::clock;
use crate::net::{datasets, jobs, models, streams};
use crate::queries::jobs::subject_name;
use crate::state::Store;

/// Before the list is asked for again when it did not come.
const RETRY_MS: u32 = 3_000;

/// Asks for the list, and follows what is not over.
pub fn load_jobs(store: Store) {
    spawn_local(load(store));
}

/// The same; until it comes, as long as something in the last list was not over.
pub(super) async fn load(store: Store) {
    loop {
        match jobs::list().await {
            Ok(list) => return keep(store, list),
            // Without a list there is nothing to say: the next thing that a person does shows why.
            Err(_) if store.jobs.active() == 0 => return,
            Err(_) => clock::sleep(RETRY_MS).await,
        }
    }
}

fn keep(store: Store, list: Vec<Job>) {
    let ended: Vec<Job> = list.iter().filter(|job| job.state.is_over()).cloned().collect();
    store.jobs.list.set(Some(list));
    ended.iter().for_each(follow_jobs::tell_those_who_wait);
    follow_jobs::follow(store);
    load_names(store);
}

/// Asks what the things that jobs work on are called, if the drawer shows one that has no name yet.
pub(super) fn load_names(store: Store) {
    let jobs = store.jobs;
    let all_named =
        jobs.list.with_untracked(|list| jobs.names.with_untracked(|names| list.iter().flatten().all(|job| subject_name(&job.spec, names).is_some())));
    if all_named || !jobs.open.get_untracked() {
        return;
    }
    spawn_local(async move {
        let (datasets, models, streams) = join!(datasets::list(), models::list(), streams::list());
        let datasets = datasets.unwrap_or_default().into_iter().map(|dataset| (dataset.id, dataset.name));
        let models = models.unwrap_or_default().into_iter().map(|model| (model.id, model.name));
        let streams = streams.unwrap_or_default().into_iter().map(|stream| (stream.id, stream.name));
        jobs.names.set(one_by_one(datasets.chain(models).chain(streams)));
    });
}
