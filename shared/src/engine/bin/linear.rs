//! Linear bins: `k = ⌊(x - o) / w⌋`, bin `k` is `[o + k·w, o + (k+1)·w)`, its key is its lower edge.
//!
//! Where `o` and `w` are decimals of some digits, as people write them, the edges are the decimals: edge 3 of `w = 0.1` is 0.3, not the
//! 0.30000000000000004 that `3 · 0.1` gives, so a cell that is written 0.3 is in the bin that is written [0.3, 0.4). Others are those that floating point
//! gives for `o + k·w`. `k` is corrected by one where the division rounded to the wrong side of an edge, so that a bin holds exactly what a
//! filter between its edges lets pass. Integers and decimals too large for that
//! are binned as whole numbers, without rounding, whatever their size; where `w`, `o` and they are whole, an edge that no `f64` can hold is an integer key. NaN is a bin of its own,
//! with NaN as its key; ±∞, and numbers whose `k` overflows, are bins with ±∞ as keys.

use super::category;
use super::coder::{Coder, Fill, is_dense};
use crate::engine::kind::Kind;
use crate::engine::store::{Column, Form, Span};
use crate::engine::value::{Value, decimal_to_f64};

/// The rule of linear bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    /// `o`: an edge, finite.
    pub origin: f64,
    /// `w`: finite, above 0.
    pub width: f64,
    decimal: Option<Decimal>,
}

/// `o` and `w` as whole numbers of a power of ten: `o = origin / per_one`, `w = width / per_one`. A quotient of whole numbers is the float nearest to it, as a
/// decimal's is that is read.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Decimal {
    origin: f64,
    width: f64,
    per_one: f64,
    digits: u32,
}

/// Below this, differences of whole numbers are exact in `f64`, and `⌊a / b⌋` of whole numbers is too.
const EXACT_BELOW: i64 = 1 << 51;

/// Up to this many digits behind the point: of no more is a float a power of ten exactly.
const MOST_DIGITS: usize = 22;

/// Cells of 64 bits times ten to this are far from 128 bits.
const MOST_TIMES: u32 = 18;

/// So is a cell of 38 digits less this.
const MOST_UNITS: i128 = 10i128.pow(37);

/// Up to this many bins from 0, a place in a bin is known to [`SLACK`] of it.
const NEAR: f64 = 1e9;
const SLACK: f64 = 1e-6;

/// A column with at most so many different whole numbers is binned by a table of them.
const TABLE: u64 = 1 << 16;

impl Linear {
    /// Of an origin and a width.
    pub fn new(origin: f64, width: f64) -> Linear {
        Linear { origin, width, decimal: Decimal::of(origin, width) }
    }

