//! What a pool does with what its workers say.

use std::cell::RefCell;
use std::rc::Rc;

use shared::wire::problem::Problem;
use shared::worker::protocol::FromWorker;

use super::notice::{LiveNews, Notice};
use super::pool::{Inner, Share};
use super::progress::LoadProgress;
use crate::instruments::timing;
use crate::js::performance;
use crate::js::worker::Heard;
use crate::net::trouble;

/// What is answered sooner needs no progress.
const LONG_MS: f64 = 300.0;

/// Takes a message; the owner is told after the pool is free again, so that it may ask at once.
pub(super) fn hear(pool: &Rc<RefCell<Inner>>, worker: usize, heard: Heard) {
    let (news, notice) = {
        let mut inner = pool.borrow_mut();
        (inner.take(worker, heard), inner.notice())
    };
    if let Some(news) = news {
        notice(news);
    }
}

impl Inner {
    fn take(&mut self, worker: usize, heard: Heard) -> Option<Notice> {
        if self.failed.is_some() || worker >= self.members.len() {
            return None;
        }
        let taken = match heard {
            Heard::Broken(reason) => self.replace(worker, &reason).map(|()| Some(Notice::Progress)),
            Heard::Message(text, bytes) => match serde_json::from_str(&text) {
                Ok(message) => self.reply(worker, message, &bytes),
                Err(error) => Err(trouble::worker(&error.to_string())),
            },
        };
        taken.unwrap_or_else(|problem| {
            self.fail(&problem);
            Some(Notice::Failed(problem))
        })
    }

    fn reply(&mut self, worker: usize, message: FromWorker, bytes: &[u8]) -> Result<Option<Notice>, Problem> {
        match message {
            FromWorker::Ready => self.members[worker].is_ready()?,
            FromWorker::Progress { load, rows, bytes, complete, cost } => {
                self.progressed(worker, load as usize, LoadProgress { rows, bytes, complete, cost, begun: true })?;
                return Ok(Some(Notice::Progress));
            }
            FromWorker::LoadFailed { problem, .. } => return Err(problem),
            FromWorker::LiveOpen { live } => return Ok(self.lives(live, LiveNews::Open)),
            FromWorker::LiveRows { live, rows, arrived_ms } => {
                self.progress.grow(rows);
                self.go_on_if_whole();
                return Ok(self.lives(live, LiveNews::Rows { arrived_ms }));
            }
            FromWorker::LiveOver { live, problem } => {
                if live == self.live {
                    self.await_no_more();
                }
                return Ok(self.lives(live, LiveNews::Over(problem)));
            }
            FromWorker::Answer { query, rows, complete } => self.answered((worker, query), bytes, rows, complete)?,
            FromWorker::Gone { query, rows } => return Ok(self.gone(worker, query, rows)),
            FromWorker::Rows { query, matched, cells } => {
                self.has_read(query, Share { matched, cells, ..Share::default() });
            }
            FromWorker::Sample { query } => self.has_read(query, Share { sample: bytes.to_vec(), ..Share::default() }),
            FromWorker::QueryFailed { query, problem } => self.refused(query, &problem),
        }
        Ok(None)
    }

    /// News of the live stream that is on; rows are news whichever stream brought them.
    fn lives(&self, live: u32, news: LiveNews) -> Option<Notice> {
        (live == self.live || matches!(news, LiveNews::Rows { .. })).then_some(Notice::Live(news))
    }

    /// A worker's next load begins when the one before is whole: the first chart's columns have the line for themselves.
    fn progressed(&mut self, worker: usize, load: usize, progress: LoadProgress) -> Result<(), Problem> {
        let was_whole = self.progress.is_load_complete(worker, load);
        let is_whole = progress.complete;
        self.progress.report(worker, load, progress);
        if is_whole && !was_whole {
            self.load(worker, load + 1)?;
        }
        if self.progress.is_complete() && !was_whole {
            self.recover();
            if let Some(opened) = self.opened.take() {
                timing::measured("sightline:load", opened);
            }
            self.free()?;
        }
        Ok(())
    }

    /// How far a question is, if it takes long.
    fn gone(&mut self, worker: usize, query: u64, rows: u64) -> Option<Notice> {
        let there = self.progress.rows();
        let asked = self.asked.get_mut(&query)?;
        let gone = asked.gather.gone(worker, rows);
        let is_long = performance::now() - asked.since > LONG_MS && there > 0;
        is_long.then(|| Notice::Gone { asker: asked.asker.clone(), share: (gone as f64 / there as f64).min(1.0) })
    }

    fn answered(&mut self, (worker, query): (usize, u64), bytes: &[u8], rows: u64, complete: bool) -> Result<(), Problem> {
        let Some(asked) = self.asked.get_mut(&query) else { return Ok(()) };
        asked.gather.add(worker, bytes, rows, complete)?;
        if asked.gather.is_whole()
            && let Some(asked) = self.asked.remove(&query)
        {
            timing::measured("sightline:query", asked.since);
            let _ = asked.ask.answered.send(asked.gather.merged());
            self.go_on(asked.asker);
        }
        Ok(())
    }

    fn has_read(&mut self, query: u64, share: Share) {
        if let Some(reading) = self.reading.remove(&query) {
            let _ = reading.answered.send(Ok(share));
        }
    }

    fn refused(&mut self, query: u64, problem: &Problem) {
        if let Some(reading) = self.reading.remove(&query) {
            let _ = reading.answered.send(Err(problem.clone()));
        }
        if let Some(asked) = self.asked.remove(&query) {
            let _ = asked.ask.answered.send(Err(problem.clone()));
            self.go_on(asked.asker);
        }
    }

    fn go_on(&mut self, asker: String) {
        if let Some(next) = self.desk.done(&asker) {
            self.begin(asker, next);
        }
    }
}
