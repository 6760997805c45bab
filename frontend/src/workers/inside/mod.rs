//! What runs in a worker: a shim that puts the browser's messages and streams into a [`WorkerSession`].

mod live;
mod load;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::worker::cost::Stopwatch;
use shared::worker::protocol::{FromWorker, Reply, ToWorker};
use shared::worker::session::WorkerSession;
use wasm_bindgen_futures::spawn_local;

use crate::js::turn::Turn;
use crate::js::{performance, scope};

/// The session, shared by the messages and the loads of one worker.
type Session = Rc<RefCell<WorkerSession>>;

/// How far a long question is, is told no more often.
const TELL_MS: f64 = 100.0;

thread_local! {
    /// Whether the questions that wait are being answered.
    static ANSWERING: Cell<bool> = const { Cell::new(false) };
}

/// Listens to the page from now on.
pub fn run() {
    let session = Rc::new(RefCell::new(WorkerSession::timed_by(Stopwatch::started(performance::now))));
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
        ToWorker::Load { load, part, url } => spawn_local(load::run(Rc::clone(session), load, part, url)),
        ToWorker::Live { live, url } => spawn_local(live::run(Rc::clone(session), live, url)),
        question @ (ToWorker::Query { .. } | ToWorker::Rows { .. } | ToWorker::Sample { .. }) => ask(session, question),
        other => {
            if other == ToWorker::LeaveLive {
                live::leave();
            }
            let replies = session.borrow_mut().handle(other);
            post_all(&replies);
        }
    }
}

/// Questions wait until the messages that are there have been heard, so that the most urgent of them comes first.
fn ask(session: &Session, question: ToWorker) {
    session.borrow_mut().wait(question);
    if ANSWERING.replace(true) {
        return;
    }
    let session = Rc::clone(session);
    spawn_local(async move {
        let turn = Turn::new();
        let mut told = f64::NEG_INFINITY;
        loop {
            turn.give().await;
            let Some(replies) = session.borrow_mut().answer_next() else { break };
            let (now, is_progress) = (performance::now(), matches!(&replies[..], [Reply { message: FromWorker::Gone { .. }, .. }]));
            if is_progress && now - told < TELL_MS {
                continue;
            }
            if is_progress {
                told = now;
            }
            post_all(&replies);
        }
        ANSWERING.set(false);
    });
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
