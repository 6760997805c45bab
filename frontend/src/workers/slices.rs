//! The rows of a table over all workers: the order of all rows is the order of the workers, so a window is a slice of a few of them.

/// A slice of one worker's matching rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The worker.
    pub worker: usize,
    /// The first row wanted, among the worker's matching rows.
    pub offset: u64,
    /// Rows wanted.
    pub limit: u64,
}

/// Where the window `[offset, offset + limit)` lies, given how many rows match in each worker.
pub fn slices(matched: &[u64], offset: u64, limit: u64) -> Vec<Slice> {
    let end = offset.saturating_add(limit);
    let mut start = 0;
    let mut slices = Vec::new();
    for (worker, count) in matched.iter().enumerate() {
        let (lo, hi) = (offset.max(start), end.min(start + count));
        if lo < hi {
            slices.push(Slice { worker, offset: lo - start, limit: hi - lo });
        }
        start += count;
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(matched: &[u64], offset: u64, limit: u64, expected: &[(usize, u64, u64)]) {
        let found: Vec<_> = slices(matched, offset, limit).into_iter().map(|slice| (slice.worker, slice.offset, slice.limit)).collect();
        assert_eq!(found, expected, "{matched:?} from {offset}, {limit} rows");
    }

    #[test]
    fn a_window_inside_one_worker() {
        check(&[10, 10, 10], 0, 5, &[(0, 0, 5)]);
        check(&[10, 10, 10], 12, 5, &[(1, 2, 5)]);
    }

    #[test]
    fn a_window_over_several_workers() {
        check(&[10, 3, 10], 8, 10, &[(0, 8, 2), (1, 0, 3), (2, 0, 5)]);
    }

    #[test]
    fn workers_without_matches_are_skipped() {
        check(&[0, 5, 0, 5], 4, 3, &[(1, 4, 1), (3, 0, 2)]);
    }

    #[test]
    fn beyond_the_end_there_is_nothing() {
        check(&[10, 10], 18, 50, &[(1, 8, 2)]);
        check(&[10, 10], 20, 5, &[]);
        check(&[], 0, 5, &[]);
        check(&[10], 0, 0, &[]);
        check(&[10], u64::MAX, u64::MAX, &[]);
    }
}
