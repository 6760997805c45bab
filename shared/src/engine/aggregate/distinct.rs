//! Exact number of different values: `d = |{x}|`, 0 for no values.
//!
//! Different under the total order of [`crate::engine::order`]: every NaN is one value, 0 equals -0. The set is kept sorted, one entry
//! for each different value; where that is too much, [`super::approx_distinct`] counts in bounded room.
//!
//! Built in bulk by `SortedSet::from_values` or `SortedSet::from_sorted_runs`, see [`super::runs`].

use super::runs::Runs;
use crate::engine::order::TotalOrder;

/// Every different value.
pub type SortedSet<T> = Runs<T, ()>;

/// How many different values there are; 0 for no values, since a count is always defined.
pub fn distinct<T: TotalOrder + Clone>(values: &SortedSet<T>) -> u64 {
    values.runs().len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::Summary;

    #[test]
    fn no_values_are_no_different_values() {
        assert_eq!(distinct(&SortedSet::<i64>::default()), 0);
    }

    #[test]
    fn nan_is_one_value_and_zero_is_minus_zero() {
        let set = SortedSet::from_values(vec![f64::NAN, -f64::NAN, 0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY]);
        assert_eq!(distinct(&set), 4);
    }

    #[test]
    fn whole_numbers_beyond_2_to_the_53_differ_by_one() {
        let mut set = SortedSet::from_values(vec![1_i64 << 60, (1 << 60) + 1]);
        set.add((1 << 60) + 1);
        set.merge(&SortedSet::from_values(vec![(1 << 60) + 2, 1 << 60]));
        assert_eq!(distinct(&set), 3);
    }
}
