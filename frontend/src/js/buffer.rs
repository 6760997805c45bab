//! `ArrayBuffer`, which moves between page and worker without a copy.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// A new buffer of these bytes.
pub fn of_bytes(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// The bytes of a buffer or of a `Uint8Array`; none of anything else.
pub fn bytes_of(value: &JsValue) -> Vec<u8> {
    if let Some(array) = value.dyn_ref::<Uint8Array>() {
        return array.to_vec();
    }
    value.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec()).unwrap_or_default()
}
