//! Pausing, resuming and deleting a stream.

use std::future::Future;

use leptos::prelude::*;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use super::load_streams;
use crate::net::streams;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Stops it where it is.
pub fn pause_stream(store: Store, id: String) {
    change(store, id.clone(), async move { streams::pause(&id).await });
}

/// Goes on where it stopped.
pub fn resume_stream(store: Store, id: String) {
    change(store, id.clone(), async move { streams::resume(&id).await });
}

/// Deletes it; its datasets stay.
pub fn delete_stream(store: Store, id: String) {
    change(store, id.clone(), async move { streams::delete(&id).await });
}

fn change(store: Store, id: String, asked: impl Future<Output = Result<(), Problem>> + 'static) {
    let (page, epoch) = (store.streams, Epoch::now());
    if page.busy.with_untracked(|busy| busy.contains(&id)) {
        return;
    }
    page.busy.update(|busy| {
        busy.insert(id.clone());
    });
    page.problem.set(None);
    spawn_local(async move {
        let done = match asked.await {
            Ok(()) => load_streams::look(store, epoch).await,
            Err(problem) => Err(problem),
        };
        page.busy.update(|busy| {
            busy.remove(&id);
        });
        if let Err(problem) = done
            && epoch.is_current()
        {
            page.problem.set(Some(problem));
        }
    });
}
