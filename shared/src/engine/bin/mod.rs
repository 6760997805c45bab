//! Bins: a column of a batch in, the code of each row's bin out.

pub mod calendar;
pub mod category;
pub mod linear;
pub mod whole;

use super::column::Column;
use super::groups::Coded;
use calendar::Unit;
use linear::Linear;

/// How values fall into groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bin {
    /// Each value is its own.
    Category,
    /// Bins of one width.
    Linear(Linear),
    /// Units of the calendar.
    Calendar(Unit),
}

impl Bin {
    /// Bins the rows of a column. Null is a bin of its own.
    pub fn codes<'a>(&self, column: &'a Column<'a>) -> Coded<'a> {
        match self {
            Bin::Category => category::codes(column),
            Bin::Linear(linear) => linear.codes(column),
            Bin::Calendar(unit) => calendar::codes(*unit, column),
        }
    }
}
