//! Sorted runs: each different value once, in the total order of [`crate::engine::order`], with a tally of how often.
//!
//! One structure for two summaries: a multiset ([`super::multiset`]) tallies in `u64`, a set ([`super::distinct`]) in `()`, which takes
//! no room. Values wait unsorted until there are enough to sort, and sorted runs wait on a stack on which each is more than twice as long
//! as the next (J. L. Bentley, J. B. Saxe, "Decomposable searching problems I", Journal of Algorithms 1(4), 1980). So `n` values cost
//! `O(n·log n)` in however many pieces they come. What is read, compared and serialised is the merge of all: one list, whatever the way.

mod sorted;

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::{Deserialize, Serialize, Serializer};

use super::Summary;
use crate::engine::order::TotalOrder;
pub use sorted::Tally;
use sorted::{is_strictly_sorted, merged, tallied, tidy};

/// So many values wait unsorted.
const PENDING: usize = 1_024;

/// Sorted runs of values with their tallies.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Vec<(T, C)>", bound(deserialize = "T: TotalOrder + Clone + Deserialize<'de>, C: Tally + Deserialize<'de>"))]
pub struct Runs<T, C> {
    levels: Vec<Vec<(T, C)>>,
    pending: Vec<T>,
}

/// Runs from elsewhere that no summary has written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("runs are out of order")]
pub struct OutOfOrder;

impl<T: TotalOrder + Clone, C: Tally> Runs<T, C> {
    /// The summary of runs, each value with its tally. Takes them as they are if they are in order, otherwise sorts and joins them.
    pub fn from_sorted_runs(runs: Vec<(T, C)>) -> Self {
        let runs = if is_strictly_sorted(&runs) { runs } else { tidy(&runs) };
        Runs { levels: vec![runs], pending: Vec::new() }
    }

    /// The summary of values in any order.
    pub fn from_values(values: Vec<T>) -> Self {
        Runs { levels: vec![tallied(values)], pending: Vec::new() }
    }

    /// The runs: each different value once, in order. Copies them only where they lie in several lists.
    pub fn runs(&self) -> Cow<'_, [(T, C)]> {
        match (self.levels.as_slice(), self.pending.is_empty()) {
            ([], true) => Cow::Borrowed(&[]),
            ([all], true) => Cow::Borrowed(all),
            _ => Cow::Owned(self.clone().into_runs()),
        }
    }

    /// The runs, without a copy.
    pub fn into_runs(mut self) -> Vec<(T, C)> {
        self.sort_pending();
        self.levels.into_iter().rev().reduce(merged).unwrap_or_default()
    }

    /// The values, in no order and some perhaps more than once.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.levels.iter().flatten().map(|(x, _)| x).chain(&self.pending)
    }

    /// The same runs with their values as another type, in whose order they stand too or are put.
    pub fn map<U: TotalOrder + Clone>(self, wrap: impl Fn(T) -> U) -> Runs<U, C> {
        Runs::from_sorted_runs(self.into_runs().into_iter().map(|(x, tally)| (wrap(x), tally)).collect())
    }

    fn sort_pending(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        self.push(tallied(pending));
    }

    fn push(&mut self, mut runs: Vec<(T, C)>) {
        while let Some(last) = self.levels.pop_if(|last| last.len() <= 2 * runs.len()) {
            runs = merged(last, runs);
        }
        if !runs.is_empty() {
            self.levels.push(runs);
        }
    }
}

impl<T: TotalOrder + Clone, C: Tally> Summary for Runs<T, C> {
    type Cell = T;
    /// The runs: each different value and its tally, in order.
    type Output = Vec<(T, C)>;

    #[inline]
    fn add(&mut self, value: T) {
        self.pending.push(value);
        if self.pending.len() >= PENDING {
            self.sort_pending();
        }
    }

    fn merge(&mut self, other: &Self) {
        self.push(other.runs().into_owned());
    }

    fn value(&self) -> Option<Vec<(T, C)>> {
        Some(self.runs().into_owned()).filter(|runs| !runs.is_empty())
    }

    fn heap_bytes(&self) -> usize {
        let runs = self.levels.iter().map(Vec::capacity).sum::<usize>();
        runs * size_of::<(T, C)>() + self.pending.capacity() * size_of::<T>() + self.levels.capacity() * size_of::<Vec<(T, C)>>()
    }
}

impl<T, C> Default for Runs<T, C> {
    fn default() -> Self {
        Runs { levels: Vec::new(), pending: Vec::new() }
    }
}

/// Equal where the total order says so: NaN is one value, 0 equals -0.
impl<T: TotalOrder + Clone, C: Tally> PartialEq for Runs<T, C> {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.runs(), other.runs());
        a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| x.0.order(&y.0) == Ordering::Equal && x.1 == y.1)
    }
}

impl<T: TotalOrder + Clone + Serialize, C: Tally + Serialize> Serialize for Runs<T, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.runs().serialize(serializer)
    }
}

impl<T: TotalOrder + Clone, C: Tally> TryFrom<Vec<(T, C)>> for Runs<T, C> {
    type Error = OutOfOrder;

    fn try_from(runs: Vec<(T, C)>) -> Result<Self, OutOfOrder> {
        if is_strictly_sorted(&runs) { Ok(Runs::from_sorted_runs(runs)) } else { Err(OutOfOrder) }
    }
}

#[cfg(test)]
mod tests;
