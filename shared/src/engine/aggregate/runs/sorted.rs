//! Sorted lists of runs: merging two takes one comparison for each run.

use std::cmp::Ordering;

use crate::engine::order::{TotalOrder, arranged};

/// How often a value occurs.
pub trait Tally: Clone + PartialEq {
    /// Once.
    const ONE: Self;

    /// Whether it is more than once or never.
    const COUNTS: bool;

    /// Adds the occurrences elsewhere.
    fn plus(&mut self, other: &Self);

    /// As a number.
    fn n(&self) -> u64;

    /// Of what [`Tally::n`] gave.
    fn of(n: u64) -> Self;
}

impl Tally for u64 {
    const ONE: u64 = 1;
    const COUNTS: bool = true;

    fn plus(&mut self, other: &u64) {
        *self = self.saturating_add(*other);
    }

    fn n(&self) -> u64 {
        *self
    }

    fn of(n: u64) -> u64 {
        n
    }
}

impl Tally for () {
    const ONE: () = ();
    const COUNTS: bool = false;

    fn plus(&mut self, (): &()) {}

    fn n(&self) -> u64 {
        1
    }

    fn of(_: u64) {}
}

/// Whether each value stands once and in order.
pub(super) fn is_strictly_sorted<T: TotalOrder, C>(runs: &[(T, C)]) -> bool {
    runs.windows(2).all(|pair| pair[0].0.order(&pair[1].0) == Ordering::Less)
}

/// The runs of values in any order.
pub(super) fn tallied<T: TotalOrder, C: Tally>(mut values: Vec<T>) -> Vec<(T, C)> {
    values.sort_unstable_by(T::order);
    joined(values.into_iter().map(|value| (value, C::ONE)))
}

/// Runs in order, those of one value joined.
pub(super) fn tidy<T: TotalOrder + Clone, C: Tally>(runs: &[(T, C)]) -> Vec<(T, C)> {
    let order = arranged(runs.len(), &|a, b| runs[a].0.order(&runs[b].0));
    joined(order.into_iter().map(|at| runs[at].clone()))
}

fn joined<T: TotalOrder, C: Tally>(sorted: impl Iterator<Item = (T, C)>) -> Vec<(T, C)> {
    let mut runs: Vec<(T, C)> = Vec::new();
    for (value, tally) in sorted {
        match runs.last_mut() {
            Some((last, kept)) if last.order(&value) == Ordering::Equal => kept.plus(&tally),
            _ => runs.push((value, tally)),
        }
    }
    runs
}

/// The runs of two sorted lists as one sorted list.
pub(super) fn merged<T: TotalOrder, C: Tally>(a: Vec<(T, C)>, b: Vec<(T, C)>) -> Vec<(T, C)> {
    let mut all = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    while let (Some(x), Some(y)) = (a.peek_mut(), b.peek()) {
        let order = x.0.order(&y.0);
        if order == Ordering::Equal {
            x.1.plus(&y.1);
            b.next();
        } else {
            all.extend(if order == Ordering::Less { a.next() } else { b.next() });
        }
    }
    all.extend(a);
    all.extend(b);
    all
}
