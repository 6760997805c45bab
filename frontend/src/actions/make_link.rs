//! Sharing: a link that shows the dashboard as it is brushed now.

use leptos::prelude::*;
use shared::wire::dashboard::View;
use shared::wire::link::NewLink;
use shared::wire::problem::Code;
use wasm_bindgen_futures::spawn_local;

use super::list_links;
use crate::net::{datasets, links};
use crate::state::Store;

/// Makes a view-only link; its path is shown this once. With `keeps` it stays at the versions that are the latest now.
pub fn make_link(store: Store, keeps: bool) {
    let Some(open) = store.open.get_untracked() else { return };
    let dashboard = open.dashboard.get_untracked();
    let mut new = NewLink { view: View { brushes: open.brushes.get_untracked() }, ..NewLink::default() };
    open.problem.set(None);
    spawn_local(async move {
        let kept = if keeps { dashboard.datasets() } else { Vec::new() };
        for id in kept {
            let version = match dashboard.pinned(id) {
                Some(version) => Ok(version),
                None => datasets::get(id, None).await.map(|dataset| dataset.version),
            };
            match version {
                Ok(version) => drop(new.versions.insert(id.to_owned(), version)),
                // Of a dataset that is gone there is nothing to keep.
                Err(problem) if problem.code == Code::NotFound => {}
                Err(problem) => return open.problem.set(Some(problem)),
            }
        }
        match links::make(&dashboard.id, &new).await {
            Ok(made) => {
                open.made_link.set(Some(made.path));
                open.made_link_id.set_value(Some(made.id));
                list_links::list(open).await;
            }
            Err(problem) => open.problem.set(Some(problem)),
        }
    });
}
