//! The session of one worker: messages and bytes in, replies out.
//!
//! The browser's part fetches: it calls [`WorkerSession::begin`], [`WorkerSession::feed`] for each chunk of the body, and then
//! [`WorkerSession::end`], or [`WorkerSession::fail`] if the fetch broke. The same goes for live streams, by the names with `live`.

use arrow_buffer::Buffer;

use super::cost::{Cost, Stopwatch};
use super::load::Load;
use super::loads::Loads;
use super::protocol::{FromWorker, Reply, ToWorker};
use super::queue::Queue;
use super::rows::{Matches, Wanted};
use super::sampling::Samples;
use super::standing::{Covered, Kept, Standings};
use crate::wire::problem::Problem;
use crate::wire::query::{FilterSpec, QuerySpec};
use crate::wire::sample::SampleSpec;

/// Rows of one part are counted from `part · 2^PART_BITS`, so that all rows have a place in one order.
const PART_BITS: u32 = 40;

/// A worker without the browser.
#[derive(Debug, Default)]
pub struct WorkerSession {
    loads: Loads,
    standings: Standings,
    samples: Samples,
    kept: Kept,
    matches: Matches,
    queue: Queue,
}

impl WorkerSession {
    /// A session without data.
    pub fn new() -> WorkerSession {
        WorkerSession::default()
    }

    /// A session without data that times its loads.
    pub fn timed_by(stopwatch: Stopwatch) -> WorkerSession {
        let mut session = WorkerSession::default();
        session.loads.stopwatch = stopwatch;
        session
    }

    /// Takes a message. `Load` only begins the load; its bytes come by [`WorkerSession::feed`].
    pub fn handle(&mut self, message: ToWorker) -> Vec<Reply> {
        match message {
            ToWorker::Load { load, part, .. } => {
                self.begin(load, part);
                Vec::new()
            }
            ToWorker::Live { live, .. } => {
                self.begin_live(live);
                Vec::new()
            }
            ToWorker::LeaveLive => {
                self.loads.live.leave();
                Vec::new()
            }
            ToWorker::Cancel { asker } => {
                self.queue.cancel(&asker);
                self.standings.forget(&asker);
                self.samples.forget(&asker);
                Vec::new()
            }
            ToWorker::Free { columns } => {
                self.loads.free(&columns);
                // Any of it may be of these columns, and all of it is made again when it is asked for.
                self.forget();
                Vec::new()
            }
            ToWorker::Hasten { query } => {
                self.queue.hasten(query);
                Vec::new()
            }
            question @ (ToWorker::Query { .. } | ToWorker::Rows { .. } | ToWorker::Sample { .. }) => loop {
                if let Some(reply) = self.advance(&question) {
                    break vec![reply];
                }
            },
        }
    }

    /// Keeps a question until its turn comes.
    pub fn wait(&mut self, question: ToWorker) {
        self.queue.push(question);
    }

    /// Answers the most urgent of the questions that wait, or goes a stride towards its answer, of which then is said at most how far it is; none if none waits.
    pub fn answer_next(&mut self) -> Option<Vec<Reply>> {
        let question = self.queue.pop()?;
        let reply = self.advance(&question).or_else(|| {
            let gone = self.gone(&question);
            self.queue.put_back(question);
            gone
        });
        Some(reply.into_iter().collect())
    }

    /// How far a query is that is answered in part.
    fn gone(&self, question: &ToWorker) -> Option<Reply> {
        let ToWorker::Query { query, asker, .. } = question else { return None };
        Some(FromWorker::Gone { query: *query, rows: self.standings.rows(asker)? }.into())
    }

    /// Begins a load of a part of the rows; what was loaded under its number is forgotten.
    pub fn begin(&mut self, load: u32, part: u32) {
        self.loads.begin(load);
        self.loads.first_row = u64::from(part) << PART_BITS;
        self.forget();
    }

    /// Takes bytes of a load in: one progress reply per batch that they complete, or a failure. Bytes after a failure are ignored.
    pub fn feed(&mut self, load: u32, bytes: impl Into<Buffer>) -> Vec<Reply> {
        let mut replies = Vec::new();
        if let Err(problem) = self.loads.feed(load, bytes, |so_far| replies.push(progress(load, so_far))) {
            replies.extend(self.fail(load, problem));
        }
        replies
    }

    /// Says that a load's body has ended: it is complete now, or has failed if its end marker is missing.
    pub fn end(&mut self, load: u32) -> Vec<Reply> {
        let Some(open) = self.loads.open(load) else { return Vec::new() };
        match open.finish() {
            Ok(()) => {
                let (rows, bytes, spent) = (open.rows(), open.bytes(), open.cost());
                let cost = Cost { held_bytes: self.loads.bytes(load), ..spent };
                self.loads.append();
                vec![FromWorker::Progress { load, rows, bytes, complete: true, cost }.into()]
            }
            Err(problem) => self.fail(load, problem),
        }
    }

