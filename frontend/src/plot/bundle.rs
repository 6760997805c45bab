//! Plotly's bundle: fetched once, when the first chart is wanted, beside the data and after the page.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::HtmlScriptElement;

use crate::js::document::meta;

/// How far the bundle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// On its way.
    Loading,
    /// `window.Plotly` is there.
    Ready,
    /// It could not be fetched.
    Failed,
}

thread_local! {
    static BUNDLE: RefCell<Option<ArcRwSignal<Bundle>>> = const { RefCell::new(None) };
}

/// The state of the bundle; the first call begins to fetch it.
pub fn bundle() -> ArcRwSignal<Bundle> {
    BUNDLE.with_borrow_mut(|bundle| bundle.get_or_insert_with(fetch).clone())
}

fn fetch() -> ArcRwSignal<Bundle> {
    let state = ArcRwSignal::new(Bundle::Loading);
    let source = meta("sightline-plotly").unwrap_or_else(|| "/plotly.min.js".into());
    let document = gloo::utils::document();
    let script = document.create_element("script").ok().and_then(|element| element.dyn_into::<HtmlScriptElement>().ok());
    match (script, document.head()) {
        (Some(script), Some(head)) => {
            script.set_src(&source);
            script.set_async(true);
            script.set_onload(Some(&callback(&state, Bundle::Ready)));
            script.set_onerror(Some(&callback(&state, Bundle::Failed)));
            if head.append_child(&script).is_err() {
                state.set(Bundle::Failed);
            }
        }
        _ => state.set(Bundle::Failed),
    }
    state
}

fn callback(state: &ArcRwSignal<Bundle>, then: Bundle) -> js_sys::Function {
    let state = state.clone();
    Closure::once_into_js(move || state.set(then)).unchecked_into()
}
