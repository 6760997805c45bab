//! Taking a tile off the open dashboard, and putting it back.

use leptos::prelude::*;
use shared::wire::dashboard::{Dashboard, DashboardEdit, Tile};
use wasm_bindgen_futures::spawn_local;

use super::{brush, follow, load_page};
use crate::instruments::api;
use crate::net::dashboards;
use crate::queries::budget;
use crate::state::dashboard::{OpenDashboard, RemovedTile};
use crate::state::epoch::Epoch;
use crate::state::{Store, session};

/// Takes a tile off and saves. Columns that no tile shows any more are freed.
pub fn remove_tile(store: Store, id: &str) {
    let Some(open) = store.open.get_untracked() else { return };
    let mut tiles = open.dashboard.with_untracked(|dashboard| dashboard.tiles.clone());
    let Some(at) = tiles.iter().position(|tile| tile.id == id) else { return };
    let tile = tiles.remove(at);
    save(open, tiles, move |saved| {
        brush::clear(store, tile.id.clone());
        session::drop_index(&tile.id);
        open.tiles.update_value(|tiles| tiles.retain(|state| state.tile.id != tile.id));
        open.dashboard.set(saved);
        free(open, &tile.dataset);
        open.removed.set(Some(RemovedTile { tile, at }));
    });
}

/// Puts the tile back that was taken off last, and shows the dashboard with it.
pub fn put_tile_back(store: Store) {
    let Some(open) = store.open.get_untracked() else { return };
    let Some(RemovedTile { tile, at }) = open.removed.get_untracked() else { return };
    let mut tiles = open.dashboard.with_untracked(|dashboard| dashboard.tiles.clone());
    tiles.insert(at.min(tiles.len()), tile);
    save(open, tiles, move |_| load_page::load(store, store.page.get_untracked()));
}

fn save(open: OpenDashboard, tiles: Vec<Tile>, then: impl FnOnce(Dashboard) + 'static) {
    // What is on its way has the next version.
    if open.saving.get_value() {
        return;
    }
    open.saving.set_value(true);
    let (old, epoch) = (open.dashboard.get_untracked(), Epoch::now());
    open.problem.set(None);
    spawn_local(async move {
        let saved = dashboards::save(&old.id, old.version, &DashboardEdit { title: old.title, tiles }).await;
        open.saving.set_value(false);
        if epoch.is_current() {
            match saved {
                Ok(saved) => then(saved),
                Err(problem) => open.problem.set(Some(problem)),
            }
        }
    });
}

/// Frees the columns of a dataset that no tile shows any more; with the last tile, its workers.
fn free(open: OpenDashboard, dataset: &str) {
    let shown = open.datasets.with_value(|datasets| datasets.iter().find(|profiled| profiled.dataset.id == dataset).cloned());
    let Some(profiled) = shown else { return };
    let plan = open
        .dashboard
        .with_untracked(|dashboard| dashboard.datasets().contains(&dataset).then(|| budget::plan(dashboard, &profiled, api::budget_bytes(), false)));
    match (plan, session::pool(dataset)) {
        // Refused by a pool that has failed, which its tiles say.
        (Some(plan), Some(pool)) => drop(pool.want(&plan.loads.concat())),
        (Some(_), None) => {}
        (None, _) => {
            session::leave(dataset);
            open.datasets.update_value(|datasets| datasets.retain(|profiled| profiled.dataset.id != dataset));
        }
    }
    follow::count_rows(open);
}
