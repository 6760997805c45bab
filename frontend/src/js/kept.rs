//! A page that the browser keeps when the person goes on, to show it again by Back: <https://html.spec.whatwg.org/multipage/nav-history-apis.html#event-pagehide>.

use gloo::events::EventListener;
use js_sys::Reflect;
use web_sys::Event;

/// Calls `leave` when this page is left and kept, and loads it anew when it is shown again; as long as the page lives.
pub fn on_leave(leave: impl Fn() + 'static) {
    let window = gloo::utils::window();
    let left = move |event: &Event| {
        if is_kept(event) {
            leave();
        }
    };
    EventListener::new(&window, "pagehide", left).forget();
    let shown = |event: &Event| {
        if is_kept(event) {
            // Fails only where the browser forbids it, and then the page is what it was.
            let _ = gloo::utils::window().location().reload();
        }
    };
    EventListener::new(&window, "pageshow", shown).forget();
}

fn is_kept(event: &Event) -> bool {
    Reflect::get(event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy())
}
