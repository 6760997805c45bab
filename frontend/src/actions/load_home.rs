//! The lists of the home page.

use std::future::Future;

use leptos::prelude::*;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::load_cases;
use crate::net::{dashboards, datasets, samples, upload};
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Asks for all lists again; each is shown as it comes, and the old one until then.
pub fn load_home(store: Store) {
    load_cases::load_cases(store);
    load_datasets(store);
    keep(store, store.home.deleted, datasets::deleted());
    load_pending(store);
    keep(store, store.home.dashboards, dashboards::list());
    if store.home.samples.with_untracked(Option::is_none) {
        keep(store, store.home.samples, samples::list());
    }
}

/// Asks for the uploads that stopped halfway again.
pub fn load_pending(store: Store) {
    keep(store, store.home.pending, upload::list());
}

/// Asks for the datasets again.
pub fn load_datasets(store: Store) {
    keep(store, store.home.datasets, datasets::list());
}

fn keep<T>(store: Store, list: RwSignal<Option<Vec<T>>>, asked: impl Future<Output = Result<Vec<T>, Problem>> + 'static)
where
    T: Send + Sync + 'static,
{
    let epoch = Epoch::now();
    spawn_local(async move {
        match asked.await {
            Ok(items) => list.set(Some(items)),
            Err(problem) if epoch.is_current() => store.problem.set(Some(problem)),
            Err(_) => {}
        }
    });
}
