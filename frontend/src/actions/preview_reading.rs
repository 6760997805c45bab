//! Looking at what a dataset's file would become with other choices.

use leptos::prelude::*;
use shared::wire::import::ImportOptions;
use shared::wire::preview::Preview;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use crate::net::datasets;

/// What was told of the choices that are filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Told {
    /// Nobody has asked.
    #[default]
    Nothing,
    /// The server looks at the file.
    Waiting,
    /// What it would become, or why it can't be read so.
    Answer(Box<Result<Preview, Problem>>),
}

/// Asks what the choices would lead to. Of several questions only the last one's answer is told.
pub fn preview_reading(id: String, options: ImportOptions, turn: StoredValue<u32>, told: RwSignal<Told>) {
    let Some(this) = turn.try_update_value(|turn| {
        *turn += 1;
        *turn
    }) else {
        return;
    };
    told.set(Told::Waiting);
    spawn_local(async move {
        let answer = datasets::preview_again(&id, &options).await;
        if turn.try_get_value() == Some(this) {
            told.try_set(Told::Answer(Box::new(answer)));
        }
    });
}
