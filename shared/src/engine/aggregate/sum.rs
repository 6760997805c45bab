//! Sum: `S = Σ x`, none for no values.
//!
//! Whole numbers and unscaled decimals are added exactly: `S = s + 2^128·o`, with `s` a wrapping `i128` and `o` the wraps counted.
//!
//! Floats are added with Neumaier's compensation (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
//! Summen", ZAMM 54, 1974): with `t = fl(s + x)`, the low part that `t` lost, `(s - t) + x` or `(x - t) + s` whichever term is
//! the larger, goes to `c`, and `S = s + c`. The error is at most `ε|S| + n²ε²·Σ|x|` in whichever order sums are merged.

use serde::{Deserialize, Serialize};

use super::{Invertible, Summary};

/// The sum of whole numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExactSum {
    s: i128,
    o: i64,
    n: u64,
}

impl ExactSum {
    /// The sum `s` of `n` numbers.
    pub fn of(s: i128, n: u64) -> ExactSum {
        ExactSum { s, o: 0, n }
    }

    /// How many numbers were added.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// `s` and `o`.
    pub fn parts(&self) -> (i128, i64) {
        (self.s, self.o)
    }

    /// Whether it needs more than the 38 digits of a decimal, which is what a sum is answered as everywhere.
    pub fn is_beyond(&self) -> bool {
        self.o != 0 || self.s.unsigned_abs() >= 10u128.pow(38)
    }

    fn plus(&mut self, x: i128) {
        let (s, wrapped) = self.s.overflowing_add(x);
        self.s = s;
        if wrapped {
            self.o += if x > 0 { 1 } else { -1 };
        }
    }
}

impl Summary for ExactSum {
    type Cell = i128;
    type Output = i128;

    #[inline]
    fn add(&mut self, x: i128) {
        self.plus(x);
        self.n += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.plus(other.s);
        self.o += other.o;
        self.n += other.n;
    }

    /// None also where the sum [is beyond](ExactSum::is_beyond) 38 digits, which only decimals of nearly as many can reach. Such a partial is no
    /// answer but an error.
    fn value(&self) -> Option<i128> {
        (self.n > 0 && !self.is_beyond()).then_some(self.s)
    }
}

/// The compensated sum of floats.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FloatSum {
    s: f64,
    c: f64,
    n: u64,
}

impl FloatSum {
    /// The sum of `n` numbers that was computed exactly.
    pub fn of(exact: i128, n: u64) -> FloatSum {
        let s = exact as f64;
        FloatSum { s, c: exact.wrapping_sub(s as i128) as f64, n }
    }

    /// How many numbers were added.
    pub fn n(&self) -> u64 {
        self.n
    }

    #[inline]
    fn plus(&mut self, x: f64) {
        let t = self.s + x;
        self.c += if self.s.abs() >= x.abs() { (self.s - t) + x } else { (x - t) + self.s };
        self.s = t;
    }
}

impl Summary for FloatSum {
    type Cell = f64;
    type Output = f64;

    #[inline]
    fn add(&mut self, x: f64) {
        self.plus(x);
        self.n += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.plus(other.s);
        self.c += other.c;
        self.n += other.n;
    }

    /// Where `s` is infinite or NaN, `c` means nothing.
    fn value(&self) -> Option<f64> {
        let sum = if self.s.is_finite() { self.s + self.c } else { self.s };
        (self.n > 0).then_some(sum)
    }
}

impl Invertible for ExactSum {
    fn subtract(&mut self, other: &Self) {
        let (s, wrapped) = self.s.overflowing_sub(other.s);
        self.s = s;
        if wrapped {
            self.o += if other.s < 0 { 1 } else { -1 };
        }
        self.o -= other.o;
        self.n -= other.n;
    }
}

impl Invertible for FloatSum {
    /// Within the bound above, for the `Σ|x|` of what was there before.
    fn subtract(&mut self, other: &Self) {
        self.plus(-other.s);
        self.c -= other.c;
        self.n -= other.n;
    }

    fn is_invertible(&self) -> bool {
        self.s.abs() <= f64::MAX / 4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(cells: &[f64]) -> Option<f64> {
        let mut sum = FloatSum::default();
        cells.iter().for_each(|&x| sum.add(x));
        sum.value()
    }

    #[test]
    fn no_values_have_no_sum() {
        assert_eq!(sum(&[]), None);
        assert_eq!(ExactSum::default().value(), None);
    }

    #[test]
    fn a_float_sum_keeps_what_is_small_beside_a_giant() {
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), Some(2.0));
        assert_eq!(sum(&[0.1; 10]), Some(1.0));
    }

    #[test]
    fn a_float_sum_shifted_by_a_billion_keeps_its_digits() {
        let cells: Vec<f64> = (0..1_000).flat_map(|_| [1e9 + 0.25, -1e9]).collect();
        assert_eq!(sum(&cells), Some(250.0));
    }

    #[test]
    fn infinities_and_nan_come_through() {
        assert_eq!(sum(&[1.0, f64::INFINITY, 2.0]), Some(f64::INFINITY));
        assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).is_some_and(f64::is_nan));
        assert!(sum(&[1.0, f64::NAN]).is_some_and(f64::is_nan));
    }

    #[test]
    fn an_exact_sum_may_pass_128_bits_on_its_way() {
        let mut sum = ExactSum::default();
        [i128::MAX, i128::MAX, -i128::MAX, 7 - i128::MAX].into_iter().for_each(|x| sum.add(x));
        assert_eq!(sum.value(), Some(7));
    }

    #[test]
    fn a_sum_has_38_digits_at_most() {
        let most = 10i128.pow(38) - 1;
        for (cells, beyond) in [([most, 0], false), ([-most, 0], false), ([most, 1], true), ([-most, -1], true), ([i128::MAX, 1], true)] {
            let mut sum = ExactSum::default();
            cells.into_iter().for_each(|x| sum.add(x));
            assert_eq!((sum.is_beyond(), sum.value().is_none()), (beyond, beyond), "{cells:?}");
        }
    }
}
