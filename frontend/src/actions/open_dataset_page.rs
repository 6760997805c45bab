//! The page of one dataset.

use futures::future::join;
use leptos::prelude::*;

use crate::net::datasets;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Shows a dataset with its profile.
pub(super) async fn open_dataset_page(store: Store, id: String) {
    let epoch = Epoch::now();
    store.dataset_page.dataset.set(None);
    store.dataset_page.profile.set(None);
    let (dataset, profile) = join(datasets::get(&id), datasets::profile(&id)).await;
    if !epoch.is_current() {
        return;
    }
    match (dataset, profile) {
        (Ok(dataset), Ok(profile)) => {
            store.dataset_page.dataset.set(Some(dataset));
            store.dataset_page.profile.set(Some(profile));
        }
        (Err(problem), _) | (_, Err(problem)) => store.problem.set(Some(problem)),
    }
}
