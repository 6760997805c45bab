//! Making a stream.

use leptos::prelude::*;
use shared::wire::stream::NewStream;
use wasm_bindgen_futures::spawn_local;

use super::load_streams;
use crate::net::streams;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Makes it; what the server finds wrong is shown at the form.
pub fn make_stream(store: Store, new: NewStream) {
    let (page, epoch) = (store.streams, Epoch::now());
    if page.making.get_untracked() {
        return;
    }
    page.making.set(true);
    page.refused.set(None);
    spawn_local(async move {
        let made = streams::make(&new).await;
        page.making.set(false);
        if !epoch.is_current() {
            return;
        }
        match made {
            Ok(_) => {
                page.made.update(|made| *made += 1);
                if let Err(problem) = load_streams::look(store, epoch).await {
                    page.problem.set(Some(problem));
                }
                load_streams::load_choices(store);
            }
            Err(problem) => page.refused.set(Some(problem)),
        }
    });
}
