//! Looking at what a file would become with other choices.

use leptos::prelude::*;
use shared::wire::import::ImportOptions;
use shared::wire::preview::Preview;
use shared::wire::problem::Problem;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

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
    /// The last question: of several only the last one's answer is told.
    asked: StoredValue<Asked, LocalStorage>,
}

/// A question, counted, with its choices.
#[derive(Default)]
struct Asked {
    turn: u32,
    options: Option<ImportOptions>,
    _stop: Option<Stop>,
}

/// Ends a request with itself: when something else is asked, and when nobody looks any more. So the server looks at one reading at a time.
struct Stop(AbortController);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Default for Look {
    fn default() -> Self {
        Look { told: RwSignal::new(None), is_waiting: RwSignal::new(false), asked: StoredValue::new_local(Asked::default()) }
    }
}

/// Asks what the choices would lead to, unless that was asked last.
pub fn preview_reading(of: &ReadingOf, options: ImportOptions, look: Look) {
    // Fails in no browser that has `fetch`.
    let Ok(stop) = AbortController::new() else { return };
    let signal = stop.signal();
    let turn = look.asked.try_update_value(|last| {
        if last.options.as_ref() == Some(&options) {
            return None;
        }
        *last = Asked { turn: last.turn + 1, options: Some(options.clone()), _stop: Some(Stop(stop)) };
        Some(last.turn)
    });
    let Some(turn) = turn.flatten() else { return };
    look.is_waiting.set(true);
    let of = of.clone();
    spawn_local(async move {
        let answer = match &of {
            ReadingOf::Dataset(id) => datasets::preview_again(id, &options, &signal).await,
            ReadingOf::Upload(id) => upload::preview(id, &options, &signal).await,
        };
        if look.asked.try_with_value(|last| last.turn == turn) == Some(true) {
            look.is_waiting.try_set(false);
            look.told.try_set(Some(answer));
        }
    });
}
