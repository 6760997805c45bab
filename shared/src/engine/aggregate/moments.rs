//! Centred moments: `M_p = Σ (x - x̄)^p` for p = 2, 3, 4, with `n` and `x̄`.
//!
//! P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order Statistical Moments", SAND2008-6212,
//! section 2; for p = 2, T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
//! Variances", STAN-CS-79-773, 1979. Two sets A and B with `δ = x̄_B - x̄_A` and `n = n_A + n_B` join as
//!
//! - `x̄  = x̄_A + δ·n_B/n`
//! - `M2 = M2_A + M2_B + δ²·n_A·n_B/n`
//! - `M3 = M3_A + M3_B + δ³·n_A·n_B·(n_A - n_B)/n² + 3δ·(n_A·M2_B - n_B·M2_A)/n`
//! - `M4 = M4_A + M4_B + δ⁴·n_A·n_B·(n_A² - n_A·n_B + n_B²)/n³ + 6δ²·(n_A²·M2_B + n_B²·M2_A)/n² + 4δ·(n_A·M3_B - n_B·M3_A)/n`
//!
//! and one value is a set B with `n_B = 1` and no moments. `x̄` is kept as its distance from an origin ([`super::shift`]), so values of
//! any size lose nothing before their distances do, and a constant has moments of exactly 0. In whichever order sets are merged, `M_p`
//! differs by at most `n·ε·Σ |x - x̄|^p`. A NaN or an infinity makes all moments NaN; `M_p` overflows where `|x - x̄|^p` passes 1e308.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::shift::Shift;

/// The centred moments of floats, or of another `T` that can be shifted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moments<T = f64> {
    n: u64,
    origin: T,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

/// The centred moments of whole numbers and unscaled decimals: of `10^s·x`, so `M_p` is in units of `10^(-p·s)`.
pub type WholeMoments = Moments<i128>;

impl<T: Shift> Summary for Moments<T> {
    type Cell = T;
    /// `M2`, `M3` and `M4`.
    type Output = [f64; 3];

    #[inline]
    fn add(&mut self, x: T) {
        if self.n == 0 {
            self.origin = x;
        }
        self.n = self.n.saturating_add(1);
        let n = self.n as f64;
        let delta = x.distance(self.origin) - self.mean;
        let step = delta / n;
        let square = delta * step * (n - 1.0);
        self.mean += step;
        self.m4 += square * step * step * (n * n - 3.0 * n + 3.0) + 6.0 * step * step * self.m2 - 4.0 * step * self.m3;
        self.m3 += square * step * (n - 2.0) - 3.0 * step * self.m2;
        self.m2 += square;
    }

    fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            self.clone_from(other);
            return;
        }
        let (n_a, n_b) = (self.n as f64, other.n as f64);
        let n = n_a + n_b;
        let delta = other.origin.distance(self.origin) + other.mean - self.mean;
        let (a, b) = (n_a / n, n_b / n);
        let square = delta * delta * n_a * b;
        self.mean += delta * b;
        self.m4 += other.m4
            + square * delta * delta * (a * a - a * b + b * b)
            + 6.0 * delta * delta * (a * a * other.m2 + b * b * self.m2)
            + 4.0 * delta * (a * other.m3 - b * self.m3);
        self.m3 += other.m3 + square * delta * (a - b) + 3.0 * delta * (a * other.m2 - b * self.m2);
        self.m2 += other.m2 + square;
        self.n = self.n.saturating_add(other.n);
    }

    fn value(&self) -> Option<[f64; 3]> {
        (self.n > 0).then_some([self.m2, self.m3, self.m4])
    }
}

impl<T: Shift> Moments<T> {
    /// The number of values.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// `M2`, the sum of squares.
    pub fn m2(&self) -> f64 {
        self.m2
    }

    /// `M3`, the sum of cubes.
    pub fn m3(&self) -> f64 {
        self.m3
    }

    /// `M4`, the sum of fourth powers.
    pub fn m4(&self) -> f64 {
        self.m4
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::kurtosis::kurtosis;
    use crate::engine::aggregate::skewness::skewness;
    use crate::engine::aggregate::summary;

    fn moments<T: Shift>(cells: &[T]) -> Moments<T> {
        summary(cells.iter().copied())
    }

    fn parts<T: Shift>(m: &Moments<T>) -> (u64, f64, f64, f64) {
        (m.n(), m.m2(), m.m3(), m.m4())
    }

    #[test]
    fn one_two_six_has_the_moments_of_the_definition() {
        assert_eq!(parts(&moments(&[1.0, 2.0, 6.0])), (3, 14.0, 18.0, 98.0));
        assert_eq!(parts(&moments(&[1_i128, 2, 6])), (3, 14.0, 18.0, 98.0));
    }

    #[test]
    fn a_shift_changes_no_digit() {
        assert_eq!(parts(&moments(&[1e9 + 1.0, 1e9 + 2.0, 1e9 + 6.0])), (3, 14.0, 18.0, 98.0));
        let far = 1_i128 << 60;
        assert_eq!(parts(&moments(&[far + 1, far + 2, far + 6])), (3, 14.0, 18.0, 98.0));
    }

    #[test]
    fn sets_with_distant_origins_merge_by_the_whole_distance() {
        let far = 1_i128 << 60;
        let mut merged = moments(&[far + 1]);
        merged.merge(&moments(&[far + 6, far + 2]));
        assert_eq!(parts(&merged), (3, 14.0, 18.0, 98.0));
    }

    #[test]
    fn a_constant_has_no_spread_at_all() {
        assert_eq!(parts(&moments(&[0.1; 1_000])), (1_000, 0.0, 0.0, 0.0));
    }

    #[test]
    fn nan_and_infinities_make_nan_wherever_they_stand() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for cells in [[x, 1.0, 2.0], [1.0, 2.0, x], [x, x, x]] {
                let m = moments(&cells);
                assert!(m.m2().is_nan() && m.m3().is_nan() && m.m4().is_nan(), "{cells:?}");
            }
        }
    }

    #[test]
    fn what_does_not_vary_has_no_shape() {
        for shape in [skewness::<f64>, kurtosis] {
            for cells in [&[][..], &[5.0], &[0.1; 9]] {
                assert_eq!(shape(&moments(cells)), None, "{cells:?}");
            }
        }
    }

    #[test]
    fn a_shift_changes_no_shape() {
        let cells = [1.0, 2.0, 2.0, 3.0, 9.0];
        let (far, whole) = (moments(&cells.map(|x| x + 1e9)), moments(&cells.map(|x| x as i128 + (1 << 60))));
        let near = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 1e-12);
        let (skew, tails) = (skewness(&moments(&cells)), kurtosis(&moments(&cells)));
        assert!(near(skewness(&far), skew) && near(skewness(&whole), skew));
        assert!(near(kurtosis(&far), tails) && near(kurtosis(&whole), tails));
    }

    #[test]
    fn nan_and_infinities_have_no_shape_but_nan() {
        for cells in [[1.0, 2.0, f64::NAN], [f64::INFINITY, 2.0, 3.0]] {
            assert!([skewness::<f64>, kurtosis].iter().all(|shape| shape(&moments(&cells)).is_some_and(f64::is_nan)));
        }
    }
}
