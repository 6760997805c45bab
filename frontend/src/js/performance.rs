//! `performance`: User Timing.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds since the page was opened, or the worker began.
pub fn now() -> f64 {
    performance().map_or(0.0, |performance| performance.now())
}

/// Adds a measure from `start` to `end`, both in [`now`]'s time.
pub fn measure(name: &str, start: f64, end: f64) {
    let Some(performance) = performance() else { return };
    let options = Object::new();
    let _ = Reflect::set(&options, &"start".into(), &start.into());
    let _ = Reflect::set(&options, &"end".into(), &end.into());
    // The form with two times and no marks is one that the bindings don't have yet.
    let function = Reflect::get(&performance, &"measure".into()).ok().and_then(|f| f.dyn_into::<Function>().ok());
    if let Some(function) = function {
        let _ = function.call2(&performance, &JsValue::from_str(name), &options);
    }
}

/// Forgets all measures of a name.
pub fn clear_measures(name: &str) {
    if let Some(performance) = performance() {
        performance.clear_measures_with_measure_name(name);
    }
}

fn performance() -> Option<web_sys::Performance> {
    // In a worker there is no window.
    Reflect::get(&js_sys::global(), &"performance".into()).ok()?.dyn_into().ok()
}
