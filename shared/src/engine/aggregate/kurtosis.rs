//! Population excess kurtosis: `g2 = (M4 / n) / (M2 / n)² - 3 = n·M4 / M2² - 3`, none for no values and where all are the same.
//!
//! D. N. Joanes, C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47(1), 1998: their `g2`, with no
//! correction for small samples; 0 for a normal distribution. `M2` and `M4` are those of [`super::moments`]. It has no unit, so decimals
//! need no scaling.

use super::moments::Moments;
use super::shift::Shift;

/// The population excess kurtosis `g2`.
pub fn kurtosis<T: Shift>(m: &Moments<T>) -> Option<f64> {
    let (n, m2, m4) = (m.n() as f64, m.m2(), m.m4());
    // Divided twice, for `M2²` overflows before `M4 / M2` does.
    (m2 != 0.0).then(|| n * (m4 / m2 / m2) - 3.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn over<T: Shift>(cells: impl IntoIterator<Item = T>) -> Option<f64> {
        kurtosis(&summary(cells))
    }

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-10)
    }

    #[test]
    fn two_values_have_the_least_kurtosis_there_is() {
        assert_eq!(over([-1.0, 1.0]), Some(-2.0));
        assert_eq!(over([7_i128, 9, 9, 7]), Some(-2.0));
    }

    #[test]
    fn one_giant_among_equals_has_the_largest_kurtosis_there_is() {
        // n - 2 + 1/(n - 1) - 3 for n = 101.
        for giant in [1.0, 1e9, -1e70] {
            let cells = (0..101).map(|i| if i == 7 { giant } else { 0.0 });
            assert!(near(over(cells), 96.01), "{giant}");
        }
    }
}
