//! The links of the open dashboard.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::net::links;
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;

/// Asks for them again.
pub fn list_links(store: Store) {
    if let Some(open) = store.open.get_untracked() {
        spawn_local(list(open));
    }
}

/// Shows the links as they are now.
pub(super) async fn list(open: OpenDashboard) {
    let dashboard = open.dashboard.with_untracked(|dashboard| dashboard.id.clone());
    match links::list(&dashboard).await {
        Ok(links) => open.links.set(Some(links)),
        Err(problem) => open.problem.set(Some(problem)),
    }
}
