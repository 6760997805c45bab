//! Linear bins: `k = ⌊(x - o) / w⌋`, bin `k` is `[o + k·w, o + (k+1)·w)`, its key is its lower edge.
//!
//! The edges are those that floating point gives for `o + k·w`, and `k` is corrected by one where the division rounded to the wrong
//! side of an edge, so that a bin holds exactly what a filter between its edges lets pass. Integers whose `w` and `o` are whole
//! are binned without rounding, whatever their size; an edge that no `f64` can hold is then an integer key. NaN is a bin of its own,
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
}

/// Below this, differences of whole numbers are exact in `f64`, and `⌊a / b⌋` of whole numbers is too.
const EXACT_BELOW: i64 = 1 << 51;

/// A column with at most so many different whole numbers is binned by a table of them.
const TABLE: u64 = 1 << 16;

impl Linear {
    /// The codes of a numeric column.
    pub fn coder<'a>(&self, column: &'a Column, rows: usize) -> Coder<'a> {
        let rule = *self;
        match (column.form(), column.span, column.kind) {
            (Form::Whole, None, _) => category::nothing(column),
            (Form::Whole, Some(span), kind) => {
                let number = move |x: i64| decimal_to_f64(x.into(), kind.scale());
                match (kind, self.as_whole()) {
                    (Kind::Int, Some(whole)) if !span.is_exact() => whole.coder(column),
                    _ if span.steps() <= TABLE => self.table(column, span, number),
                    _ => self.dense(column, (number(span.least), number(span.greatest)), rows),
                }
            }
            (Form::Wide, _, Kind::Decimal { .. }) => category::floats(column, move |x| rule.edge(rule.bin(x))),
            (Form::Wide, _, _) => match self.as_whole() {
                Some(whole) => whole.coder(column),
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
    fn bin(&self, x: f64) -> f64 {
        let k = ((x - self.origin) / self.width).floor();
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
    fn edge(&self, k: f64) -> f64 {
        self.origin + k * self.width + 0.0
    }

    fn as_whole(&self) -> Option<WholeLinear> {
        let whole = |x: f64| (x.fract() == 0.0 && x.abs() < EXACT_BELOW as f64).then_some(x as i128);
        Some(WholeLinear { origin: whole(self.origin)?, width: whole(self.width)? })
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

impl Span {
    /// Whether `f64` computes with all of the numbers exactly.
    fn is_exact(&self) -> bool {
        self.least > -EXACT_BELOW && self.greatest < EXACT_BELOW
    }
}

/// The rule for integers whose edges are whole.
#[derive(Clone, Copy)]
struct WholeLinear {
    origin: i128,
    width: i128,
}

impl WholeLinear {
    fn coder(self, column: &Column) -> Coder<'_> {
        category::wholes(
            column,
            move |x| (x - self.origin).div_euclid(self.width),
            move |k| {
                let edge = self.origin + k * self.width;
                if edge as f64 as i128 == edge { Value::Float(edge as f64) } else { Value::Int(edge) }
            },
        )
    }
}
