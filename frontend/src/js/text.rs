//! Text by the browser, whose tables of letters need not be in the program.

use js_sys::JsString;

/// In small letters.
pub fn small(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}
