//! What a worker calls `self`.

use js_sys::Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::buffer;

/// Calls `f` with the text of every message from the page, as long as the worker lives.
pub fn on_text(f: impl Fn(String) + 'static) {
    let handler = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(text) = event.data().as_string() {
            f(text);
        }
    });
    scope().set_onmessage(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
}

/// Posts `[text]` or `[text, buffer]` to the page; the buffer is moved, not copied.
pub fn post(text: &str, bytes: Option<&[u8]>) -> Result<(), JsValue> {
    let message = Array::of1(&JsValue::from_str(text));
    let moved = Array::new();
    if let Some(bytes) = bytes {
        let buffer = buffer::of_bytes(bytes);
        message.push(&buffer);
        moved.push(&buffer);
    }
    scope().post_message_with_transfer(&message, &moved)
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
