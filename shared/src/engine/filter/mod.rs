//! Filters: each compiles to a kernel that masks the rows of a batch.

pub mod interval;
pub mod null;
pub mod set;

use arrow_buffer::BooleanBuffer;

use super::column::Column;
use interval::Interval;
use set::Set;

/// A condition on one column, which is a position in the plan's schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The column.
    pub column: usize,
    /// What must hold.
    pub predicate: Predicate,
}

/// What a cell must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// Within `[lo, hi)`.
    Interval(Interval),
    /// One of a set.
    Set(Set),
    /// Null, or not null.
    Null(bool),
}

impl Predicate {
    /// Which of a column's `rows` rows pass.
    pub fn mask(&self, column: &Column<'_>, rows: usize) -> BooleanBuffer {
        match self {
            Predicate::Interval(interval) => valid_and(interval.mask(column, rows), column),
            Predicate::Set(set) if set.null => &set.mask(column, rows) | &null::mask(true, column, rows),
            Predicate::Set(set) => set.mask(column, rows),
            Predicate::Null(wanted) => null::mask(*wanted, column, rows),
        }
    }
}

fn valid_and(mask: BooleanBuffer, column: &Column<'_>) -> BooleanBuffer {
    match &column.nulls {
        None => mask,
        Some(nulls) => &mask & nulls.inner(),
    }
}