    /// The codes of a numeric column.
    pub fn coder<'a>(&self, column: &'a Column, rows: usize) -> Coder<'a> {
        let rule = *self;
        match (column.form(), column.span, column.kind) {
            (Form::Whole, None, _) => category::nothing(column),
            (Form::Whole, Some(span), kind) => {
                let number = move |x: i64| decimal_to_f64(x.into(), kind.scale());
                match self.exact(kind, MOST_TIMES) {
                    Some(exact) if !span.is_exact() => exact.coder(column),
                    _ if span.steps() <= TABLE => self.table(column, span, number),
                    _ => self.dense(column, (number(span.least), number(span.greatest)), rows),
                }
            }
            (Form::Wide, _, kind) => match self.exact(kind, if kind == Kind::Int { MOST_TIMES } else { 0 }) {
                Some(exact) => exact.coder(column),
                None => category::floats(column, move |x| rule.edge(rule.bin(x))),
            },
            (Form::Float, _, _) => self.dense(column, column.finite.unwrap_or((0.0, 0.0)), rows),
            // No plan asks for it.
            (Form::Text | Form::Plain | Form::Opaque, _, _) => category::nothing(column),
        }
    }

    /// By a table of the column's values.
    fn table<'a>(&self, column: &'a Column, span: Span, number: impl Fn(i64) -> f64) -> Coder<'a> {
        let rule = *self;
        let mut bins: Vec<f64> = Vec::new();
        let code = |distance: u64| {
            let k = rule.bin(number((span.first() + distance as i64) * span.step));
            if bins.last() != Some(&k) {
                bins.push(k);
            }
            bins.len() as u32 - 1
        };
        let table = (0..span.steps()).map(code).collect();
        let len = bins.len() as u32;
        Coder::known(column, Fill::Table(span, table), len, move |code| Value::Float(rule.edge(bins[code as usize])))
    }

    /// By the number of the bin, where there are not too many of them between the least and the greatest number.
    fn dense<'a>(&self, column: &'a Column, (least, greatest): (f64, f64), rows: usize) -> Coder<'a> {
        let rule = *self;
        let (first, last) = (rule.bin(least), rule.bin(greatest));
        let bins = last - first + 1.0;
        if !(bins >= 1.0 && is_dense(bins as u128, rows)) {
            return category::floats(column, move |x| rule.edge(rule.bin(x)));
        }
        // -∞ comes before the bins, ∞ and NaN after them.
        let bins = bins as u32;
        let fill = move |x: f64| {
            let k = rule.bin(x);
            if k.is_finite() { (k - first) as u32 + 1 } else { special(k, bins) }
        };
        let key = move |code: u32| match code {
            0 => Value::Float(f64::NEG_INFINITY),
            code if code <= bins => Value::Float(rule.edge(first + f64::from(code - 1))),
            code if code == bins + 1 => Value::Float(f64::INFINITY),
            _ => Value::Float(f64::NAN),
        };
        Coder::known(column, Fill::Floats(Box::new(fill)), bins + 3, key)
    }

    /// `k`; not finite where there is no such number.
    #[inline]
    pub fn bin(&self, x: f64) -> f64 {
        let place = (x - self.origin) / self.width;
        let k = place.floor();
        if (SLACK..1.0 - SLACK).contains(&(place - k)) && place.abs() < NEAR && self.origin.abs() < NEAR * self.width {
            return k;
        }
        if x < self.edge(k) {
            k - 1.0
        } else if x >= self.edge(k + 1.0) && k.is_finite() {
            k + 1.0
        } else {
            k
        }
    }

    /// The lower edge of bin `k`, never -0.
    #[inline]
    pub fn edge(&self, k: f64) -> f64 {
        if let Some(Decimal { origin, width, per_one, .. }) = self.decimal {
            let edge = origin + k * width;
            if edge.abs() < EXACT_BELOW as f64 {
                return edge / per_one + 0.0;
            }
        }
        self.origin + k * self.width + 0.0
    }

    /// The edge after one of the edges.
    pub fn after(&self, edge: f64) -> f64 {
        self.edge(((edge - self.origin) / self.width).round() + 1.0)
    }

    /// The rule in the units of cells that are whole numbers of these, which may be multiplied by `10^most_times` first. None where that is not enough.
    fn exact(&self, kind: Kind, most_times: u32) -> Option<WholeLinear> {
        let whole = |x: f64| (x.fract() == 0.0 && x.abs() < EXACT_BELOW as f64).then_some(x as i128);
        let (origin, width, digits) = match self.decimal {
            Some(Decimal { origin, width, digits, .. }) => (origin as i128, width as i128, digits),
            None => (whole(self.origin)?, whole(self.width)?, 0),
        };
        let scale = u32::try_from(kind.scale()).ok()?;
        let more = digits.saturating_sub(scale);
        if more > most_times {
            return None;
        }
        let (times, rule) = (10i128.pow(more), 10i128.checked_pow(scale.saturating_sub(digits))?);
        let [origin, width] = [origin, width].map(|x| x.checked_mul(rule).filter(|x| x.abs() < MOST_UNITS));
        Some(WholeLinear { origin: origin?, width: width?, times, rule: *self, is_whole: kind == Kind::Int && digits == 0 })
    }
}

/// The code of a bin that has no number.
fn special(k: f64, bins: u32) -> u32 {
    if k.is_nan() {
        bins + 2
    } else if k > 0.0 {
        bins + 1
    } else {
        0
    }
}

impl Decimal {
    /// None where both are whole, or one has too many digits.
    fn of(origin: f64, width: f64) -> Option<Decimal> {
        let digits = [origin, width].map(|x| x.to_string().split_once('.').map_or(0, |(_, digits)| digits.len())).into_iter().max()?;
        if !(1..=MOST_DIGITS).contains(&digits) {
            return None;
        }
        let whole = |x: f64| format!("{x:.digits$}").replace('.', "").parse::<f64>().ok().filter(|n| n.abs() < EXACT_BELOW as f64);
        Some(Decimal { origin: whole(origin)?, width: whole(width)?, per_one: 10f64.powi(digits as i32), digits: digits as u32 })
    }
}

impl Span {
    /// Whether `f64` computes with all of the numbers exactly.
    fn is_exact(&self) -> bool {
        self.least > -EXACT_BELOW && self.greatest < EXACT_BELOW
    }
}

/// The rule in whole numbers.
#[derive(Clone, Copy)]
struct WholeLinear {
    origin: i128,
    width: i128,
    /// What cells are multiplied by.
    times: i128,
    rule: Linear,
    /// Whether cells and edges are whole.
    is_whole: bool,
}

impl WholeLinear {
    fn coder(self, column: &Column) -> Coder<'_> {
        category::wholes(
            column,
            move |x| {
                let k = (x * self.times - self.origin).div_euclid(self.width);
                // Edges that are floats are no closer than floats are.
                if self.is_whole || k.unsigned_abs() < 1 << 53 { k } else { k as f64 as i128 }
            },
            move |k| {
                if !self.is_whole {
                    return Value::Float(self.rule.edge(k as f64));
                }
                let edge = self.origin + k * self.width;
                if edge as f64 as i128 == edge { Value::Float(edge as f64) } else { Value::Int(edge) }
            },
        )
    }
}
