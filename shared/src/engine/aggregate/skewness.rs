//! Population skewness: `g1 = (M3 / n) / (M2 / n)^(3/2) = √n·M3 / M2^(3/2)`, none for no values and where all are the same.
//!
//! D. N. Joanes, C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47(1), 1998: their `g1`, with no
//! correction for small samples. `M2` and `M3` are those of [`super::moments`]. It has no unit, so decimals need no scaling.

use super::moments::Moments;
use super::shift::Shift;

/// The population skewness `g1`.
pub fn skewness<T: Shift>(m: &Moments<T>) -> Option<f64> {
    let (n, m2, m3) = (m.n() as f64, m.m2(), m.m3());
    (m2 != 0.0).then(|| n.sqrt() * m3 / (m2 * m2.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn over<T: Shift>(cells: impl IntoIterator<Item = T>) -> Option<f64> {
        skewness(&summary(cells))
    }

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-12)
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
}
