//! A dashboard, for its owner.

use futures::future::join_all;
use leptos::prelude::*;
use shared::wire::dashboard::{Dashboard, ProfiledDataset};
use shared::wire::problem::Problem;

use super::show::{Shown, show};
use crate::js::address;
use crate::net::{dashboards, datasets};
use crate::queries::view;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Fetches the spec and its datasets, and shows them. A dataset that is gone fails its own tiles only.
pub(super) async fn open_dashboard(store: Store, id: String) {
    let epoch = Epoch::now();
    let view = view::decode(&address::query()).unwrap_or_default();
    let dashboard = dashboards::get(&id).await;
    let found = match dashboard {
        Ok(dashboard) => with_datasets(dashboard).await,
        Err(problem) => return fail(store, epoch, problem),
    };
    if epoch.is_current() {
        let (dashboard, datasets, missing) = found;
        show(store, Shown { dashboard, datasets, missing, link: None, view });
    }
}

/// Shows why there is nothing to see, unless the person has gone on.
pub(super) fn fail(store: Store, epoch: Epoch, problem: Problem) {
    if epoch.is_current() {
        store.problem.set(Some(problem));
    }
}

async fn with_datasets(dashboard: Dashboard) -> (Dashboard, Vec<ProfiledDataset>, Vec<(String, Problem)>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    let ids: Vec<String> = dashboard.datasets().into_iter().map(str::to_owned).collect();
    for (id, answer) in ids.iter().zip(join_all(ids.iter().map(|id| datasets::profiled(id, dashboard.pinned(id)))).await) {
        match answer {
            Ok(dataset) => found.push(dataset),
            Err(problem) => missing.push((id.clone(), problem)),
        }
    }
    (dashboard, found, missing)
}
