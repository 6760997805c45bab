//! Exact multiset: every different value with how often it occurs, `{(x, n_x)}` sorted by x, so `n = Σ n_x`.
//!
//! The state behind everything that needs all values: any quantile ([`super::quantile`]) and the mode ([`super::mode`]). It is as large as
//! there are different values. The order is that of [`crate::engine::order`]: NaN is one value, the greatest, and 0 equals -0.
//!
//! Built in bulk by `Multiset::from_values` or `Multiset::from_sorted_runs`, see [`super::runs`].

use super::runs::Runs;
use crate::engine::order::TotalOrder;

/// Every different value and how often it occurs.
pub type Multiset<T> = Runs<T, u64>;

impl<T: TotalOrder + Clone> Multiset<T> {
    /// The number of values.
    pub fn n(&self) -> u64 {
        self.runs().iter().fold(0, |n, run| n.saturating_add(run.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::Summary;

    #[test]
    fn no_values_are_no_multiset() {
        assert_eq!(Multiset::<i64>::default().value(), None);
        assert_eq!(Multiset::<i64>::default().n(), 0);
    }

    #[test]
    fn each_value_stands_once_with_its_number() {
        let mut multiset = Multiset::from_values(vec!["b", "a", "b"]);
        multiset.add("c");
        multiset.merge(&Multiset::from_sorted_runs(vec![("a", 2), ("d", 1)]));
        assert_eq!(multiset.value(), Some(vec![("a", 3), ("b", 2), ("c", 1), ("d", 1)]));
        assert_eq!(multiset.n(), 7);
    }

    #[test]
    fn numbers_beyond_64_bits_are_cut_not_wrapped() {
        let mut multiset = Multiset::from_sorted_runs(vec![(1_i64, u64::MAX), (2, u64::MAX)]);
        multiset.add(1);
        assert_eq!(multiset.n(), u64::MAX);
    }
}
