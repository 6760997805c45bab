//! Logarithmic bins: bin `k` is `[b^k, b^(k+1))`, its key is its lower edge `b^k`.
//!
//! A value is compared with the powers and no logarithm is taken, so a power lies in the bin that it begins: `log(1000) / log(10)` is less than
//! 3 in floating point. The powers of 10 are the nearest floats to them; those of other bases are products, exact as long as they are whole
//! and below 2^53, and inverses of products below 1. Zero and what is below it have no logarithm and are in the group of null; ∞ and NaN are
//! groups of their own.

use std::fmt;

use super::Coder;
use super::cuts::Cuts;
use crate::engine::store::Column;
use crate::engine::value::Value;

/// The rule of logarithmic bins.
#[derive(Clone, PartialEq)]
pub struct Log {
    /// `b`: finite, [`LEAST_BASE`] at least.
    base: f64,
    /// The powers as floats, ascending; the last is ∞.
    powers: Vec<f64>,
    /// The same in the form of the column's cells.
    cuts: Cuts,
}

/// Floats lie between 2^-1074 and 2^1024, of which a lesser base has too many powers.
pub const LEAST_BASE: f64 = 1.1;

impl Log {
    /// Bins between the [`powers`] of a base; `cuts` are these as the column's cells have them.
    pub fn new(base: f64, powers: Vec<f64>, cuts: Cuts) -> Log {
        Log { base, powers, cuts }
    }

    /// The codes of a numeric column.
    pub fn coder<'a>(&self, column: &'a Column) -> Coder<'a> {
        let powers = self.powers.clone();
        let key = move |bin: u32| match bin.checked_sub(1) {
            None => Value::Null,
            Some(power) => Value::Float(powers.get(power as usize).copied().unwrap_or(f64::NAN)),
        };
        self.cuts.coder_with(column, key)
    }
}

/// The base says all, and there are hundreds of powers.
impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Log({:?})", self.base)
    }
}

/// The least float above 0.
const LEAST: f64 = 5e-324;

/// All powers of `base` that a float holds, ascending, before them the least float, and ∞.
pub fn powers(base: f64) -> Vec<f64> {
    let mut above: Vec<f64> = Vec::new();
    let mut k = 0;
    let mut last = 1.0;
    while f64::is_finite(last) {
        above.push(last);
        k += 1;
        last = if base == 10.0 { nearest(k) } else { last * base };
    }
    let mut below: Vec<f64> = Vec::new();
    let mut k = 1;
    while let Some(power) = below_one(base, k, &above, below.last()) {
        below.push(power);
        k += 1;
    }
    // What is positive is never in the group of null.
    let least = (below.last() != Some(&LEAST)).then_some(LEAST);
    least.into_iter().chain(below.into_iter().rev()).chain(above).chain([f64::INFINITY]).collect()
}

/// `base^-k`; none once it is 0.
fn below_one(base: f64, k: usize, above: &[f64], last: Option<&f64>) -> Option<f64> {
    let power = match above.get(k) {
        _ if base == 10.0 => nearest(-(k as i32)),
        Some(inverse) => 1.0 / inverse,
        None => last.copied().unwrap_or(1.0) / base,
    };
    (power > 0.0 && last != Some(&power)).then_some(power)
}

/// The nearest float to `10^k`.
fn nearest(k: i32) -> f64 {
    format!("1e{k}").parse().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::powers;

    #[test]
    fn powers_are_exact_where_a_float_holds_them() {
        let tens = powers(10.0);
        for power in [1e-323, 1e-3, 0.1, 1.0, 10.0, 1e3, 1e15, 1e22, 1e23, 1e308] {
            assert!(tens.contains(&power), "{power}");
        }
        let twos = powers(2.0);
        assert_eq!((twos[0], twos.len()), (5e-324, 1_074 + 1_024 + 1));
        assert_eq!([powers(1.1)[0], powers(1e300)[0], powers(1_000.0)[0]], [5e-324; 3]);
        assert!(powers(3.0).contains(&(1.0 / 27.0)) && powers(7.0).contains(&117_649.0));
    }

    #[test]
    fn powers_ascend_for_every_base() {
        for base in [1.1, 1.5, 2.0, std::f64::consts::E, 10.0, 1e300, f64::MAX] {
            assert!(powers(base).windows(2).all(|pair| pair[0] < pair[1]), "{base}");
        }
    }
}
