//! Deleting a dashboard.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::load_home::load_home;
use super::navigate::navigate;
use crate::net::dashboards;
use crate::route::Page;
use crate::state::Store;

/// Deletes it and shows the lists without it; from its own page it goes home.
pub fn delete_dashboard(store: Store, id: impl Into<String>) {
    let id = id.into();
    spawn_local(async move {
        match dashboards::delete(&id).await {
            Ok(()) if store.page.get_untracked() == Page::Dashboard(id) => navigate(store, Page::Home),
            Ok(()) => load_home(store),
            Err(problem) => store.problem.set(Some(problem)),
        }
    });
}
