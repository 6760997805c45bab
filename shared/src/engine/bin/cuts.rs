//! Bins between given cuts `c₁ < … < cₙ`: bin `k` holds what `k` cuts are at or below, `c_k ≤ x < c_(k+1)`; its key is `k`.
//!
//! A filter `between [c_i, c_j)` passes exactly the bins `i..j`, which is what a cube is built on. NaN is greater than all cuts.

use super::category;
use super::coder::{Coder, Fill};
use crate::engine::store::{Column, Form, Span};
use crate::engine::value::Value;

/// The cuts, ascending, in the form of the column's cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Cuts {
    /// Of whole numbers, unscaled decimals, days, ticks or booleans.
    Whole(Vec<i128>),
    /// Of floats; none is NaN but perhaps a last one, which nothing but NaN reaches.
    Float(Vec<f64>),
    /// Of text, by code points.
    Text(Vec<String>),
}

/// A column with at most so many different whole numbers is cut by a table of them.
const TABLE: u64 = 1 << 18;

impl Cuts {
    /// How many cuts there are.
    pub fn len(&self) -> usize {
        match self {
            Cuts::Whole(cuts) => cuts.len(),
            Cuts::Float(cuts) => cuts.len(),
            Cuts::Text(cuts) => cuts.len(),
        }
    }

    /// Whether no cut is below the one before. Cuts between the same two whole numbers are the same one.
    pub fn is_ascending(&self) -> bool {
        match self {
            Cuts::Whole(cuts) => cuts.is_sorted(),
            Cuts::Float(cuts) => cuts.is_sorted(),
            Cuts::Text(cuts) => cuts.is_sorted(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The codes of a column.
    pub fn coder<'a>(&self, column: &'a Column) -> Coder<'a> {
        self.coder_with(column, |bin| Value::Int(bin.into()))
    }

    /// The codes of a column, with keys by a function of the bin.
    pub(super) fn coder_with<'a>(&self, column: &'a Column, key: impl Fn(u32) -> Value + 'a) -> Coder<'a> {
        let len = self.len() as u32 + 1;
        let known = |fill| Coder::known(column, fill, len, key);
        match (self.clone(), column.form(), column.span) {
            (Cuts::Whole(cuts), Form::Whole, Some(span)) if span.steps() <= TABLE => known(Fill::Table(span, table(&cuts, &span))),
            (Cuts::Whole(cuts), Form::Whole | Form::Wide, _) => known(Fill::Wides(Box::new(move |x| cuts.partition_point(|cut| *cut <= x) as u32))),
            (Cuts::Float(cuts), Form::Whole | Form::Float, _) => {
                let guess = Guess::of(&cuts);
                known(Fill::Floats(Box::new(move |x| guess.bin(&cuts, x))))
            }
            (Cuts::Text(cuts), Form::Text | Form::Plain, _) => {
                known(Fill::Texts(Box::new(move |text| cuts.partition_point(|cut| cut.as_str() <= text) as u32)))
            }
            _ => category::nothing(column),
        }
    }
}

/// The bin of every number of a span.
fn table(cuts: &[i128], span: &Span) -> Vec<u32> {
    let mut below = 0;
    let bin = |distance: u64| {
        let x = i128::from(span.first() + distance as i64) * i128::from(span.step);
        while cuts.get(below).is_some_and(|cut| *cut <= x) {
            below += 1;
        }
        below as u32
    };
    (0..span.steps()).map(bin).collect()
}

/// Where a number lies among cuts that are about evenly apart.
struct Guess {
    first: f64,
    per_unit: f64,
}

impl Guess {
    fn of(cuts: &[f64]) -> Guess {
        let (first, last) = (cuts.first().copied().unwrap_or(0.0), cuts.last().copied().unwrap_or(0.0));
        let per_unit = (cuts.len().saturating_sub(1)) as f64 / (last - first);
        Guess { first, per_unit: if per_unit.is_finite() { per_unit } else { 0.0 } }
    }

    /// How many cuts are at or below `x`: those that the guess says, or those that a search finds.
    fn bin(&self, cuts: &[f64], x: f64) -> u32 {
        if x.is_nan() {
            return cuts.len() as u32;
        }
        let guess = (((x - self.first) * self.per_unit).floor() + 1.0).clamp(0.0, cuts.len() as f64) as usize;
        let fits = |k: usize| (k == 0 || cuts[k - 1] <= x) && (k == cuts.len() || x < cuts[k]);
        let near = [guess, guess + 1, guess.wrapping_sub(1)].into_iter().find(|&k| k <= cuts.len() && fits(k));
        near.unwrap_or_else(|| cuts.partition_point(|cut| *cut <= x)) as u32
    }
}
