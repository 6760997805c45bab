//! A sample, one click away.

use leptos::prelude::*;
use shared::wire::dashboard::Dashboard;
use shared::wire::dataset::Source;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::navigate::navigate;
use super::open_dataset::dashboard_of;
use crate::net::{datasets, samples};
use crate::route::Page;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Opens the dashboard of a sample; its dataset is stored by the first click only.
pub fn open_sample(store: Store, key: impl Into<String>) {
    let (key, epoch) = (key.into(), Epoch::now());
    spawn_local(async move {
        let found = dashboard_of_sample(&key).await;
        if !epoch.is_current() {
            return;
        }
        match found {
            Ok(dashboard) => navigate(store, Page::Dashboard(dashboard.id)),
            Err(problem) => store.problem.set(Some(problem)),
        }
    });
}

async fn dashboard_of_sample(key: &str) -> Result<Dashboard, Problem> {
    let is_it = |source: &Source| matches!(source, Source::Sample { key: stored } if stored == key);
    let dataset = match datasets::list().await?.into_iter().find(|dataset| is_it(&dataset.source)) {
        Some(dataset) => dataset,
        None => samples::store(key).await?,
    };
    dashboard_of(&dataset.id).await
}
