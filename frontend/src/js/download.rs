//! Saving bytes as a file: a link to an object URL, clicked.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlElement, Url};

use super::clock;

/// How long the browser gets to take the bytes over.
const KEPT_MS: u32 = 60_000;

/// Hands the bytes to the browser's downloads.
pub fn save(bytes: &Blob, file_name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(bytes)?;
    let link = gloo::utils::document().create_element("a")?;
    link.set_attribute("href", &url)?;
    link.set_attribute("download", file_name)?;
    if let Some(link) = link.dyn_ref::<HtmlElement>() {
        link.click();
    }
    clock::after(KEPT_MS, move || {
        // Fails only for text that is no URL.
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
