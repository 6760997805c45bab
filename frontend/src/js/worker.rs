//! `Worker`, as the page sees it.

use js_sys::Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageEvent, WorkerOptions, WorkerType};

use super::buffer;

/// What comes from a worker.
pub enum Heard {
    /// A message's text and the bytes beside it.
    Message(String, Vec<u8>),
    /// The worker broke; what the browser says about it.
    Broken(String),
}

/// A module worker; it ends when this is dropped.
pub struct Worker {
    worker: web_sys::Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Worker {
    /// Starts the module at `url`; `hear` is called with all that it says.
    pub fn start(url: &str, hear: impl Fn(Heard) + Clone + 'static) -> Result<Worker, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(url, &options)?;
        let tell = hear.clone();
        let on_message = Closure::new(move |event: MessageEvent| tell(message_of(&event)));
        let on_error = Closure::new(move |event: Event| hear(Heard::Broken(reason_of(&event))));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Worker { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Posts a text.
    pub fn post(&self, text: &str) -> Result<(), JsValue> {
        self.worker.post_message(&JsValue::from_str(text))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

fn message_of(event: &MessageEvent) -> Heard {
    let parts = Array::from(&event.data());
    Heard::Message(parts.get(0).as_string().unwrap_or_default(), buffer::bytes_of(&parts.get(1)))
}

fn reason_of(event: &Event) -> String {
    event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|text| !text.is_empty()).unwrap_or_else(|| "it did not start".into())
}
