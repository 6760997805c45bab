//! Looking at what a file would become with other choices.

use leptos::prelude::*;
use shared::wire::import::ImportOptions;
use shared::wire::preview::Preview;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;

use crate::net::{datasets, upload};

/// Whose file it is.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadingOf {
    /// A dataset's.
    Dataset(String),
    /// An upload's, by the server's id.
    Upload(String),
}

/// What was told of a file.
#[derive(Clone, Copy)]
pub struct Look {
    /// What it would become, or why it can't be read so; nothing before the first answer.
    pub told: RwSignal<Option<Result<Preview, Problem>>>,
    /// Whether the server looks at it again.
    pub is_waiting: RwSignal<bool>,
    /// The choices of the last question, counted: of several questions only the last one's answer is told.
    asked: StoredValue<(u32, Option<ImportOptions>)>,
}

impl Default for Look {
    fn default() -> Self {
        Look { told: RwSignal::new(None), is_waiting: RwSignal::new(false), asked: StoredValue::new((0, None)) }
    }
}

/// Asks what the choices would lead to, unless that was asked last.
pub fn preview_reading(of: &ReadingOf, options: ImportOptions, look: Look) {
    let turn = look.asked.try_update_value(|(turn, last)| {
        let is_new = last.as_ref() != Some(&options);
        *last = Some(options.clone());
        *turn += u32::from(is_new);
        is_new.then_some(*turn)
    });
    let Some(turn) = turn.flatten() else { return };
    look.is_waiting.set(true);
    let of = of.clone();
    spawn_local(async move {
        let answer = match &of {
            ReadingOf::Dataset(id) => datasets::preview_again(id, &options).await,
            ReadingOf::Upload(id) => upload::preview(id, &options).await,
        };
        if look.asked.try_with_value(|(last, _)| *last == turn) == Some(true) {
            look.is_waiting.try_set(false);
            look.told.try_set(Some(answer));
        }
    });
}
