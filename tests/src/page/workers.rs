//! The workers of a page.

use std::time::Instant;

use serde_json::Value;

use super::{PATIENCE, Page, eval_in};
use crate::cdp::Cdp;

impl Page {
    /// The value of a JavaScript expression in the worker that was started `nth`; promises are awaited.
    #[track_caller]
    pub fn run_in_worker(&mut self, nth: usize, expression: &str) -> Value {
        let session = self.cdp.workers.get(nth).unwrap_or_else(|| panic!("there is no worker {nth}")).clone();
        eval_in(&mut self.cdp, &session, expression).unwrap_or_else(|e| panic!("{expression}: {e}"))
    }

    /// How many workers were started.
    pub fn workers_started(&self) -> usize {
        self.cdp.workers.len()
    }

    /// Waits until so many workers were started.
    #[track_caller]
    pub fn wait_for_workers_started(&mut self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.workers_started() < count {
            assert!(Instant::now() < deadline, "only {} workers were started", self.workers_started());
            self.eval("new Promise(done => setTimeout(done, 16))");
        }
    }

    /// Waits until so many workers are there; the browser tells of each that begins or ends.
    #[track_caller]
    pub fn wait_for_workers(&mut self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.cdp.workers.len() - self.cdp.ended != count {
            let Cdp { workers, ended, .. } = &self.cdp;
            assert!(Instant::now() < deadline, "{} workers were started and {ended} have ended", workers.len());
            self.eval("new Promise(done => setTimeout(done, 16))");
        }
    }
}
