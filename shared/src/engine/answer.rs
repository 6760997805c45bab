//! The small table that a query comes back as.

use std::cmp::Ordering;

use super::order::{TotalOrder, arranged};
use super::value::Value;

/// The rows of an answer: `keys` group keys, then the measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// How many of a row's values are group keys.
    pub keys: usize,
    /// Rows times (keys + measures).
    pub rows: Vec<Vec<Value>>,
}

/// One term of the order of an answer's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortTerm {
    /// Position in a row.
    pub position: usize,
    /// Greatest first.
    pub descending: bool,
}

impl Answer {
    /// Sorts the rows by `terms`, then by the keys, ascending; null is last either way. A term that names no value of the rows is
    /// no term.
    pub fn sort(&mut self, terms: &[SortTerm]) {
        let keys = (0..self.keys).map(|position| SortTerm { position, descending: false });
        let terms: Vec<SortTerm> = terms.iter().copied().chain(keys).collect();
        let compare = |a: &[Value], b: &[Value]| terms.iter().map(|term| term.compare(a, b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal);
        let order = arranged(self.rows.len(), &|a, b| compare(&self.rows[a], &self.rows[b]));
        self.rows = order.into_iter().map(|at| std::mem::take(&mut self.rows[at])).collect();
    }
}

impl SortTerm {
    fn compare(&self, a: &[Value], b: &[Value]) -> Ordering {
        let (Some(a), Some(b)) = (a.get(self.position), b.get(self.position)) else { return Ordering::Equal };
        match (a, b) {
            (Value::Null, _) | (_, Value::Null) => a.order(b),
            _ if self.descending => b.order(a),
            _ => a.order(b),
        }
    }
}
