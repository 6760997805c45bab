//! Choosing the dataset to train on.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::net::datasets;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Asks what the columns of a dataset look like, so that the form offers only what can be learned.
pub fn choose_training_data(store: Store, id: String) {
    let (page, epoch) = (store.models, Epoch::now());
    page.profile.set(None);
    page.refused.set(None);
    spawn_local(async move {
        let profile = datasets::profile(&id, None).await;
        if !epoch.is_current() {
            return;
        }
        match profile {
            Ok(profile) => page.profile.set(Some((id, profile))),
            Err(problem) => page.refused.set(Some(problem)),
        }
    });
}
