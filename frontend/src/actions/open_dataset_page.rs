//! The page of one dataset.

use futures::join;
use leptos::prelude::*;
use shared::wire::dataset::Source;

use super::load_home;
use crate::net::datasets;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Shows a dataset with its profile and its versions.
pub(super) async fn open_dataset_page(store: Store, id: String) {
    store.dataset_page.dataset.set(None);
    store.dataset_page.profile.set(None);
    store.dataset_page.full.set(None);
    store.dataset_page.versions.set(None);
    store.dataset_page.preview.set(None);
    store.dataset_page.problem.set(None);
    renew(store, id).await;
}

/// Shows it as it is now; until then as it was.
pub(super) async fn renew(store: Store, id: String) {
    let epoch = Epoch::now();
    let page = store.dataset_page;
    let (dataset, profile, versions) = join!(datasets::get(&id, None), datasets::profile(&id, None), datasets::versions(&id));
    if !epoch.is_current() {
        return;
    }
    match (dataset, profile) {
        (Ok(dataset), Ok(profile)) => {
            if matches!(dataset.source, Source::Sql { .. }) {
                // The names of the datasets that it reads.
                load_home::load_datasets(store);
            }
            page.profile.set(Some(profile));
            page.dataset.set(Some(dataset));
        }
        (Err(problem), _) | (_, Err(problem)) => return store.problem.set(Some(problem)),
    }
    match versions {
        Ok(versions) => page.versions.set(Some(versions)),
        Err(problem) => page.problem.set(Some(problem)),
    }
    let full = datasets::full_profile(&id).await;
    if !epoch.is_current() {
        return;
    }
    match full {
        Ok(full) => page.full.set(Some(full)),
        Err(problem) => page.problem.set(Some(problem)),
    }
}
