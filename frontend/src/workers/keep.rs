//! Columns that nothing shows any more are freed. The memory of a worker never shrinks, so where they were most of it the worker is thrown away,
//! and another one reads the columns that are left.

use shared::wire::problem::{Code, Problem};
use shared::worker::protocol::ToWorker;

use super::pool::{Inner, Pool};
use crate::net::trouble;

/// With less to give back a worker stays: one without rows takes about as much.
const LEAST_BYTES: u64 = 8 << 20;

impl Pool {
    /// Frees the columns that are not wanted any more, but one of those that are here: rows are counted by it.
    pub fn want(&self, columns: &[String]) -> Result<(), Problem> {
        let here: Vec<String> = self.0.borrow().loads.concat();
        let kept: Vec<String> = here.iter().filter(|name| columns.contains(name)).cloned().collect();
        self.keep(if kept.is_empty() { here.into_iter().take(1).collect() } else { kept })
    }

    /// Frees all columns but these, as soon as all rows are in. Refuses names that it has not, and to keep nothing. Rows that are read again for it may fail to
    /// come, as they may at first.
    pub fn keep(&self, columns: Vec<String>) -> Result<(), Problem> {
        self.0.borrow_mut().keep(columns)
    }
}

impl Inner {
    fn keep(&mut self, columns: Vec<String>) -> Result<(), Problem> {
        if let Some(problem) = &self.failed {
            return Err(problem.clone());
        }
        let is_here = |name: &&String| self.loads.iter().flatten().any(|own| own == *name);
        if let Some(name) = columns.iter().find(|name| !is_here(name)) {
            return Err(refused(&format!("{name} is none of the columns that were opened")));
        }
        if columns.is_empty() {
            return Err(refused("no column would be left; close the handle instead"));
        }
        self.keeps = Some(columns);
        self.free().inspect_err(|problem| self.fail(problem))
    }

    /// Frees what is not wanted any more, unless rows are still on their way.
    pub(super) fn free(&mut self) -> Result<(), Problem> {
        if !self.progress.is_complete() {
            return Ok(());
        }
        let Some(kept) = self.keeps.take() else { return Ok(()) };
        let freed: Vec<String> = self.loads.iter().flatten().filter(|name| !kept.contains(name)).cloned().collect();
        self.loads.iter_mut().for_each(|load| load.retain(|name| kept.contains(name)));
        let left: Vec<bool> = self.loads.iter().map(|load| !load.is_empty()).collect();
        self.loads.retain(|load| !load.is_empty());
        for worker in 0..self.members.len() {
            let (freed_bytes, kept_bytes) = self.progress.free(worker, &freed, &left);
            // Appended rows are in no load: they would be away until their stream, which is paused, goes on.
            let would_lose = worker + 1 == self.members.len() && self.progress.appended() > 0 && !self.losses.is_following();
            if gives_back(freed_bytes, kept_bytes) && !would_lose {
                self.renew(worker)?;
            } else if !freed.is_empty() {
                self.members[worker].tell(&ToWorker::Free { columns: freed.clone() })?;
            }
        }
        Ok(())
    }
}

/// Whether another worker in place of one would take less memory by more than it costs.
fn gives_back(freed_bytes: u64, kept_bytes: u64) -> bool {
    freed_bytes >= LEAST_BYTES && freed_bytes >= kept_bytes
}

fn refused(reason: &str) -> Problem {
    trouble::problem(Code::InvalidRequest, format!("These columns can't be kept: {reason}."), &[("field", "columns"), ("reason", reason)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_made_anew_where_most_of_its_memory_is_freed_and_that_is_much() {
        assert!(gives_back(LEAST_BYTES, LEAST_BYTES));
        assert!(!gives_back(LEAST_BYTES - 1, 0));
        assert!(!gives_back(LEAST_BYTES, LEAST_BYTES + 1));
    }
}
