//! From a dataset to its dashboard.

use leptos::prelude::*;
use shared::wire::dashboard::Dashboard;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::navigate::navigate;
use crate::net::dashboards;
use crate::route::Page;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Opens the first dashboard that was made of a dataset, or makes one.
pub fn open_dataset(store: Store, id: impl Into<String>) {
    let (id, epoch) = (id.into(), Epoch::now());
    spawn_local(async move {
        let found = dashboard_of(&id).await;
        if !epoch.is_current() {
            return;
        }
        match found {
            Ok(dashboard) => navigate(store, Page::Dashboard(dashboard.id)),
            Err(problem) => store.problem.set(Some(problem)),
        }
    });
}

/// The oldest dashboard that draws nothing but the dataset; a new one if there is none.
pub(super) async fn dashboard_of(dataset: &str) -> Result<Dashboard, Problem> {
    let made = dashboards::list().await?.into_iter().rev().find(|dashboard| dashboard.datasets() == [dataset] && dashboard.pinned(dataset).is_none());
    match made {
        Some(dashboard) => Ok(dashboard),
        None => dashboards::suggest(dataset).await,
    }
}
