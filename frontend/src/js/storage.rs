//! `localStorage` and `sessionStorage`. They may be denied or full; then a choice lasts as long as the page.

/// The text kept under `key`.
pub fn get(key: &str) -> Option<String> {
    of_browser()?.get_item(key).ok()?
}

/// Keeps `text` under `key`, or forgets it.
pub fn set(key: &str, text: Option<&str>) {
    keep(of_browser(), key, text);
}

/// The text kept under `key` in this tab.
pub fn get_of_tab(key: &str) -> Option<String> {
    of_tab()?.get_item(key).ok()?
}

/// Keeps `text` under `key` in this tab, or forgets it.
pub fn set_of_tab(key: &str, text: Option<&str>) {
    keep(of_tab(), key, text);
}

fn keep(storage: Option<web_sys::Storage>, key: &str, text: Option<&str>) {
    if let Some(storage) = storage {
        let _ = match text {
            Some(text) => storage.set_item(key, text),
            None => storage.remove_item(key),
        };
    }
}

fn of_browser() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok()?
}

fn of_tab() -> Option<web_sys::Storage> {
    gloo::utils::window().session_storage().ok()?
}
