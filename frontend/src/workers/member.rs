//! One worker of a pool. What is posted before it is ready waits: a module worker loses messages that come before its code listens.

use shared::wire::problem::Problem;
use shared::worker::protocol::ToWorker;

use super::spare;
use crate::js::worker::{Heard, Worker};
use crate::net::trouble;

/// A worker and what it has not been told yet.
pub struct Member {
    worker: Worker,
    outbox: Option<Vec<String>>,
}

impl Member {
    /// A spare worker, or a new one; `hear` is called with all that it says from now on.
    pub fn start(hear: impl Fn(Heard) + 'static) -> Result<Member, Problem> {
        let (worker, is_ready) = spare::take()?.listen(hear);
        Ok(Member { worker, outbox: (!is_ready).then(Vec::new) })
    }

    /// Tells it something, now or as soon as it listens.
    pub fn tell(&mut self, message: &ToWorker) -> Result<(), Problem> {
        let text = serde_json::to_string(message).map_err(|error| trouble::worker(&error.to_string()))?;
        match &mut self.outbox {
            Some(outbox) => outbox.push(text),
            None => self.post(&text)?,
        }
        Ok(())
    }

    /// It listens now.
    pub fn is_ready(&mut self) -> Result<(), Problem> {
        for text in self.outbox.take().unwrap_or_default() {
            self.post(&text)?;
        }
        Ok(())
    }

    fn post(&self, text: &str) -> Result<(), Problem> {
        self.worker.post(text).map_err(|_| trouble::worker("it takes no messages"))
    }
}
