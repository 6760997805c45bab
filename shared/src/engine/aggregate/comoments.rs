//! Centred co-moments: `C = Σ (x - x̄)(y - ȳ)`, `M2x = Σ (x - x̄)²`, `M2y = Σ (y - ȳ)²`, with `n`, `x̄` and `ȳ`.
//!
//! P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order Statistical Moments", SAND2008-6212,
//! section 3. Two sets A and B with `δx = x̄_B - x̄_A`, `δy = ȳ_B - ȳ_A` and `n = n_A + n_B` join as
//!
//! - `x̄ = x̄_A + δx·n_B/n`, `ȳ = ȳ_A + δy·n_B/n`
//! - `C = C_A + C_B + δx·δy·n_A·n_B/n`, and `M2x`, `M2y` likewise with `δx²`, `δy²`
//!
//! Means are kept as distances from an origin ([`super::shift`]). In whichever order sets are merged, `C` differs by at most
//! `n·ε·√(M2x·M2y)`. A NaN or an infinity in x makes `C` and `M2x` NaN, one in y makes `C` and `M2y` NaN.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::shift::Shift;

/// The centred co-moments of pairs of floats, or of another `T` and `U` that can be shifted. A pair with a null is no pair.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comoments<T = f64, U = T> {
    n: u64,
    origin: (T, U),
    mean: (f64, f64),
    c: f64,
    m2x: f64,
    m2y: f64,
}

/// The centred co-moments of pairs of whole numbers or unscaled decimals.
pub type WholeComoments = Comoments<i128>;

impl<T: Shift, U: Shift> Summary for Comoments<T, U> {
    type Cell = (T, U);
    /// `C`, `M2x` and `M2y`.
    type Output = [f64; 3];

    #[inline]
    fn add(&mut self, (x, y): (T, U)) {
        if self.n == 0 {
            self.origin = (x, y);
        }
        let d = (x.distance(self.origin.0), y.distance(self.origin.1));
        self.join(1, d, [0.0; 3]);
    }

    fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            self.clone_from(other);
            return;
        }
        let shift = (other.origin.0.distance(self.origin.0), other.origin.1.distance(self.origin.1));
        self.join(other.n, (shift.0 + other.mean.0, shift.1 + other.mean.1), [other.c, other.m2x, other.m2y]);
    }

    fn value(&self) -> Option<[f64; 3]> {
        (self.n > 0).then_some([self.c, self.m2x, self.m2y])
    }
}

impl<T: Shift, U: Shift> Comoments<T, U> {
    #[inline]
    fn join(&mut self, n_b: u64, mean: (f64, f64), [c, m2x, m2y]: [f64; 3]) {
        let (dx, dy) = (mean.0 - self.mean.0, mean.1 - self.mean.1);
        let n_a = self.n as f64;
        self.n = self.n.saturating_add(n_b);
        let b = n_b as f64 / self.n as f64;
        self.mean.0 += dx * b;
        self.mean.1 += dy * b;
        self.c += c + dx * dy * n_a * b;
        self.m2x += m2x + dx * dx * n_a * b;
        self.m2y += m2y + dy * dy * n_a * b;
    }

    /// The number of pairs.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// `C`, the sum of products.
    pub fn c(&self) -> f64 {
        self.c
    }

    /// `M2x`, the sum of squares of x.
    pub fn m2x(&self) -> f64 {
        self.m2x
    }

    /// `M2y`, the sum of squares of y.
    pub fn m2y(&self) -> f64 {
        self.m2y
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::aggregate::summary;

    fn parts<T: Shift, U: Shift>(cells: &[(T, U)]) -> [f64; 3] {
        let m: Comoments<T, U> = summary(cells.iter().copied());
        [m.c(), m.m2x(), m.m2y()]
    }

    #[test]
    fn pairs_have_the_comoments_of_the_definition() {
        assert_eq!(parts(&[(1.0, 3.0), (2.0, 5.0), (6.0, 4.0)]), [1.0, 14.0, 2.0]);
    }

    #[test]
    fn a_shift_changes_no_digit() {
        assert_eq!(parts(&[(1e9 + 1.0, 3.0 - 1e9), (1e9 + 2.0, 5.0 - 1e9), (1e9 + 6.0, 4.0 - 1e9)]), [1.0, 14.0, 2.0]);
        let far = 1_i128 << 60;
        assert_eq!(parts(&[(far + 1, 3_i128), (far + 2, 5), (far + 6, 4)]), [1.0, 14.0, 2.0]);
        // Beside floats too.
        assert_eq!(parts(&[(far + 1, 3.0), (far + 2, 5.0), (far + 6, 4.0)]), [1.0, 14.0, 2.0]);
    }

    #[test]
    fn sets_with_distant_origins_merge_by_the_whole_distance() {
        let far = 1_i128 << 60;
        let (mut a, mut b) = (WholeComoments::default(), WholeComoments::default());
        a.add((far + 1, 3));
        b.add((far + 6, 4));
        b.add((far + 2, 5));
        a.merge(&b);
        assert_eq!([a.c(), a.m2x(), a.m2y()], [1.0, 14.0, 2.0]);
    }

    #[test]
    fn nan_and_infinities_spoil_their_own_side() {
        for x in [f64::NAN, f64::INFINITY] {
            let [c, m2x, m2y] = parts(&[(x, 1.0), (2.0, 3.0)]);
            assert!(c.is_nan() && m2x.is_nan() && m2y == 2.0);
        }
    }
}
