//! A worker that dies is replaced: another one reads its share again, then answers what was asked meanwhile. Its wasm memory goes with it, so
//! a share that was too large for one moment gets another chance; one that dies again and again is the dataset's failure.

use shared::wire::problem::Problem;
use shared::worker::protocol::ToWorker;

use super::pool::{Inner, Pool};
use crate::js::performance;
use crate::net::trouble;

/// A worker's successor is replaced so many times in [`WITHIN_MS`]. Workers that are lost now and then, in weeks, are replaced for ever. That a share is whole again
/// forgives nothing: the question that ended one worker, or the rows that a stream brings, may end the next after it has read them all.
const MOST: usize = 3;

/// An hour: reading a share may take minutes.
const WITHIN_MS: f64 = 3_600_000.0;

/// What happened to a pool's workers.
#[derive(Debug, Default)]
pub(super) struct Losses {
    /// The places of those that died, and when, in milliseconds.
    deaths: Vec<(usize, f64)>,
    recovering: bool,
    /// Whether the live stream is followed, by the last worker.
    following: bool,
    /// The worker that was lost followed it; its successor takes it up when its loads are whole.
    takes_up: bool,
    /// The appended rows that the worker had which was lost. Until its successor has them, answers would be of fewer rows than before.
    awaited: u64,
}

impl Losses {
    /// Notes that a worker died; whether another one may take its place.
    fn forgives(&mut self, worker: usize, now: f64) -> bool {
        self.deaths.retain(|(_, at)| now - at < WITHIN_MS);
        self.deaths.push((worker, now));
        self.deaths.iter().filter(|(place, _)| *place == worker).count() <= MOST
    }

    /// Whether a new worker has not all of its rows yet.
    pub(super) fn is_recovering(&self) -> bool {
        self.recovering
    }

    /// Whether the live stream is followed.
    pub(super) fn is_following(&self) -> bool {
        self.following
    }

    /// The live stream is followed from now on.
    pub(super) fn follow(&mut self) {
        self.following = true;
    }
}

impl Pool {
    /// Why it can't go on, if it can't.
    pub fn failure(&self) -> Option<Problem> {
        self.0.borrow().failed.clone()
    }
}

impl Inner {
    /// Puts another worker in the place of one that broke.
    pub(super) fn replace(&mut self, worker: usize, reason: &str) -> Result<(), Problem> {
        if !self.losses.forgives(worker, performance::now()) {
            return Err(trouble::worker(reason));
        }
        self.renew(worker)
    }

    /// Ends a worker and has another one read its rows.
    pub(super) fn renew(&mut self, worker: usize) -> Result<(), Problem> {
        self.losses.recovering = true;
        let start = std::rc::Rc::clone(&self.start);
        self.members[worker] = start(worker)?;
        self.progress.forget(worker);
        if worker + 1 == self.members.len() && self.live > 0 {
            // Rows that came by a stream that is paused now come again when it goes on.
            self.losses.takes_up = self.losses.following;
            self.losses.awaited = if self.losses.following { self.losses.awaited.max(self.progress.appended()) } else { 0 };
            self.progress.grow(0);
        }
        // The answers of the others are of no use without this one's; all are asked again, under new numbers.
        for asked in std::mem::take(&mut self.asked).into_values() {
            self.postponed.push((asked.asker, asked.ask));
        }
        self.reading.values_mut().filter(|reading| reading.worker == worker).for_each(|reading| reading.lost = true);
        self.load(worker, 0)
    }

    /// The live stream is left.
    pub(super) fn leave(&mut self) {
        self.losses.following = false;
        self.losses.takes_up = false;
        self.tell_last(&ToWorker::LeaveLive);
        self.await_no_more();
    }

    /// All rows of the loads are in, perhaps again.
    pub(super) fn recover(&mut self) {
        if std::mem::take(&mut self.losses.takes_up) {
            self.follow();
        }
        self.go_on_if_whole();
    }

    /// No more rows come by the live stream for now: nothing waits for them.
    pub(super) fn await_no_more(&mut self) {
        self.losses.awaited = 0;
        self.go_on_if_whole();
    }

    /// What waited for a lost worker's rows goes on when they are in again.
    pub(super) fn go_on_if_whole(&mut self) {
        if !self.losses.recovering || !self.progress.is_complete() || self.progress.appended() < self.losses.awaited {
            return;
        }
        self.losses.recovering = false;
        self.losses.awaited = 0;
        for (asker, ask) in std::mem::take(&mut self.postponed) {
            self.begin(asker, ask);
        }
        let lost: Vec<_> = self.reading.iter().filter(|(_, reading)| reading.lost).map(|(query, _)| *query).collect();
        for query in lost {
            self.read_again(query);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: f64 = 60_000.0;

    /// Whether a worker of two is replaced at each of these times.
    fn check(deaths: &[(usize, f64)], expected: &[bool]) {
        let mut losses = Losses::default();
        let forgiven: Vec<bool> = deaths.iter().map(|(worker, at)| losses.forgives(*worker, *at)).collect();
        assert_eq!(forgiven, expected, "{deaths:?}");
    }

    #[test]
    fn a_worker_that_dies_again_and_again_is_given_up() {
        check(&[(0, 0.0), (0, 1.0), (0, 2.0), (0, 3.0)], &[true, true, true, false]);
        check(&[(0, 0.0), (0, 19.0 * MINUTE), (0, 38.0 * MINUTE), (0, 57.0 * MINUTE)], &[true, true, true, false]);
    }

    #[test]
    fn workers_that_are_lost_now_and_then_are_replaced_for_ever() {
        let deaths: Vec<_> = (0..20).map(|death| (0, f64::from(death) * 21.0 * MINUTE)).collect();
        check(&deaths, &[true; 20]);
    }

    #[test]
    fn what_ends_all_workers_at_once_is_not_counted_for_each_of_them() {
        check(&[(0, 0.0), (1, 0.0), (2, 0.0), (3, 0.0), (0, 1.0), (1, 1.0)], &[true; 6]);
    }
}
