//! Linear bins of times of day and lengths of time: `k = ⌊(x - o) / w⌋` in whole ticks, as [`super::linear`] has it; the key is the lower edge, a time
//! as the cells are. Those of times of day begin at midnight; the end of a day, which none of them would begin at, is in the last one.

use super::calendar;
use super::category;
use super::coder::Coder;
use crate::engine::kind::Kind;
use crate::engine::store::{Column, Form};
use crate::engine::value::DAY_SECS;

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
        let last = if let Kind::Time { per_second } = column.kind { DAY_SECS * per_second - 1 } else { i64::MAX };
        if self.origin % self.width == 0 && span.greatest <= last {
            return calendar::in_units((column, span), rows, self.width, None);
        }
        let (origin, width, kind) = (i128::from(self.origin), i128::from(self.width), column.kind);
        // At the ends of what ticks can be, an edge may be before the first of them.
        let key = move |k: i128| kind.value((origin + k * width).max(i64::MIN.into()));
        category::wholes(column, move |x| (x.min(last.into()) - origin).div_euclid(width), key)
    }
}
