//! `document.execCommand("insertText")`: the one way to change a text field that Undo can take back.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlTextAreaElement;

#[wasm_bindgen]
extern "C" {
    type EditedDocument;

    #[wasm_bindgen(method, js_name = execCommand)]
    fn exec_command(this: &EditedDocument, command: &str, with_ui: bool, value: &str) -> bool;
}

/// Puts `text` in place of what is selected and the caret after it.
pub fn insert(field: &HtmlTextAreaElement, text: &str) {
    // Both fail only for a field that is not shown.
    let _ = field.focus();
    let document: EditedDocument = gloo::utils::document().unchecked_into();
    if !document.exec_command("insertText", false, text) {
        let _ = field.set_range_text(text);
    }
}
