//! What runs in a worker: a shim that puts the browser's messages and streams into a [`WorkerSession`].

mod live;
mod load;

use std::cell::RefCell;
use std::rc::Rc;

use shared::worker::protocol::{FromWorker, Reply, ToWorker};
use shared::worker::session::WorkerSession;
use wasm_bindgen_futures::spawn_local;

use crate::js::scope;

/// The session, shared by the messages and the loads of one worker.
type Session = Rc<RefCell<WorkerSession>>;

/// Listens to the page from now on.
pub fn run() {
    let session = Session::default();
    scope::on_text(move |text| {
        // Page and worker are of one build, so what can't be read can only be a bug; it must not end the worker.
        if let Ok(message) = serde_json::from_str(&text) {
            hear(&session, message);
        }
    });
    post(&Reply::from(FromWorker::Ready));
}

fn hear(session: &Session, message: ToWorker) {
    match message {
        ToWorker::Load { load, url } => spawn_local(load::run(Rc::clone(session), load, url)),
        ToWorker::Live { live, url } => spawn_local(live::run(Rc::clone(session), live, url)),
        other => {
            if other == ToWorker::LeaveLive {
                live::leave();
            }
            let replies = session.borrow_mut().handle(other);
            post_all(&replies);
        }
    }
}

fn post_all(replies: &[Reply]) {
    replies.iter().for_each(post);
}

fn post(reply: &Reply) {
    if let Ok(text) = serde_json::to_string(&reply.message) {
        // Fails only if the worker is being ended.
        let _ = scope::post(&text, reply.bytes.as_deref());
    }
}
