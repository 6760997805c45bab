//! Sample variance: `s² = M2 / (n - 1)`, none for fewer than two values.
//!
//! `M2` is the centred sum of squares of [`super::moments`], which states its error. For decimals the caller divides by `10^(2·scale)`.

use super::moments::Moments;
use super::shift::Shift;

/// The sample variance.
pub fn variance<T: Shift>(m: &Moments<T>) -> Option<f64> {
    (m.n() >= 2).then(|| m.m2() / (m.n() - 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn over<T: Shift>(cells: impl IntoIterator<Item = T>) -> Option<f64> {
        variance(&summary(cells))
    }

    #[test]
    fn one_row_has_no_sample_variance() {
        assert_eq!(over::<f64>([]), None);
        assert_eq!(over([5.0]), None);
        assert_eq!(over([f64::NAN]), None);
    }

    #[test]
    fn a_constant_varies_by_nothing() {
        assert_eq!(over([0.1; 7]), Some(0.0));
    }

    #[test]
    fn a_million_values_shifted_by_a_billion_keep_their_variance() {
        let cells = (0..1_000_000).map(|i| 1e9 + f64::from(i % 4));
        let exact = 1.25 * 1_000_000.0 / 999_999.0;
        assert!(over(cells).is_some_and(|s2| (s2 - exact).abs() < 1e-12));
    }

    #[test]
    fn neighbours_of_2_to_the_60_differ() {
        assert_eq!(over([4, 7, 13, 16].map(|x| (1_i128 << 60) + x)), Some(30.0));
    }

    #[test]
    fn one_giant_among_small() {
        let cells = (0..100).map(|i| if i == 40 { 1e100 } else { f64::from(i) });
        assert!(over(cells).is_some_and(|s2| (s2 / 1e198 - 1.0).abs() < 1e-12));
    }

    #[test]
    fn nan_and_infinities_give_nan() {
        assert!(over([1.0, f64::NAN]).is_some_and(f64::is_nan));
        assert!(over([1.0, f64::INFINITY]).is_some_and(f64::is_nan));
    }
}
