//! The home page takes what is pasted on it, outside of its fields.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement, HtmlTextAreaElement};

use crate::actions;
use crate::state::Store;

/// Listens to the window for as long as the page is shown.
#[component]
pub fn PasteTarget() -> impl IntoView {
    let store = expect_context::<Store>();
    let listener = window_event_listener(ev::paste, move |event| {
        if let Some(pasted) = event.clipboard_data().filter(|_| !is_in_field(&event))
            && actions::paste::paste(store, &pasted)
        {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

fn is_in_field(event: &ClipboardEvent) -> bool {
    event.target().is_some_and(|target| target.has_type::<HtmlInputElement>() || target.has_type::<HtmlTextAreaElement>())
}
