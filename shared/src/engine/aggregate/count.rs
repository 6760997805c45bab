//! Count: `n = Σ 1` over the rows of a group, or over its values that are not null.

use serde::{Deserialize, Serialize};

use super::{Invertible, Summary};

/// The number of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    n: u64,
}

impl Count {
    /// The summary of `n` rows.
    pub fn of(n: u64) -> Count {
        Count { n }
    }
}

impl Summary for Count {
    type Cell = ();
    type Output = u64;

    fn add(&mut self, (): ()) {
        self.n += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
    }

    /// 0 for no rows: a count is always defined.
    fn value(&self) -> Option<u64> {
        Some(self.n)
    }
}

impl Invertible for Count {
    fn subtract(&mut self, other: &Self) {
        self.n -= other.n;
    }
}
