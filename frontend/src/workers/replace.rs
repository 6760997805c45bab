//! A worker that dies is replaced: another one reads its share again, then answers what was asked meanwhile. Its wasm memory goes with it, so
//! a share that was too large for one moment gets another chance; one that dies again and again is the dataset's failure.

use shared::wire::problem::Problem;

use super::pool::Inner;
use crate::net::trouble;

/// A pool replaces at most so many workers.
const MOST: u32 = 3;

/// What happened to a pool's workers.
#[derive(Debug, Default)]
pub(super) struct Losses {
    replaced: u32,
    recovering: bool,
    /// Whether the live stream is followed, by the last worker.
    following: bool,
    /// The worker that was lost followed it; its successor takes it up when its loads are whole.
    takes_up: bool,
}

impl Losses {
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

    /// It is left.
    pub(super) fn leave(&mut self) {
        self.following = false;
        self.takes_up = false;
    }
}

impl Inner {
    /// Puts another worker in the place of one that broke.
    pub(super) fn replace(&mut self, worker: usize, reason: &str) -> Result<(), Problem> {
        if self.losses.replaced == MOST {
            return Err(trouble::worker(reason));
        }
        self.losses.replaced += 1;
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
            self.progress.grow(0);
        }
        // The answers of the others are of no use without this one's; all are asked again, under new numbers.
        for asked in std::mem::take(&mut self.asked).into_values() {
            self.postponed.push((asked.asker, asked.ask));
        }
        self.reading.values_mut().filter(|reading| reading.worker == worker).for_each(|reading| reading.lost = true);
        self.load(worker, 0)
    }

    /// All rows are in again: what waited for that goes on.
    pub(super) fn recover(&mut self) {
        self.losses.recovering = false;
        if std::mem::take(&mut self.losses.takes_up) {
            self.follow();
        }
        for (asker, ask) in std::mem::take(&mut self.postponed) {
            self.begin(asker, ask);
        }
        let lost: Vec<_> = self.reading.iter().filter(|(_, reading)| reading.lost).map(|(query, _)| *query).collect();
        for query in lost {
            self.read_again(query);
        }
    }
}
