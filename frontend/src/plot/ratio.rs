//! How many of the screen's pixels there are for each of CSS, as it changes: when the page is zoomed, or its window moved to another screen.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::pixel_ratio;

thread_local! {
    static RATIO: RefCell<Option<ArcRwSignal<f64>>> = const { RefCell::new(None) };
}

/// The ratio now; whoever reads it is told when it is another.
pub fn watched_ratio() -> f64 {
    RATIO.with_borrow_mut(|ratio| ratio.get_or_insert_with(watch).clone()).get()
}

fn watch() -> ArcRwSignal<f64> {
    let ratio = ArcRwSignal::new(pixel_ratio());
    wait(ratio.clone());
    ratio
}

/// A query tells only that the ratio is not what it was; then another one waits.
fn wait(ratio: ArcRwSignal<f64>) {
    let Ok(Some(query)) = window().match_media(&format!("(resolution: {}dppx)", pixel_ratio())) else { return };
    let kept = query.clone();
    let changed = Closure::once_into_js(move || {
        kept.set_onchange(None);
        ratio.set(pixel_ratio());
        wait(ratio);
    });
    query.set_onchange(Some(changed.unchecked_ref()));
}
