//! Training a model.

use leptos::prelude::*;
use shared::wire::model::TrainSpec;
use wasm_bindgen_futures::spawn_local;

use super::navigate::navigate;
use crate::net::models;
use crate::route::Page;
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Asks for it and shows its page, where the curve grows; what the server finds wrong is shown at the form.
pub fn train_model(store: Store, spec: TrainSpec) {
    let (page, epoch) = (store.models, Epoch::now());
    if page.asking.get_untracked() {
        return;
    }
    page.asking.set(true);
    page.refused.set(None);
    spawn_local(async move {
        let asked = models::train(&spec).await;
        page.asking.set(false);
        if !epoch.is_current() {
            return;
        }
        match asked {
            Ok(model) => navigate(store, Page::Model(model.id)),
            Err(problem) => page.refused.set(Some(problem)),
        }
    });
}
