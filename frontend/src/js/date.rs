//! `Date`.

use wasm_bindgen::JsValue;

/// The instant of a local time such as `2026-11-22T10:00`, in RFC 3339 and UTC; nothing if it is no time.
pub fn utc_of_local(local: &str) -> Option<String> {
    let date = js_sys::Date::new(&JsValue::from_str(local));
    if date.get_time().is_nan() { None } else { date.to_iso_string().as_string() }
}

/// The present in RFC 3339 and UTC.
pub fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}
