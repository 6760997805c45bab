//! Exact quantile: with `h = (n - 1)·q`, `Q(q) = x_⌊h⌋ + (h - ⌊h⌋)·(x_⌊h⌋₊₁ - x_⌊h⌋)` over the sorted values `x_0 … x_(n-1)`; none for none.
//!
//! R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50(4), 1996: their type 7, which is SQL's
//! `percentile_cont`. The median is `q = 1/2`. Of times it is the last tick at or before that. Whole numbers that are hit stay whole, however large. NaN is the greatest value: a quantile
//! is NaN if it falls on one or between one and a number, and also between -∞ and +∞.

use super::multiset::Multiset;
use crate::engine::order::TotalOrder;

/// A quantile without a needless rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exact {
    /// A whole number (of units, or of a decimal's last digit).
    Whole(i128),
    /// A float, or what lies between two whole numbers.
    Float(f64),
}

/// What γ is rounded to, between whole numbers.
const UNIT: i128 = 1 << 62;

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
    /// In units of `2^-62`, to which γ is rounded: exact up to 64 bits and a sign, then one rounding. Larger decimals are rounded first.
    fn between(&self, upper: &i128, gamma: f64) -> Exact {
        const LARGEST: u128 = 1 << 64;
        if gamma == 0.0 || self == upper {
            return Exact::Whole(*self);
        }
        if self.unsigned_abs().max(upper.unsigned_abs()) > LARGEST {
            return Exact::Float(lerp(*self as f64, *upper as f64, gamma));
        }
        let units = self * UNIT + (upper - self) * (gamma * UNIT as f64) as i128;
        if units % UNIT == 0 { Exact::Whole(units / UNIT) } else { Exact::Float(units as f64 / UNIT as f64) }
    }
}

/// The quantile of `q` in [0, 1]; a `q` outside is cut to that, NaN has no quantile.
pub fn quantile<T: Interpolate>(values: &Multiset<T>, q: f64) -> Option<Exact> {
    let (lower, upper, gamma) = neighbours(values, q)?;
    Some(lower.between(&upper, gamma))
}

/// The greatest whole number that is not above the quantile: of times, which have no part of a tick. Of numbers of 64 bits.
pub fn tick(values: &Multiset<i128>, q: f64) -> Option<i128> {
    let (lower, upper, gamma) = neighbours(values, q)?;
    Some(lower + ((upper - lower) * (gamma * UNIT as f64) as i128).div_euclid(UNIT))
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
