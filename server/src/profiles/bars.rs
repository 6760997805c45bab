//! A histogram in one pass: exact counts of bars of `2^e`, which begin at whole multiples of that.
//!
//! Bars of twice the width are made of neighbours, so nothing is counted anew when values come that lie farther out. `e` depends on the least
//! and the greatest value alone, so neither order nor number of parts matters.

use serde::{Deserialize, Serialize};

/// So many bars at most, and more than half as many where there are enough values to tell apart.
const MOST: i128 = 40;

/// The bars so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Bars {
    exponent: i32,
    first: i128,
    counts: Vec<u64>,
}

impl Bars {
    /// No bars, of `2^exponent` at least.
    pub(super) fn new(exponent: i32) -> Self {
        Bars { exponent, first: 0, counts: Vec::new() }
    }

    /// Counts `n` whole numbers.
    pub(super) fn add_whole(&mut self, x: i128, n: u64) {
        self.add(|exponent| x >> exponent.clamp(0, 127), n);
    }

    /// Counts `n` finite floats.
    pub(super) fn add_float(&mut self, x: f64, n: u64) {
        if self.counts.is_empty() {
            // The last digit of the value; the next one makes the bars as wide as they must be.
            self.exponent = if x == 0.0 { LEAST } else { (x.abs().log2().floor() as i32 - 52).max(LEAST) };
        }
        self.add(|exponent| (x * 2f64.powi(-exponent)).floor() as i128, n);
    }

    fn add(&mut self, at: impl Fn(i32) -> i128, n: u64) {
        if self.counts.is_empty() {
            self.first = at(self.exponent);
            self.counts.push(0);
        }
        loop {
            let at = at(self.exponent);
            let last = self.first + self.counts.len() as i128 - 1;
            if last.max(at).saturating_sub(self.first.min(at)) < MOST {
                return self.count(at, n);
            }
            self.widen();
        }
    }

    fn count(&mut self, at: i128, n: u64) {
        if at < self.first {
            let new = (self.first - at) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, new));
            self.first = at;
        }
        let at = (at - self.first) as usize;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += n;
    }

    fn widen(&mut self) {
        let first = self.first >> 1;
        let mut counts = Vec::new();
        for (i, n) in self.counts.iter().enumerate() {
            let at = (((self.first + i as i128) >> 1) - first) as usize;
            counts.resize(at + 1, 0);
            counts[at] += n;
        }
        *self = Bars { exponent: self.exponent + 1, first, counts };
    }

    /// The counts.
    pub(super) fn counts(&self) -> Vec<u64> {
        self.counts.clone()
    }

    /// Where the bars of whole numbers begin and the last one ends.
    pub(super) fn whole_edges(&self) -> impl Iterator<Item = i128> {
        self.numbers().map(|at| at.saturating_mul(1_i128.checked_shl(self.exponent.unsigned_abs()).unwrap_or(i128::MAX)))
    }

    /// The same of floats.
    pub(super) fn float_edges(&self) -> impl Iterator<Item = f64> {
        self.numbers().map(|at| at as f64 * 2f64.powi(self.exponent))
    }

    fn numbers(&self) -> impl Iterator<Item = i128> {
        self.first..=self.first + self.counts.len() as i128
    }
}

/// Below, `2^-e` would pass what a float can hold.
const LEAST: i32 = -1_000;
