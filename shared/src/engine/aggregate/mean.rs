//! Arithmetic mean: `x̄ = (Σ x) / n`, none for no values.
//!
//! The sum is that of [`super::sum`]: exact for whole numbers and decimals, compensated for floats. An exact sum is divided as
//! `S = q·n + r`, `x̄ = q + r/n`, so that it loses no digit before the division. The mean itself is a float, rounded at the very end: it is what a division
//! makes of an exact sum, in the last of its 53 bits, whatever the integers' or decimals' width.

use super::Summary;
use super::sum::{ExactSum, FloatSum};

/// The mean of whole numbers.
pub fn exact_mean(sum: &ExactSum) -> Option<f64> {
    let n = sum.n();
    if n == 0 {
        return None;
    }
    let (s, o) = sum.parts();
    let (q, r) = (s.div_euclid(i128::from(n)), s.rem_euclid(i128::from(n)));
    let wrapped = o as f64 * 2f64.powi(128);
    Some(q as f64 + r as f64 / n as f64 + wrapped / n as f64)
}

/// The mean of floats.
pub fn float_mean(sum: &FloatSum) -> Option<f64> {
    sum.value().map(|s| s / sum.n() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn whole(cells: impl IntoIterator<Item = i128>) -> Option<f64> {
        exact_mean(&summary(cells))
    }

    fn float(cells: impl IntoIterator<Item = f64>) -> Option<f64> {
        float_mean(&summary(cells))
    }

    #[test]
    fn no_values_have_no_mean() {
        assert_eq!(whole([]), None);
        assert_eq!(float([]), None);
    }

    #[test]
    fn one_row_is_its_own_mean() {
        assert_eq!(whole([-7]), Some(-7.0));
        assert_eq!(float([0.1]), Some(0.1));
    }

    #[test]
    fn a_mean_of_large_integers_keeps_its_fraction() {
        assert_eq!(whole([1_000_000_000, 1_000_000_001]), Some(1_000_000_000.5));
        assert_eq!(whole([i128::from(i64::MAX); 3]), Some(i64::MAX as f64));
        assert_eq!(whole([-1, -2]), Some(-1.5));
    }

    #[test]
    fn a_mean_shifted_by_a_billion_is_the_mean_shifted_by_a_billion() {
        assert_eq!(float([1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75]), Some(1e9 + 0.5));
    }
}
