//! The whole window takes files, on every page but a link's.

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions;
use crate::route::Page;
use crate::state::Store;

/// Listens to the window, and says so while files are over it.
#[component]
pub fn DropOverlay() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    // Enter and leave come for every element that is crossed: what counts is whether they balance.
    let depth = RwSignal::new(0i32);
    let open = move || !matches!(store.page.get_untracked(), Page::Link(_));
    let handles = [
        window_event_listener(ev::dragenter, move |event| {
            if carries_files(&event) {
                event.prevent_default();
                depth.update(|depth| *depth += i32::from(open()));
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            if carries_files(&event) {
                depth.update(|depth| *depth = (*depth - 1).max(0));
            }
        }),
    ];
    let over = window_event_listener(ev::dragover, move |event| {
        // Without this the browser would open the file instead of the page.
        if carries_files(&event) {
            event.prevent_default();
            if let Some(transfer) = event.data_transfer() {
                transfer.set_drop_effect(if open() { "copy" } else { "none" });
            }
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        if !carries_files(&event) {
            return;
        }
        event.prevent_default();
        depth.set(0);
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()).filter(|_| open()) {
            actions::upload_files::upload_files(store, files);
        }
    });
    on_cleanup(move || {
        handles.into_iter().for_each(WindowListenerHandle::remove);
        over.remove();
        drop.remove();
    });
    view! {
        <Show when=move || { depth.get() > 0 }>
            <div class="drop-overlay" aria-hidden="true">
                <div class="drop-card"><Icon glyph=Glyph::Upload/><span>{move || words.get().home.release}</span></div>
            </div>
        </Show>
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}
