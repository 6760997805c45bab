//! Whether the page is dark now.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::MediaQueryListEvent;

use crate::state::{Store, Theme};

thread_local! {
    static SYSTEM: RefCell<Option<ArcRwSignal<bool>>> = const { RefCell::new(None) };
}

/// True where the person chose dark, or left the choice to a system that is dark.
pub fn dark(store: Store) -> bool {
    match store.theme.get() {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::Auto => system().get(),
    }
}

fn system() -> ArcRwSignal<bool> {
    SYSTEM.with_borrow_mut(|system| system.get_or_insert_with(watch).clone())
}

/// One listener for the whole life of the page.
fn watch() -> ArcRwSignal<bool> {
    let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") else { return ArcRwSignal::new(false) };
    let state = ArcRwSignal::new(query.matches());
    let changed = {
        let state = state.clone();
        Closure::<dyn Fn(MediaQueryListEvent)>::new(move |event: MediaQueryListEvent| state.set(event.matches()))
    };
    query.set_onchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
    state
}
