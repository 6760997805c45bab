//! Linear bins of times of day and lengths of time: `k = ⌊(x - o) / w⌋` in whole ticks, as [`super::linear`] has it; the key is the lower edge, a time
//! as the cells are. Those of times of day begin at midnight.

use super::calendar;
use super::category;
use super::coder::Coder;
use crate::engine::store::{Column, Form};

/// The rule, in ticks of the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// `o`: an edge.
    pub origin: i64,
    /// `w`: at least 1.
    pub width: i64,
}

impl Ticks {
    /// The codes of a column of `rows` rows.
    pub fn coder<'a>(&self, column: &'a Column, rows: usize) -> Coder<'a> {
        let (Form::Whole, Some(span)) = (column.form(), column.span) else { return category::nothing(column) };
        if self.origin % self.width == 0 {
            return calendar::in_units((column, span), rows, self.width, None);
        }
        let (origin, width, kind) = (i128::from(self.origin), i128::from(self.width), column.kind);
        // At the ends of what ticks can be, an edge may be before the first of them.
        let key = move |k: i128| kind.value((origin + k * width).max(i64::MIN.into()));
        category::wholes(column, move |x| (x - origin).div_euclid(width), key)
    }
}
