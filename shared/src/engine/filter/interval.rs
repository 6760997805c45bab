//! Interval filter: `lo ≤ x < hi`, each end open if it is none.
//!
//! NaN is greater than all other numbers, so it passes where `hi` is none and nowhere else.

use arrow_buffer::BooleanBuffer;

use crate::engine::column::{Cells, Column};

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
    pub(super) fn mask(&self, column: &Column<'_>, rows: usize) -> BooleanBuffer {
        match (self, &column.cells) {
            (Interval::Whole { first, last }, Cells::Whole(x)) => {
                let narrow = |end: i128| end.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
                if first > last || *first > i64::MAX.into() || *last < i64::MIN.into() {
                    return BooleanBuffer::new_unset(rows);
                }
                let (first, last) = (narrow(*first), narrow(*last));
                BooleanBuffer::collect_bool(rows, |row| (first..=last).contains(&x[row]))
            }
            (Interval::Whole { first, last }, Cells::Wide(x)) => BooleanBuffer::collect_bool(rows, |row| (*first..=*last).contains(&x[row])),
            (Interval::Float { lo, hi }, Cells::Float(x)) => {
                let lo = lo.unwrap_or(f64::NEG_INFINITY);
                match *hi {
                    // NaN is above every bound.
                    None => BooleanBuffer::collect_bool(rows, |row| x[row] >= lo || x[row].is_nan()),
                    Some(hi) => BooleanBuffer::collect_bool(rows, |row| x[row] >= lo && x[row] < hi),
                }
            }
            (Interval::Text { lo, hi }, Cells::Text(x)) => {
                x.mask(|text| lo.as_ref().is_none_or(|lo| text >= lo.as_str()) && hi.as_ref().is_none_or(|hi| text < hi.as_str()))
            }
            _ => BooleanBuffer::new_unset(rows),
        }
    }
}
