//! The address bar: `location` and `history`.

use gloo::events::EventListener;
use wasm_bindgen::JsValue;

/// The address's path.
pub fn path() -> String {
    window().location().pathname().unwrap_or_else(|_| "/".into())
}

/// The address's query with its `?`, or nothing.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Goes to another page of ours; Back comes back.
pub fn push(path: &str) {
    if let Ok(history) = window().history() {
        // Fails only where the browser limits how often; the page is shown all the same.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Loads another page of ours in place of this document, and of those that it lies in the frames of.
pub fn leave(path: &str) {
    // Fails only where the frame may not, and then nothing happens.
    let _ = window().open_with_url_and_target(path, "_top");
}

/// Changes the address of the page in view; Back does not see it.
pub fn replace(path_and_query: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path_and_query));
    }
}

/// Calls `f` after Back and Forward, as long as the page lives.
pub fn on_pop(f: impl Fn() + 'static) {
    EventListener::new(&window(), "popstate", move |_| f()).forget();
}

fn window() -> web_sys::Window {
    gloo::utils::window()
}
