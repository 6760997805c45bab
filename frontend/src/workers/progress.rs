//! How far the loads of a pool are.

use shared::worker::cost::Cost;

/// One load of one worker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadProgress {
    /// Rows decoded.
    pub rows: u64,
    /// Bytes received.
    pub bytes: u64,
    /// All rows of the worker's share are in.
    pub complete: bool,
    /// What it has cost.
    pub cost: Cost,
    /// It has said anything yet.
    pub begun: bool,
}

/// All loads of all workers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    workers: Vec<Vec<LoadProgress>>,
    appended: u64,
}

impl Progress {
    /// Nothing yet.
    pub fn new(workers: usize, loads: usize) -> Progress {
        Progress { workers: vec![vec![LoadProgress::default(); loads]; workers], appended: 0 }
    }

    /// Takes a worker's report; reports of unknown loads are ignored.
    pub fn report(&mut self, worker: usize, load: usize, progress: LoadProgress) {
        if let Some(entry) = self.workers.get_mut(worker).and_then(|loads| loads.get_mut(load)) {
            *entry = progress;
        }
    }

    /// Forgets the reports of a worker that is no more.
    pub fn forget(&mut self, worker: usize) {
        if let Some(loads) = self.workers.get_mut(worker) {
            loads.iter_mut().for_each(|load| *load = LoadProgress::default());
        }
    }

    /// Forgets what a worker holds of some columns, and the loads that none are left of; the bytes that it held of those, and of the others.
    pub fn free(&mut self, worker: usize, columns: &[String], left: &[bool]) -> (u64, u64) {
        let (mut freed, mut kept) = (0, 0);
        let Some(loads) = self.workers.get_mut(worker) else { return (0, 0) };
        for load in loads.iter_mut() {
            load.cost.held_bytes.retain(|name, bytes| {
                let stays = !columns.contains(name);
                *(if stays { &mut kept } else { &mut freed }) += *bytes;
                stays
            });
        }
        let mut left = left.iter();
        loads.retain(|_| left.next() != Some(&false));
        (freed, kept)
    }

    /// Whether all rows of one load of one worker are in.
    pub fn is_load_complete(&self, worker: usize, load: usize) -> bool {
        self.workers.get(worker).and_then(|loads| loads.get(load)).is_some_and(|load| load.complete)
    }

    /// Takes the number of rows that were appended since the loads' version.
    pub fn grow(&mut self, appended: u64) {
        self.appended = appended;
    }

    /// Rows that were appended since the loads' version.
    pub fn appended(&self) -> u64 {
        self.appended
    }

    /// Rows that charts can count: those of the first load, and those appended.
    pub fn rows(&self) -> u64 {
        self.workers.iter().filter_map(|loads| loads.first()).map(|load| load.rows).sum::<u64>() + self.appended
    }

    /// Rows of all loads: those that are in, each once per load, and those that make all of them up if each load has `rows`.
    pub fn of_all_loads(&self, rows: u64) -> (u64, u64) {
        let loads = self.workers.first().map_or(0, Vec::len);
        (self.workers.iter().flatten().map(|load| load.rows).sum(), rows * loads as u64)
    }

    /// Whether every row of every load is in.
    pub fn is_complete(&self) -> bool {
        self.workers.iter().flatten().all(|load| load.complete)
    }

    /// Whether every worker knows every column: only then can it be asked for whole rows.
    pub fn has_begun(&self) -> bool {
        self.workers.iter().flatten().all(|load| load.begun)
    }

    /// Of each worker, all of its loads: rows of the first, bytes and costs of all.
    pub fn by_worker(&self) -> impl Iterator<Item = LoadProgress> {
        self.workers.iter().map(|loads| {
            let mut sum = LoadProgress { complete: true, begun: true, rows: loads.first().map_or(0, |load| load.rows), ..LoadProgress::default() };
            for load in loads {
                sum.bytes += load.bytes;
                sum.cost += load.cost.clone();
                sum.complete &= load.complete;
                sum.begun &= load.begun;
            }
            sum
        })
    }

    /// Whether any row is in.
    pub fn has_rows(&self) -> bool {
        self.rows() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(rows: u64, bytes: u64, complete: bool) -> LoadProgress {
        LoadProgress {
            rows,
            bytes,
            complete,
            begun: true,
            cost: Cost { fetch_ms: 1.0, held_bytes: [("x".to_owned(), rows)].into(), ..Cost::default() },
        }
    }

    #[test]
    fn a_pool_is_complete_when_every_load_of_every_worker_is() {
        let mut progress = Progress::new(2, 2);
        assert!(!progress.is_complete() && !progress.has_begun() && !progress.has_rows());
        progress.report(0, 0, load(10, 100, true));
        progress.report(1, 0, load(5, 50, true));
        progress.report(0, 1, load(10, 100, true));
        assert!(!progress.is_complete() && !progress.has_begun());
        assert_eq!(progress.of_all_loads(15), (25, 30));
        progress.report(1, 1, load(2, 20, false));
        assert!(progress.has_begun() && !progress.is_complete());
        progress.report(1, 1, load(5, 50, true));
        assert!(progress.is_complete());
        assert_eq!(progress.rows(), 15);
        progress.grow(4);
        assert_eq!(progress.rows(), 19);
    }

    #[test]
    fn freed_columns_are_held_no_longer_and_their_rows_are_still_there() {
        let mut progress = Progress::new(1, 2);
        let held = |name: &str, bytes| Cost { held_bytes: [(name.to_owned(), bytes)].into(), ..Cost::default() };
        progress.report(0, 0, LoadProgress { cost: held("x", 7), ..load(10, 100, true) });
        progress.report(0, 1, LoadProgress { cost: held("y", 5), ..load(10, 30, true) });
        assert_eq!(progress.free(0, &["y".to_owned()], &[true, false]), (5, 7));
        assert_eq!((progress.rows(), progress.of_all_loads(10), progress.is_complete()), (10, (10, 10), true));
        assert_eq!(progress.by_worker().map(|worker| worker.cost.held_bytes).collect::<Vec<_>>(), [held("x", 7).held_bytes]);
    }

    #[test]
    fn reports_of_unknown_workers_are_ignored() {
        let mut progress = Progress::new(1, 1);
        progress.report(7, 0, load(1, 1, true));
        progress.report(0, 7, load(1, 1, true));
        assert_eq!(progress, Progress::new(1, 1));
    }
    #[test]
    fn what_a_worker_loaded_is_summed_over_its_loads() {
        let mut progress = Progress::new(1, 2);
        progress.report(0, 0, load(10, 100, true));
        assert!(progress.by_worker().all(|worker| !worker.complete));
        progress.report(0, 1, load(10, 30, true));
        let cost = Cost { fetch_ms: 2.0, held_bytes: [("x".to_owned(), 20)].into(), ..Cost::default() };
        assert_eq!(progress.by_worker().collect::<Vec<_>>(), [LoadProgress { cost, ..load(10, 130, true) }]);
    }
}
