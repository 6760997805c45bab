//! Versions: looking at one, bringing one back, staying at one.

use leptos::prelude::*;
use shared::wire::dashboard::{DashboardEdit, NewDashboard};
use wasm_bindgen_futures::spawn_local;

use super::navigate::navigate;
use super::{load_page, open_dataset_page};
use crate::net::{dashboards, datasets};
use crate::route::Page;
use crate::state::Store;
use crate::state::dataset_page::SomeRows;
use crate::state::epoch::Epoch;

/// Rows that are shown before one that somebody wants to see.
const BEFORE: u64 = 5;

/// Shows a version's first rows, or those around a cell, which is marked.
pub fn preview_version(store: Store, id: String, version: u64, marked: Option<(u64, String)>) {
    let (page, epoch) = (store.dataset_page, Epoch::now());
    page.problem.set(None);
    let from = marked.as_ref().map_or(1, |(row, _)| row.saturating_sub(BEFORE).max(1));
    spawn_local(async move {
        let rows = datasets::head(&id, version, from).await;
        if epoch.is_current() {
            page.problem.set(rows.as_ref().err().cloned());
            page.preview.set(rows.ok().map(|table| SomeRows { version, from, marked, table }));
        }
    });
}

/// Brings a version's rows back, and shows the dataset with them.
pub fn restore_version(store: Store, id: String, version: u64) {
    let (page, epoch) = (store.dataset_page, Epoch::now());
    page.problem.set(None);
    spawn_local(async move {
        let restored = datasets::restore(&id, version).await;
        if !epoch.is_current() {
            return;
        }
        match restored {
            Ok(_) => {
                page.preview.set(None);
                open_dataset_page::renew(store, id).await;
            }
            Err(problem) => page.problem.set(Some(problem)),
        }
    });
}

/// Makes a dashboard that stays at a version, and opens it.
pub fn open_version(store: Store, id: String, version: u64) {
    let epoch = Epoch::now();
    spawn_local(async move {
        let new = NewDashboard { dataset: Some(id), version: Some(version), ..NewDashboard::default() };
        let made = dashboards::make(&new).await;
        if !epoch.is_current() {
            return;
        }
        match made {
            Ok(dashboard) => navigate(store, Page::Dashboard(dashboard.id)),
            Err(problem) => store.dataset_page.problem.set(Some(problem)),
        }
    });
}

/// Has the open dashboard stay at the versions that it shows, or follow the latest.
pub fn pin_dashboard(store: Store, stay: bool) {
    let Some(open) = store.open.get_untracked() else { return };
    let (old, epoch) = (open.dashboard.get_untracked(), Epoch::now());
    let shown = |id: &str| open.datasets.with_value(|all| all.iter().find(|of| of.dataset.id == id).map(|of| of.dataset.version));
    let mut tiles = old.tiles.clone();
    tiles.iter_mut().for_each(|tile| tile.version = if stay { shown(&tile.dataset) } else { None });
    open.problem.set(None);
    spawn_local(async move {
        let saved = dashboards::save(&old.id, old.version, &DashboardEdit { title: old.title, tiles }).await;
        if !epoch.is_current() {
            return;
        }
        match saved {
            Ok(_) => load_page::load(store, store.page.get_untracked()),
            Err(problem) => open.problem.set(Some(problem)),
        }
    });
}
