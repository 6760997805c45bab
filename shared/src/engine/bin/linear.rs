//! Linear bins: `k = ⌊(x - o) / w⌋`, bin `k` is `[o + k·w, o + (k+1)·w)`, its key is its lower edge.
//!
//! The edges are those that floating point gives for `o + k·w`, and `k` is corrected by one where the division rounded to the wrong
//! side of an edge, so that a bin holds exactly what a filter between its edges lets pass. Integers whose `w` and `o` are whole
//! are binned without rounding, whatever their size; an edge that no `f64` can hold is then an integer key. NaN is a bin of its own,
//! with NaN as its key; ±∞, and numbers whose `k` overflows, are bins with ±∞ as keys.

use arrow_buffer::NullBuffer;

use super::{category, whole};
use crate::engine::column::{Cells, Column, Kind};
use crate::engine::groups::{Coded, is_dense};
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

impl Linear {
    /// Bins the rows of a numeric column.
    pub fn codes<'a>(&self, column: &Column<'_>) -> Coded<'a> {
        let nulls = column.nulls.as_ref();
        match (&column.cells, column.kind) {
            (Cells::Float(cells), _) => self.floats(cells.iter().copied(), nulls),
            (Cells::Whole(cells), _) => match self.as_whole() {
                Some(rule) if !cells.iter().all(|x| x.unsigned_abs() < EXACT_BELOW as u64) => rule.codes(cells.iter().map(|&x| x.into()), nulls),
                _ => self.floats(cells.iter().map(|&x| x as f64), nulls),
            },
            (Cells::Wide(cells), Kind::Decimal { scale }) => self.floats(cells.iter().map(|&x| decimal_to_f64(x, scale)), nulls),
            (Cells::Wide(cells), _) => match self.as_whole() {
                Some(rule) => rule.codes(cells.iter().copied(), nulls),
                None => self.floats(cells.iter().map(|&x| x as f64), nulls),
            },
            // No plan asks for it.
            (Cells::Text(_) | Cells::Opaque, _) => category::floats(&[], None),
        }
    }

    fn floats<'a>(&self, cells: impl Iterator<Item = f64>, nulls: Option<&NullBuffer>) -> Coded<'a> {
        let bins: Vec<f64> = cells.map(|x| self.bin(x)).collect();
        let rule = *self;
        let (least, greatest) = range(&bins, nulls);
        if !(least <= greatest && is_dense((greatest - least) as u128, bins.len())) {
            let edges: Vec<f64> = bins.iter().map(|&k| rule.edge(k)).collect();
            return category::floats(&edges, nulls);
        }
        let special = (greatest - least) as u32 + 1;
        let codes = whole::coded(&bins, nulls, special, |k| if k.is_finite() { (k - least) as u32 } else { special + sort_of(k) });
        let key = move |code: u32| match code.checked_sub(special) {
            None => Value::Float(rule.edge(least + f64::from(code))),
            Some(0) => Value::Null,
            Some(1) => Value::Float(f64::NAN),
            Some(2) => Value::Float(f64::INFINITY),
            Some(_) => Value::Float(f64::NEG_INFINITY),
        };
        Coded { codes, len: special as usize + 4, key: Box::new(key) }
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

/// The rule for integers whose edges are whole.
#[derive(Clone, Copy)]
struct WholeLinear {
    origin: i128,
    width: i128,
}

impl WholeLinear {
    fn codes<'a>(self, cells: impl Iterator<Item = i128>, nulls: Option<&NullBuffer>) -> Coded<'a> {
        let bins: Vec<i128> = cells.map(|x| (x - self.origin).div_euclid(self.width)).collect();
        whole::codes(&bins, nulls, move |k| {
            let edge = self.origin + k * self.width;
            if edge as f64 as i128 == edge { Value::Float(edge as f64) } else { Value::Int(edge) }
        })
    }
}

/// The least and the greatest finite bin of the rows that have a value; the least is the greater one where there is none.
fn range(bins: &[f64], nulls: Option<&NullBuffer>) -> (f64, f64) {
    let widen = |(least, greatest): (f64, f64), k: f64| {
        if k.is_finite() { (least.min(k), greatest.max(k)) } else { (least, greatest) }
    };
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    match nulls {
        None => bins.iter().copied().fold(none, widen),
        Some(nulls) => nulls.valid_indices().map(|row| bins[row]).fold(none, widen),
    }
}

/// The bins that have no number, from 1.
fn sort_of(k: f64) -> u32 {
    if k.is_nan() {
        1
    } else if k > 0.0 {
        2
    } else {
        3
    }
}
