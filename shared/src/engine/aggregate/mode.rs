//! Mode: `argmax_x n_x`, the value that occurs most often, the least of them where several do; none for no values.
//!
//! Read off the exact multiset ([`super::multiset`]) of any type: numbers, text, dates.

use super::multiset::Multiset;
use crate::engine::order::TotalOrder;

/// The most frequent value; of equally frequent ones the least.
pub fn mode<T: TotalOrder + Clone>(values: &Multiset<T>) -> Option<T> {
    let runs = values.runs();
    let best = runs.iter().reduce(|best, run| if run.1 > best.1 { run } else { best });
    best.map(|(x, _)| x.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::value::Value;

    fn over<T: TotalOrder + Clone>(values: impl IntoIterator<Item = T>) -> Option<T> {
        mode(&Multiset::from_values(values.into_iter().collect()))
    }

    #[test]
    fn no_values_have_no_mode() {
        assert_eq!(over::<i64>([]), None);
    }

    #[test]
    fn the_most_frequent_wins_and_the_least_of_equals() {
        assert_eq!(over([3_i64, 1, 3, 2]), Some(3));
        assert_eq!(over([3_i64, 1, 3, 1, 2]), Some(1));
        assert_eq!(over(["b", "c", "b"].map(|x| Value::Text(x.to_owned()))), Some(Value::Text("b".to_owned())));
    }

    #[test]
    fn nan_can_be_the_most_frequent() {
        assert!(over([f64::NAN, 1.0, -f64::NAN]).is_some_and(f64::is_nan));
        assert_eq!(over([f64::NAN, 1.0]), Some(1.0));
    }
}
