//! Deleting a model.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::load_page;
use super::navigate::navigate;
use crate::net::models;
use crate::route::Page;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Deletes it and shows the list without it.
pub fn delete_model(store: Store, id: String) {
    let epoch = Epoch::now();
    spawn_local(async move {
        let deleted = models::delete(&id).await;
        if !epoch.is_current() {
            return;
        }
        match deleted {
            Ok(()) if store.page.get_untracked() == Page::Models => load_page::load(store, Page::Models),
            Ok(()) => navigate(store, Page::Models),
            Err(problem) => store.models.problem.set(Some(problem)),
        }
    });
}
