//! Interval filter: `lo ≤ x < hi`, each end open if it is none.
//!
//! NaN is greater than all other numbers, so it passes where `hi` is none and nowhere else. Packed whole numbers are compared by their
//! codes: `first ≤ (base + code)·step ≤ last` is `code - a ≤ b - a` in wrapping arithmetic, for the codes `a` and `b` of the ends.

use arrow_buffer::BooleanBuffer;

use super::kernel;
use crate::engine::store::{Cells, Chunk, Column, Whole};

/// An interval of a column's values.
#[derive(Clone, Debug, PartialEq)]
pub enum Interval {
    /// Of whole numbers, unscaled decimals, days, ticks or booleans: both ends closed, empty if `first > last`.
    Whole {
        /// The first that passes.
        first: i128,
        /// The last that passes.
        last: i128,
    },
    /// Of floats; no end is NaN.
    Float {
        /// The first that passes.
        lo: Option<f64>,
        /// The first that doesn't any more.
        hi: Option<f64>,
    },
    /// Of text, by code points.
    Text {
        /// The first that passes.
        lo: Option<String>,
        /// The first that doesn't any more.
        hi: Option<String>,
    },
}

impl Interval {
    /// Which rows pass; null rows say anything.
    pub(super) fn mask(&self, column: &Column, chunk: &Chunk) -> BooleanBuffer {
        match (self, &chunk.cells) {
            (Interval::Whole { first, last }, Cells::Whole(cells)) => whole(cells, *first, *last, chunk.rows),
            (Interval::Whole { first, last }, Cells::Wide(x)) => BooleanBuffer::collect_bool(chunk.rows, |row| (*first..=*last).contains(&x[row])),
            (Interval::Float { lo, hi }, Cells::Whole(cells)) => {
                // The whole numbers of a half-open interval, in numbers that 64 bits hold.
                let first = lo.map_or(i128::MIN, |lo| lo.ceil() as i128);
                let last = hi.map_or(i128::MAX, |hi| (hi.ceil() as i128).saturating_sub(1));
                whole(cells, first, last, chunk.rows)
            }
            (Interval::Float { lo, hi }, Cells::Float64(x)) => float(*lo, *hi, chunk.rows, |row| x[row]),
            (Interval::Float { lo, hi }, Cells::Float32(x)) => float(*lo, *hi, chunk.rows, |row| x[row].into()),
            (Interval::Text { lo, hi }, Cells::Text(_) | Cells::Plain(_)) => super::texts(column, chunk, |text| {
                lo.as_ref().is_none_or(|lo| text >= lo.as_str()) && hi.as_ref().is_none_or(|hi| text < hi.as_str())
            }),
            _ => BooleanBuffer::new_unset(chunk.rows),
        }
    }
}

fn whole(cells: &Whole, first: i128, last: i128, rows: usize) -> BooleanBuffer {
    let (step, base, greatest) = (i128::from(cells.step), i128::from(cells.base), i128::from(cells.last));
    let a = (first.div_euclid(step) + i128::from(first.rem_euclid(step) != 0)).max(base);
    let b = last.div_euclid(step).min(greatest);
    if a > b {
        return BooleanBuffer::new_unset(rows);
    }
    if a == base && b == greatest {
        return BooleanBuffer::new_set(rows);
    }
    kernel::within(&cells.codes, (a - base) as u64, (b - base) as u64)
}

fn float(lo: Option<f64>, hi: Option<f64>, rows: usize, x: impl Fn(usize) -> f64) -> BooleanBuffer {
    let lo = lo.unwrap_or(f64::NEG_INFINITY);
    match hi {
        // NaN is above every bound.
        None => BooleanBuffer::collect_bool(rows, |row| x(row) >= lo || x(row).is_nan()),
        Some(hi) => BooleanBuffer::collect_bool(rows, |row| x(row) >= lo && x(row) < hi),
    }
}
