//! Sample covariance: `cov(x, y) = C / (n - 1)`, none for fewer than two pairs.
//!
//! `C` is the centred sum of products of [`super::comoments`], which states its error. For decimals the caller divides by
//! `10^(scale of x + scale of y)`.

use super::comoments::Comoments;
use super::shift::Shift;

/// The sample covariance.
pub fn covar<T: Shift, U: Shift>(m: &Comoments<T, U>) -> Option<f64> {
    (m.n() >= 2).then(|| m.c() / (m.n() - 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn over<T: Shift>(pairs: impl IntoIterator<Item = (T, T)>) -> Option<f64> {
        covar(&summary(pairs))
    }

    #[test]
    fn one_pair_has_no_covariance() {
        assert_eq!(over::<f64>([]), None);
        assert_eq!(over([(1.0, 2.0)]), None);
    }

    #[test]
    fn with_itself_it_is_the_variance() {
        assert_eq!(over([4.0, 7.0, 13.0, 16.0].map(|x| (x, x))), Some(30.0));
        assert_eq!(over([4.0, 7.0, 13.0, 16.0].map(|x| (x + 1e9, -x))), Some(-30.0));
        assert_eq!(over([4, 7, 13, 16].map(|x| (x + (1_i128 << 60), x))), Some(30.0));
    }

    #[test]
    fn with_a_constant_it_is_nothing() {
        assert_eq!(over([(0.1, 1.0), (0.1, 5.0), (0.1, 2.0)]), Some(0.0));
    }

    #[test]
    fn one_giant_among_small() {
        let pairs = (0..101).map(|i| if i == 7 { (1e100, 1e100) } else { (f64::from(i), 0.0) });
        assert!(over(pairs).is_some_and(|c| (c * 101.0 / 1e200 - 1.0).abs() < 1e-12));
    }

    #[test]
    fn nan_and_infinities_give_nan() {
        assert!(over([(1.0, f64::NAN), (2.0, 3.0)]).is_some_and(f64::is_nan));
        assert!(over([(1.0, 2.0), (f64::INFINITY, 3.0)]).is_some_and(f64::is_nan));
    }
}
