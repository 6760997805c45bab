//! `XMLHttpRequest`: the one request that tells how much of its body has left.

use std::cell::Cell;
use std::rc::Rc;

use futures::channel::oneshot;
use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, EventTarget, ProgressEvent, XmlHttpRequest};

/// How a request ended.
#[derive(Debug)]
pub enum Ended {
    /// The server answered with this status and text.
    Answered(u16, String),
    /// The connection broke.
    Broken,
    /// It was aborted.
    Aborted,
}

/// A request under way; to be kept until it has ended.
pub struct Upload {
    request: XmlHttpRequest,
    aborted: Rc<Cell<bool>>,
    _listeners: [EventListener; 2],
}

impl Upload {
    /// Sends bytes, or none; the browser reads a file piece by piece. `sent` hears the bytes that left.
    pub fn send(
        (method, url): (&str, &str),
        headers: &[(&str, &str)],
        body: Option<&Blob>,
        sent: impl Fn(u64) + 'static,
    ) -> Result<(Upload, oneshot::Receiver<Ended>), JsValue> {
        let request = XmlHttpRequest::new()?;
        request.open(method, url)?;
        for (name, value) in headers {
            request.set_request_header(name, value)?;
        }
        let (sender, receiver) = oneshot::channel();
        let leaving_body: EventTarget = request.upload()?.into();
        let leaving = EventListener::new(&leaving_body, "progress", move |event| {
            if let Some(progress) = event.dyn_ref::<ProgressEvent>() {
                // Bytes as a double: exact below 2^53.
                sent(progress.loaded() as u64);
            }
        });
        let (answered, aborted) = (request.clone(), Rc::new(Cell::new(false)));
        let was_aborted = Rc::clone(&aborted);
        let ended = EventListener::once(&request, "loadend", move |_| {
            let _ = sender.send(if was_aborted.get() { Ended::Aborted } else { how_it_ended(&answered) });
        });
        request.send_with_opt_blob(body)?;
        Ok((Upload { request, aborted, _listeners: [leaving, ended] }, receiver))
    }

    /// Stops it; the server sees the body end too early.
    pub fn abort(&self) {
        self.aborted.set(true);
        let _ = self.request.abort();
    }
}

fn how_it_ended(request: &XmlHttpRequest) -> Ended {
    match request.status().unwrap_or(0) {
        0 => Ended::Broken,
        status => Ended::Answered(status, request.response_text().ok().flatten().unwrap_or_default()),
    }
}
