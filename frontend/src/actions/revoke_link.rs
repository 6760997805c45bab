//! Taking a link back.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::list_links;
use crate::net::links;
use crate::state::Store;

/// Revokes a link of the open dashboard; whoever holds it sees nothing from now on.
pub fn revoke_link(store: Store, link_id: impl Into<String>) {
    let Some(open) = store.open.get_untracked() else { return };
    let dashboard = open.dashboard.with_untracked(|dashboard| dashboard.id.clone());
    let link = link_id.into();
    open.problem.set(None);
    spawn_local(async move {
        match links::revoke(&dashboard, &link).await {
            Ok(()) => {
                if open.made_link_id.with_value(|made| made.as_ref() == Some(&link)) {
                    open.made_link.set(None);
                }
                list_links::list(open).await;
            }
            Err(problem) => open.problem.set(Some(problem)),
        }
    });
}
