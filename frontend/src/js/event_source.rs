//! `EventSource`: what the server says as it happens (HTML standard, server-sent events).

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

/// What comes from the server.
pub enum Heard {
    /// The data of one event.
    Data(String),
    /// The server refused; no more will come. A connection that breaks is opened again by the browser and is none.
    Ended,
}

/// An open stream of events; closed when this is dropped.
pub struct Events {
    source: web_sys::EventSource,
    _listeners: [EventListener; 2],
}

impl Events {
    /// Opens `url`; `hear` is called with every event of the type `event`.
    pub fn open(url: &str, event: &'static str, hear: impl Fn(Heard) + Clone + 'static) -> Result<Events, JsValue> {
        let source = web_sys::EventSource::new(url)?;
        let tell = hear.clone();
        let data = EventListener::new(&source, event, move |event| {
            if let Some(text) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
                tell(Heard::Data(text));
            }
        });
        let watched = source.clone();
        let ended = EventListener::new(&source, "error", move |_| {
            if watched.ready_state() == web_sys::EventSource::CLOSED {
                hear(Heard::Ended);
            }
        });
        Ok(Events { source, _listeners: [data, ended] })
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.source.close();
    }
}
