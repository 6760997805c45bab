//! Arithmetic mean: `x̄ = (Σ x) / n`, none for no values.
//!
//! The sum is that of [`super::sum`]: exact for whole numbers and decimals, compensated for floats. An exact sum is divided as
//! `S = q·n + r`, `x̄ = q + r/n`, so that it loses no digit before the division.

use serde::{Deserialize, Serialize};

use super::sum::{ExactSum, FloatSum};
use super::{Invertible, Summary};

/// The mean of whole numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExactMean {
    sum: ExactSum,
}

impl From<ExactSum> for ExactMean {
    fn from(sum: ExactSum) -> Self {
        ExactMean { sum }
    }
}

impl From<FloatSum> for FloatMean {
    fn from(sum: FloatSum) -> Self {
        FloatMean { sum }
    }
}

impl Summary for ExactMean {
    type Cell = i128;
    type Output = f64;

    #[inline]
    fn add(&mut self, x: i128) {
        self.sum.add(x);
    }

    fn merge(&mut self, other: &Self) {
        self.sum.merge(&other.sum);
    }

    fn value(&self) -> Option<f64> {
        let n = self.sum.n();
        if n == 0 {
            return None;
        }
        let (s, o) = self.sum.parts();
        let (q, r) = (s.div_euclid(i128::from(n)), s.rem_euclid(i128::from(n)));
        let wrapped = o as f64 * 2f64.powi(128);
        Some(q as f64 + r as f64 / n as f64 + wrapped / n as f64)
    }
}

/// The mean of floats.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FloatMean {
    sum: FloatSum,
}

impl Summary for FloatMean {
    type Cell = f64;
    type Output = f64;

    #[inline]
    fn add(&mut self, x: f64) {
        self.sum.add(x);
    }

    fn merge(&mut self, other: &Self) {
        self.sum.merge(&other.sum);
    }

    fn value(&self) -> Option<f64> {
        self.sum.value().map(|sum| sum / self.sum.n() as f64)
    }
}

impl Invertible for ExactMean {
    fn subtract(&mut self, other: &Self) {
        self.sum.subtract(&other.sum);
    }
}

impl Invertible for FloatMean {
    fn subtract(&mut self, other: &Self) {
        self.sum.subtract(&other.sum);
    }

    fn is_finite(&self) -> bool {
        self.sum.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean<S: Summary>(cells: impl IntoIterator<Item = S::Cell>) -> Option<S::Output> {
        let mut mean = S::default();
        cells.into_iter().for_each(|x| mean.add(x));
        mean.value()
    }

    #[test]
    fn no_values_have_no_mean() {
        assert_eq!(mean::<ExactMean>([]), None);
        assert_eq!(mean::<FloatMean>([]), None);
    }

    #[test]
    fn one_row_is_its_own_mean() {
        assert_eq!(mean::<ExactMean>([-7]), Some(-7.0));
        assert_eq!(mean::<FloatMean>([0.1]), Some(0.1));
    }

    #[test]
    fn a_mean_of_large_integers_keeps_its_fraction() {
        assert_eq!(mean::<ExactMean>([1_000_000_000, 1_000_000_001]), Some(1_000_000_000.5));
        assert_eq!(mean::<ExactMean>([i128::from(i64::MAX); 3]), Some(i64::MAX as f64));
        assert_eq!(mean::<ExactMean>([-1, -2]), Some(-1.5));
    }

    #[test]
    fn a_mean_shifted_by_a_billion_is_the_mean_shifted_by_a_billion() {
        assert_eq!(mean::<FloatMean>([1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75]), Some(1e9 + 0.5));
    }
}
