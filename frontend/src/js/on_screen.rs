//! `IntersectionObserver`: whether an element is on the screen.

use js_sys::Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Watches one element; over when this is dropped.
pub struct OnScreen {
    observer: IntersectionObserver,
    _changed: Closure<dyn FnMut(Array)>,
}

impl OnScreen {
    /// `hear` is told soon whether any part of the element is on the screen, and whenever that changes.
    pub fn watch(element: &Element, hear: impl Fn(bool) + 'static) -> Result<OnScreen, JsValue> {
        let changed = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            // The last one is the newest.
            if let Ok(entry) = entries.get(entries.length().saturating_sub(1)).dyn_into::<IntersectionObserverEntry>() {
                hear(entry.is_intersecting());
            }
        });
        let observer = IntersectionObserver::new(changed.as_ref().unchecked_ref())?;
        observer.observe(element);
        Ok(OnScreen { observer, _changed: changed })
    }
}

impl Drop for OnScreen {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