    /// Says that a load's fetch broke. A load that has failed or ended already stays as it is.
    pub fn fail(&mut self, load: u32, problem: Problem) -> Vec<Reply> {
        let Some(open) = self.loads.open(load) else { return Vec::new() };
        open.fail();
        vec![FromWorker::LoadFailed { load, problem }.into()]
    }

    /// Begins a live stream; gives the rows that it must leave out.
    pub fn begin_live(&mut self, live: u32) -> u64 {
        self.loads.live.begin(live);
        self.loads.live.rows()
    }

    /// Whether a live stream is the one that is on.
    pub fn is_live(&self, live: u32) -> bool {
        self.loads.live.is_on(live)
    }

    /// Takes bytes of a live stream in, which came at `arrived_ms`.
    pub fn feed_live(&mut self, live: u32, bytes: &[u8], arrived_ms: f64) -> Vec<Reply> {
        if !self.is_live(live) {
            return Vec::new();
        }
        // The batches are built beside the loads, whose types they take on.
        let mut appended = std::mem::take(&mut self.loads.live);
        let fed = appended.feed(bytes, |name| self.loads.field(name));
        self.loads.live = appended;
        self.loads.append();
        match fed {
            Ok(true) => vec![FromWorker::LiveRows { live, rows: self.loads.live.rows(), arrived_ms }.into()],
            Ok(false) => Vec::new(),
            Err(problem) => self.fail_live(live, problem),
        }
    }

    /// Says that a live stream's body has ended.
    pub fn end_live(&mut self, live: u32) -> Vec<Reply> {
        if !self.is_live(live) {
            return Vec::new();
        }
        vec![FromWorker::LiveOver { live, problem: self.loads.live.finish().err() }.into()]
    }

    /// Says that a live stream broke, or never opened.
    pub fn fail_live(&mut self, live: u32, problem: Problem) -> Vec<Reply> {
        if !self.is_live(live) {
            return Vec::new();
        }
        self.loads.live.leave();
        vec![FromWorker::LiveOver { live, problem: Some(problem) }.into()]
    }

    /// Forgets what it has found so far, but not the rows.
    fn forget(&mut self) {
        self.standings.clear();
        self.samples.clear();
        self.kept.clear();
        self.matches.clear();
    }

    /// The answer to a question; none after a stride that does not reach it.
    fn advance(&mut self, question: &ToWorker) -> Option<Reply> {
        let (query, reply) = match question {
            ToWorker::Query { query, asker, spec, .. } => (*query, self.answer(*query, asker, spec)),
            ToWorker::Rows { query, columns, filters, offset, limit, picture, .. } => {
                let wanted = Wanted { columns, picture: picture.as_deref(), rows: *offset..offset.saturating_add(*limit) };
                (*query, self.rows(*query, &wanted, filters))
            }
            ToWorker::Sample { query, asker, first_row, spec, .. } => (*query, self.sample(*query, asker, *first_row, spec)),
            _ => return None,
        };
        reply.unwrap_or_else(|problem| Some(FromWorker::QueryFailed { query, problem }.into()))
    }

    fn answer(&mut self, query: u64, asker: &str, spec: &QuerySpec) -> Result<Option<Reply>, Problem> {
        let covered = self.standings.advance(asker, spec, &self.loads, &mut self.kept)?;
        Ok(covered.map(|Covered { bytes, rows, complete }| Reply { message: FromWorker::Answer { query, rows, complete }, bytes: Some(bytes) }))
    }

    fn rows(&mut self, query: u64, wanted: &Wanted<'_>, filters: &[FilterSpec]) -> Result<Option<Reply>, Problem> {
        let page = self.matches.page(wanted, filters, &self.loads, &mut self.kept.masks)?;
        Ok(page.map(|page| FromWorker::Rows { query, matched: page.matched, cells: page.cells }.into()))
    }

    fn sample(&mut self, query: u64, asker: &str, first_row: u64, spec: &SampleSpec) -> Result<Option<Reply>, Problem> {
        let bytes = self.samples.advance(asker, spec, first_row, &self.loads, &mut self.kept.masks)?;
        Ok(bytes.map(|bytes| Reply { message: FromWorker::Sample { query }, bytes: Some(bytes).filter(|bytes| !bytes.is_empty()) }))
    }
}

fn progress(load: u32, so_far: &Load) -> Reply {
    FromWorker::Progress { load, rows: so_far.rows(), bytes: so_far.bytes(), complete: false, cost: so_far.cost() }.into()
}

#[cfg(test)]
mod tests;
