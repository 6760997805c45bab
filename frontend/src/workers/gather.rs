//! One question under way: the partials of all workers become one answer.

use shared::engine::answer::Answer;
use shared::engine::partial::Partial;
use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;

use crate::net::trouble;

/// An answer with what it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathered {
    /// The answer.
    pub answer: Answer,
    /// Rows that it covers, filters not counted.
    pub rows: u64,
    /// Whether these are all rows of the dataset.
    pub complete: bool,
}

/// The workers' partials as one, before it is made an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The partial.
    pub partial: Partial,
    /// Rows that it covers, filters not counted.
    pub rows: u64,
    /// Whether these are all rows of the dataset.
    pub complete: bool,
}

impl Merged {
    /// The answer to the question that was asked.
    pub fn finish(&self, spec: &QuerySpec) -> Gathered {
        Gathered { answer: self.partial.finish(&spec.order_by, spec.limit), rows: self.rows, complete: self.complete }
    }
}

/// What has arrived of an answer.
#[derive(Debug)]
pub struct Gather {
    missing: usize,
    partial: Partial,
    /// By worker: what it has gone through.
    rows: Vec<u64>,
    complete: bool,
}

impl Gather {
    /// Nothing yet from `workers` workers.
    pub fn new(workers: usize) -> Gather {
        Gather { missing: workers, partial: Partial::default(), rows: vec![0; workers], complete: true }
    }

    /// A worker has gone through so many rows; how many all of them have.
    pub fn gone(&mut self, worker: usize, rows: u64) -> u64 {
        self.rows.iter_mut().skip(worker).take(1).for_each(|gone| *gone = rows);
        self.rows.iter().sum()
    }

    /// Adds one worker's partial, in whichever order they come.
    pub fn add(&mut self, worker: usize, bytes: &[u8], rows: u64, complete: bool) -> Result<(), Problem> {
        let partial = Partial::from_bytes(bytes).map_err(|error| trouble::worker(&error.to_string()))?;
        self.partial.merge(partial);
        self.gone(worker, rows);
        self.complete &= complete;
        self.missing = self.missing.saturating_sub(1);
        Ok(())
    }

    /// Whether every worker has answered.
    pub fn is_whole(&self) -> bool {
        self.missing == 0
    }

    /// What has been merged; a problem where a sum left the range of its type.
    pub fn merged(self) -> Result<Merged, Problem> {
        if self.partial.has_overflow() {
            return Err(trouble::overflow());
        }
        Ok(Merged { partial: self.partial, rows: self.rows.iter().sum(), complete: self.complete })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of workers that answer with so many rows each: whether the answer is whole after each of them, and what it covers at the end.
    fn check(answers: &[(u64, bool)], expected: (u64, bool)) {
        let mut gather = Gather::new(answers.len());
        let mut whole = Vec::new();
        for (worker, (rows, complete)) in answers.iter().enumerate() {
            assert_eq!(gather.add(worker, &Partial::default().to_bytes(), *rows, *complete), Ok(()));
            whole.push(gather.is_whole());
        }
        assert_eq!(whole.iter().position(|is_whole| *is_whole), Some(answers.len() - 1), "{answers:?}");
        assert_eq!(gather.merged().map(|merged| (merged.rows, merged.complete)), Ok(expected), "{answers:?}");
    }

    #[test]
    fn an_answer_is_whole_with_the_last_worker_and_of_all_rows_if_each_part_is() {
        check(&[(3, true)], (3, true));
        check(&[(3, true), (5, true), (0, true)], (8, true));
        check(&[(3, false), (5, true)], (8, false));
        check(&[(5, true), (3, false)], (8, false));
    }

    #[test]
    fn rows_gone_through_are_those_of_all_workers_answered_or_not() {
        let mut gather = Gather::new(2);
        assert_eq!([gather.gone(0, 5), gather.gone(1, 3), gather.gone(0, 9), gather.gone(7, 9)], [5, 8, 12, 12]);
        assert!(gather.add(1, &Partial::default().to_bytes(), 4, true).is_ok());
        assert_eq!(gather.gone(0, 10), 14);
    }

    #[test]
    fn what_is_no_part_of_an_answer_is_a_problem() {
        assert!(Gather::new(1).add(0, &[7], 1, true).is_err());
    }
}
