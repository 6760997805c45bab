//! Sharing: a link that shows the dashboard as it is brushed now.

use leptos::prelude::*;
use shared::wire::dashboard::View;
use shared::wire::link::{Access, NewLink};
use wasm_bindgen_futures::spawn_local;

use super::list_links;
use crate::net::links;
use crate::state::Store;

/// Makes a view-only link; its path is shown this once.
pub fn make_link(store: Store) {
    let Some(open) = store.open.get_untracked() else { return };
    let dashboard = open.dashboard.with_untracked(|dashboard| dashboard.id.clone());
    let new = NewLink { access: Access::View, view: View { brushes: open.brushes.get_untracked() } };
    open.problem.set(None);
    spawn_local(async move {
        match links::make(&dashboard, &new).await {
            Ok(made) => {
                open.made_link.set(Some(made.path));
                open.made_link_id.set_value(Some(made.id));
                list_links::list(open).await;
            }
            Err(problem) => open.problem.set(Some(problem)),
        }
    });
}
