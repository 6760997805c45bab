//! `File`.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList};

use super::buffer;

/// The files of a list.
pub fn files_of(list: FileList) -> Vec<File> {
    Array::from(&JsValue::from(list)).iter().filter_map(|item| item.dyn_into().ok()).collect()
}

/// A text as the one file of a list.
pub fn list_of(name: &str, text: &str) -> Option<FileList> {
    let file = File::new_with_str_sequence(&Array::of1(&text.into()), name).ok()?;
    let transfer = DataTransfer::new().ok()?;
    transfer.items().add_with_file(&file).ok()?;
    transfer.files()
}

/// Whether the browser can read it at all: a folder that was dropped looks like a file until its first byte is asked for.
pub async fn is_readable(file: &File) -> bool {
    match file.slice_with_f64_and_f64(0.0, 1.0) {
        Ok(first) => JsFuture::from(first.array_buffer()).await.is_ok(),
        Err(_) => false,
    }
}

/// All of its bytes in base64; nothing if they can't be read.
pub async fn base64(file: &File) -> Option<String> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    base64_of(&buffer::bytes_of(&buffer))
}

/// Bytes in Base64.
pub fn base64_of(bytes: &[u8]) -> Option<String> {
    // `btoa` takes one character per byte.
    let text: String = bytes.iter().copied().map(char::from).collect();
    gloo::utils::window().btoa(&text).ok()
}
