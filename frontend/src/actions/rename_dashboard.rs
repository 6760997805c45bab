//! Giving a dashboard another title.

use leptos::prelude::*;
use shared::wire::dashboard::{Dashboard, DashboardEdit};
use shared::wire::problem::Code;
use wasm_bindgen_futures::spawn_local;

use crate::net::dashboards;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Saves the title. It is shown at once; if somebody else saved first, theirs is shown and the problem says so.
pub fn rename_dashboard(store: Store, title: impl Into<String>) {
    let Some(open) = store.open.get_untracked() else { return };
    let new = title.into();
    let old = open.dashboard.get_untracked();
    if new == old.title {
        return;
    }
    open.problem.set(None);
    open.dashboard.set(Dashboard { title: new.clone(), ..old.clone() });
    let epoch = Epoch::now();
    spawn_local(async move {
        let edit = DashboardEdit { title: new, tiles: old.tiles.clone() };
        let saved = dashboards::save(&old.id, old.version, &edit).await;
        let (now, problem) = match saved {
            Ok(saved) => (saved, None),
            Err(problem) if problem.code == Code::PreconditionFailed => (dashboards::get(&old.id).await.unwrap_or(old), Some(problem)),
            Err(problem) => (old, Some(problem)),
        };
        if epoch.is_current() {
            open.dashboard.set(now);
            open.problem.set(problem);
        }
    });
}
