//! The size of an element, as it changes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use crate::figure::Size;

/// Keeps `size` at the inner size of an element until the component is gone.
pub fn observe(element: &HtmlElement, size: RwSignal<Size>) {
    let watched = element.clone();
    let changed = Closure::<dyn Fn()>::new(move || {
        let now = Size { width: f64::from(watched.client_width()), height: f64::from(watched.client_height()) };
        if size.try_get_untracked().is_some_and(|before| before != now) {
            size.set(now);
        }
    });
    let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, changed));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
