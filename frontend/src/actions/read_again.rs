//! Reading a dataset's file again with other choices.

use leptos::prelude::*;
use shared::wire::import::ImportOptions;
use wasm_bindgen_futures::spawn_local;

use super::open_dataset_page;
use crate::net::datasets;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Reads it, then shows what became of it; `busy` until then.
pub fn read_again(store: Store, id: String, options: ImportOptions, busy: RwSignal<bool>) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    store.dataset_page.problem.set(None);
    let epoch = Epoch::now();
    spawn_local(async move {
        let read = datasets::import_again(&id, &options).await;
        busy.try_set(false);
        if !epoch.is_current() {
            return;
        }
        match read {
            Ok(_) => open_dataset_page::renew(store, id).await,
            Err(problem) => store.dataset_page.problem.set(Some(problem)),
        }
    });
}
