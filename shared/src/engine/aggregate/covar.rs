//! Sample covariance: `cov(x, y) = C / (n - 1)`, none for fewer than two pairs.
//!
//! `C` is the centred sum of products of [`super::comoments`], which states its error. For decimals the caller divides by
//! `10^(scale of x + scale of y)`.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::comoments::Comoments;
use super::shift::Shift;

/// The sample covariance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Covar<T = f64, U = T> {
    comoments: Comoments<T, U>,
}

impl<T: Shift, U: Shift> Summary for Covar<T, U> {
    type Cell = (T, U);
    type Output = f64;

    #[inline]
    fn add(&mut self, pair: (T, U)) {
        self.comoments.add(pair);
    }

    fn merge(&mut self, other: &Self) {
        self.comoments.merge(&other.comoments);
    }

    fn value(&self) -> Option<f64> {
        let n = self.comoments.n();
        (n >= 2).then(|| self.comoments.c() / (n - 1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over<T: Shift>(pairs: impl IntoIterator<Item = (T, T)>) -> Option<f64> {
        let mut summary = Covar::default();
        pairs.into_iter().for_each(|pair| summary.add(pair));
        summary.value()
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
