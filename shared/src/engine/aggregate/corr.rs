//! Pearson's correlation: `r = C / (√M2x·√M2y)`, none for fewer than two pairs and where either side is constant.
//!
//! K. Pearson, "Notes on regression and inheritance in the case of two parents", Proceedings of the Royal Society of London 58, 1895. `C`,
//! `M2x` and `M2y` are those of [`super::comoments`]. It has no unit, so decimals need no scaling. Rounding can carry `r` past 1 by a few
//! units in the last place; it is cut there.

use super::comoments::Comoments;
use super::shift::Shift;

/// Pearson's correlation.
pub fn corr<T: Shift, U: Shift>(m: &Comoments<T, U>) -> Option<f64> {
    // Two roots, for the product of the sums overflows before either does.
    (m.n() >= 2 && m.m2x() != 0.0 && m.m2y() != 0.0).then(|| (m.c() / (m.m2x().sqrt() * m.m2y().sqrt())).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn over<T: Shift>(pairs: impl IntoIterator<Item = (T, T)>) -> Option<f64> {
        corr(&summary(pairs))
    }

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-12)
    }

    #[test]
    fn one_pair_and_constants_have_no_correlation() {
        assert_eq!(over::<f64>([]), None);
        assert_eq!(over([(1.0, 2.0)]), None);
        assert_eq!(over([(0.1, 2.0), (0.1, 3.0), (0.1, 7.0)]), None);
    }

    #[test]
    fn a_line_is_perfect_either_way_and_wherever_it_lies() {
        assert!(near(over((0..100).map(|i| (f64::from(i), 3.0 * f64::from(i)))), 1.0));
        assert!(near(over((0..100).map(|i| (1e9 + f64::from(i), 1e9 - f64::from(i)))), -1.0));
        assert!(near(over((0..100).map(|i| ((1_i128 << 60) + i, 5 * i))), 1.0));
        assert!(near(over((0..100).map(|i| (1e150 * f64::from(i), 1e150 * f64::from(i)))), 1.0));
    }

    #[test]
    fn a_cross_has_none() {
        assert_eq!(over([(0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0)]), Some(0.0));
    }

    #[test]
    fn one_giant_pair_makes_a_line() {
        let pairs = (0..100).map(|i| if i == 7 { (1e100, 1e100) } else { (f64::from(i % 3), f64::from(i % 5)) });
        assert!(near(over(pairs), 1.0));
    }

    #[test]
    fn nan_and_infinities_give_nan() {
        assert!(over([(1.0, f64::NAN), (2.0, 3.0)]).is_some_and(f64::is_nan));
        assert!(over([(1.0, 2.0), (f64::INFINITY, 3.0)]).is_some_and(f64::is_nan));
    }
}
