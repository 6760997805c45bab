//! Exact quantile: with `h = (n - 1)·q`, `Q(q) = x_⌊h⌋ + (h - ⌊h⌋)·(x_⌊h⌋₊₁ - x_⌊h⌋)` over the sorted values `x_0 … x_(n-1)`; none for none.
//!
//! R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50(4), 1996: their type 7, which is SQL's
//! `percentile_cont`. The median is `q = 1/2`. Of times it is the last tick at or before that. Whole numbers that are hit stay whole, however large, and what
//! lies between two of them is rounded once it is found. NaN is the greatest value: a quantile
//! is NaN if it falls on one or between one and a number, and also between -∞ and +∞.

use super::multiset::Multiset;
use crate::engine::order::TotalOrder;

/// A quantile without a needless rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exact {
    /// A whole number (of units, or of a decimal's last digit).
    Whole(i128),
    /// Between a whole number and the next one: so many parts of `2^62` above it.
    Between(i128, u64),
    /// A float.
    Float(f64),
}

/// What γ is rounded to, between whole numbers.
const UNIT_BITS: u32 = 62;
const UNIT: i128 = 1 << UNIT_BITS;

/// What can be interpolated.
pub trait Interpolate: TotalOrder + Clone {
    /// `self + γ·(upper - self)` for γ in [0, 1) and `self` at most `upper`.
    fn between(&self, upper: &Self, gamma: f64) -> Exact;
}

impl Interpolate for f64 {
    fn between(&self, upper: &f64, gamma: f64) -> Exact {
        Exact::Float(lerp(*self, *upper, gamma))
    }
}

impl Interpolate for i64 {
    fn between(&self, upper: &i64, gamma: f64) -> Exact {
        i128::from(*self).between(&i128::from(*upper), gamma)
    }
}

impl Interpolate for i128 {
    /// In units of `2^-62`, to which γ is rounded; nothing else is.
    fn between(&self, upper: &i128, gamma: f64) -> Exact {
        match steps(*self, *upper, gamma) {
            (whole, 0) => Exact::Whole(whole),
            (whole, part) => Exact::Between(whole, part),
        }
    }
}

/// `lower + γ·(upper - lower)` in whole numbers and parts of `2^62`, for `upper` at least `lower`.
fn steps(lower: i128, upper: i128, gamma: f64) -> (i128, u64) {
    let (distance, gamma) = (upper.wrapping_sub(lower) as u128, (gamma * UNIT as f64) as u128);
    // Of up to 190 bits, so in two halves.
    let (high, low) = ((distance >> 64) * gamma, (distance & u128::from(u64::MAX)) * gamma);
    let whole = (high << (64 - UNIT_BITS)) + (low >> UNIT_BITS);
    (lower.wrapping_add(whole as i128), low as u64 & (UNIT - 1) as u64)
}

/// The float nearest to `(whole + part / 2^62) / 10^scale`, but that decimals of less than 53 bits may be rounded twice.
pub fn nearest(whole: i128, part: u64, scale: i32) -> f64 {
    const EXACT: u128 = 1 << 52;
    const LARGE: u128 = 1 << 63;
    let size = whole.unsigned_abs();
    if size < if scale == 0 { LARGE } else { EXACT } {
        return (whole * UNIT + i128::from(part)) as f64 / UNIT as f64 / 10f64.powi(scale);
    }
    if scale == 0 {
        // Floats are so far apart here that all between two whole numbers is rounded alike, and an odd one is as what is between.
        return (whole | i128::from(part > 0)) as f64;
    }
    // By its digits, which are read with one rounding.
    let (size, part) = if whole < 0 && part > 0 { (size - 1, (UNIT as u64) - part) } else { (size, part) };
    let digits = (u128::from(part) * 10_u128.pow(19)) >> UNIT_BITS;
    let sign = if whole < 0 { "-" } else { "" };
    format!("{sign}{size}.{digits:019}e{}", -scale).parse().unwrap_or(f64::NAN)
}

/// The quantile of `q` in [0, 1]; a `q` outside is cut to that, NaN has no quantile.
pub fn quantile<T: Interpolate>(values: &Multiset<T>, q: f64) -> Option<Exact> {
    let (lower, upper, gamma) = neighbours(values, q)?;
    Some(lower.between(&upper, gamma))
}

/// The greatest whole number that is not above the quantile: of times, which have no part of a tick.
pub fn tick(values: &Multiset<i128>, q: f64) -> Option<i128> {
    let (lower, upper, gamma) = neighbours(values, q)?;
    Some(steps(lower, upper, gamma).0)
}

/// The values that a quantile lies between, and how far above the lower one.
fn neighbours<T: Interpolate>(values: &Multiset<T>, q: f64) -> Option<(T, T, f64)> {
    let (i, gamma) = position(values.n(), q)?;
    let runs = values.runs();
    let mut after = 0_u64;
    let at = runs.iter().position(|run| {
        after = after.saturating_add(run.1);
        after > i
    })?;
    // The next value is the same one where its run goes on.
    let upper = if after > i + 1 { at } else { (at + 1).min(runs.len() - 1) };
    Some((runs[at].0.clone(), runs[upper].0.clone(), gamma))
}

/// `⌊h⌋` and `h - ⌊h⌋` for `h = (n - 1)·q`.
pub(super) fn position(n: u64, q: f64) -> Option<(u64, f64)> {
    let last = n.checked_sub(1)?;
    let h = last as f64 * q.clamp(0.0, 1.0);
    let i = h as u64;
    if i < last { Some((i, h.fract())) } else { Some((last, 0.0)) }.filter(|_| !q.is_nan())
}

/// `lo + γ·(hi - lo)`, in that form unless the difference overflows.
pub(super) fn lerp(lo: f64, hi: f64, gamma: f64) -> f64 {
    if gamma == 0.0 || lo == hi {
        lo
    } else if (hi - lo).is_finite() {
        (lo + gamma * (hi - lo)).min(hi)
    } else {
        (1.0 - gamma) * lo + gamma * hi
    }
}

#[cfg(test)]
mod tests;
