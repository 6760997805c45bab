//! From predictions to the dashboard that shows them.

use leptos::prelude::*;
use shared::wire::dashboard::Dashboard;
use shared::wire::model::Model;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::navigate::navigate;
use crate::net::{dashboards, datasets};
use crate::queries::{confusion, predicted_tiles};
use crate::route::Page;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Opens the dashboard with the open model's confusion matrix over a dataset, or makes one: a dashboard from before the predictions
/// knows nothing of their columns.
pub fn open_predicted(store: Store, dataset: String) {
    let epoch = Epoch::now();
    let Some(model) = store.models.open.model.get_untracked() else { return };
    spawn_local(async move {
        let found = dashboard_of(&model, &dataset).await;
        if !epoch.is_current() {
            return;
        }
        match found {
            Ok(dashboard) => navigate(store, Page::Dashboard(dashboard.id)),
            Err(problem) => store.models.problem.set(Some(problem)),
        }
    });
}

/// The dashboard that shows a model's predictions of a dataset; a new one if there is none.
pub(super) async fn dashboard_of(model: &Model, dataset: &str) -> Result<Dashboard, Problem> {
    let shows = |dashboard: &Dashboard| confusion::matrix(&model.spec, dataset, std::slice::from_ref(dashboard)).is_some();
    match dashboards::list().await?.into_iter().find(shows) {
        Some(dashboard) => Ok(dashboard),
        None => {
            let found = datasets::get(dataset, None).await?;
            match predicted_tiles::tiles(&model.spec, &found) {
                Some(tiles) => dashboards::create(&found.name, tiles).await,
                None => dashboards::suggest(dataset).await,
            }
        }
    }
}
