//! Deleting a dataset, and taking that back.

use leptos::prelude::*;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::load_home::load_home;
use crate::net::datasets;
use crate::state::Store;

/// Deletes it, shows the lists without it, and offers to bring it back.
pub fn delete_dataset(store: Store, id: String, name: String) {
    let undo = Some((id.clone(), name));
    spawn_local(async move { changed(store, datasets::delete(&id).await, undo) });
}

/// Brings it back and shows the lists with it.
pub fn undelete_dataset(store: Store, id: String) {
    spawn_local(async move { changed(store, datasets::undelete(&id).await, None) });
}

fn changed(store: Store, done: Result<(), Problem>, undo: Option<(String, String)>) {
    match done {
        Ok(()) => {
            store.home.undo.set(undo);
            load_home(store);
        }
        Err(problem) => store.problem.set(Some(problem)),
    }
}
