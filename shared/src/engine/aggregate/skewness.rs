//! Population skewness: `g1 = (M3 / n) / (M2 / n)^(3/2) = √n·M3 / M2^(3/2)`, none for no values and where all are the same.
//!
//! D. N. Joanes, C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47(1), 1998: their `g1`, with no
//! correction for small samples. `M2` and `M3` are those of [`super::moments`]. It has no unit, so decimals need no scaling.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::moments::Moments;
use super::shift::Shift;

/// The population skewness `g1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Skewness<T = f64> {
    moments: Moments<T>,
}

impl<T: Shift> Summary for Skewness<T> {
    type Cell = T;
    type Output = f64;

    #[inline]
    fn add(&mut self, x: T) {
        self.moments.add(x);
    }

    fn merge(&mut self, other: &Self) {
        self.moments.merge(&other.moments);
    }

    fn value(&self) -> Option<f64> {
        let (n, m2, m3) = (self.moments.n() as f64, self.moments.m2(), self.moments.m3());
        (m2 != 0.0).then(|| n.sqrt() * m3 / (m2 * m2.sqrt()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over<T: Shift>(cells: impl IntoIterator<Item = T>) -> Option<f64> {
        let mut summary = Skewness::default();
        cells.into_iter().for_each(|x| summary.add(x));
        summary.value()
    }

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-12)
    }

    #[test]
    fn what_does_not_vary_is_not_skewed() {
        assert_eq!(over::<f64>([]), None);
        assert_eq!(over([5.0]), None);
        assert_eq!(over([0.1; 9]), None);
    }

    #[test]
    fn symmetric_values_have_none_to_either_side() {
        assert_eq!(over([-1.0, 0.0, 1.0]), Some(0.0));
    }

    #[test]
    fn one_giant_among_equals_has_the_largest_skewness_there_is() {
        // (n - 2) / √(n - 1) for n = 101.
        for giant in [1.0, 1e9, 1e100, -1e100] {
            let cells = (0..101).map(|i| if i == 7 { giant } else { 0.0 });
            assert!(near(over(cells), giant.signum() * 9.9), "{giant}");
        }
    }

    #[test]
    fn a_shift_changes_nothing() {
        let cells = [1, 2, 2, 3, 9];
        let exact = over(cells.map(f64::from));
        assert!(near(over(cells.map(|x| f64::from(x) + 1e9)), exact.unwrap_or_default()));
        assert!(near(over(cells.map(|x| i128::from(x) + (1 << 60))), exact.unwrap_or_default()));
    }

    #[test]
    fn nan_and_infinities_give_nan() {
        assert!(over([1.0, 2.0, f64::NAN]).is_some_and(f64::is_nan));
        assert!(over([f64::INFINITY, 2.0]).is_some_and(f64::is_nan));
    }
}
