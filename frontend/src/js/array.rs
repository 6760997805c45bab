//! `Array`, where the page's language is quicker at filling one than calls out of WebAssembly are.

use js_sys::{Array, Uint32Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/array.js")]
extern "C" {
    #[wasm_bindgen(js_name = lookedUp)]
    fn looked_up_at(values: &Array, places: &Uint32Array) -> Array;
}

/// The values at these places, one after the other, in a single call.
pub fn looked_up(values: &Array, places: &[u32]) -> Array {
    looked_up_at(values, &Uint32Array::from(places))
}
