//! The document outside of the components: `<html>`, `<title>`, `<meta>`.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Names the language of the page's texts.
pub fn set_language(tag: &str) {
    set_root_attribute("lang", Some(tag));
}

/// Names the colour scheme; none is the system's.
pub fn set_theme(word: Option<&str>) {
    set_root_attribute("data-theme", word);
}

/// The text on the browser's tab.
pub fn set_title(title: &str) {
    gloo::utils::document().set_title(title);
}

/// Gives the focus to the element with this id, if it is there.
pub fn focus(id: &str) {
    if let Some(element) = gloo::utils::document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Fails only for what is not shown.
        let _ = element.focus();
    }
}

/// The content of `<meta name=…>`, or nothing.
pub fn meta(name: &str) -> Option<String> {
    let selector = format!("meta[name=\"{name}\"]");
    gloo::utils::document().query_selector(&selector).ok()??.get_attribute("content").filter(|content| !content.is_empty())
}

fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = gloo::utils::document().document_element() {
        // Both fail only for names that are no attribute names.
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}
