//! A page that the browser keeps when the person goes on, to show it again by Back: <https://html.spec.whatwg.org/multipage/nav-history-apis.html#event-pagehide>.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::Reflect;
use web_sys::Event;

/// Calls `leave` when this page is left and kept, and `back`, if that ended something, when it is shown again; as long as the page lives.
pub fn on_leave(leave: impl Fn() -> bool + 'static, back: impl Fn() + 'static) {
    let window = gloo::utils::window();
    let ended = Rc::new(Cell::new(false));
    let then = Rc::clone(&ended);
    let left = move |event: &Event| {
        if is_kept(event) {
            ended.set(leave());
        }
    };
    EventListener::new(&window, "pagehide", left).forget();
    let shown = move |event: &Event| {
        if is_kept(event) && then.take() {
            back();
        }
    };
    EventListener::new(&window, "pageshow", shown).forget();
}

fn is_kept(event: &Event) -> bool {
    Reflect::get(event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy())
}
