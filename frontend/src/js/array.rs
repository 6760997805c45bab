//! `Array`, where the page's language is quicker at filling one than calls out of WebAssembly are.

use js_sys::{Array, Uint32Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    type Lookup;

    #[wasm_bindgen(method, getter, js_name = at)]
    fn at(this: &Lookup) -> js_sys::Function;

    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    fn mapped(places: &Uint32Array, each: &js_sys::Function) -> Array;
}

/// The values at these places, one after the other, in a single call.
pub fn looked_up(values: &Array, places: &[u32]) -> Array {
    mapped(&Uint32Array::from(places), &values.unchecked_ref::<Lookup>().at().bind0(values))
}
