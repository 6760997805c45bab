//! Set filter: `x ∈ {…}`. 0 equals -0, NaN equals NaN.

use arrow_buffer::BooleanBuffer;
use rustc_hash::FxHashSet;

use crate::engine::column::{Cells, Column};

/// A set of a column's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The values.
    pub values: Values,
    /// Whether null cells pass.
    pub null: bool,
}

/// The values of a set, by the column's kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Whole numbers, unscaled decimals, days, ticks or booleans, ascending.
    Whole(Vec<i128>),
    /// Floats.
    Float {
        /// Without NaN, ascending.
        numbers: Vec<f64>,
        /// Whether NaN is one of them.
        nan: bool,
    },
    /// Text.
    Text(FxHashSet<String>),
}

impl Set {
    /// Which rows pass; null rows are left out.
    pub(super) fn mask(&self, column: &Column<'_>, rows: usize) -> BooleanBuffer {
        let mask = match (&self.values, &column.cells) {
            (Values::Whole(set), Cells::Whole(x)) => {
                let set: Vec<i64> = set.iter().filter_map(|&v| v.try_into().ok()).collect();
                BooleanBuffer::collect_bool(rows, |row| set.binary_search(&x[row]).is_ok())
            }
            (Values::Whole(set), Cells::Wide(x)) => BooleanBuffer::collect_bool(rows, |row| set.binary_search(&x[row]).is_ok()),
            (Values::Float { numbers, nan }, Cells::Float(x)) => BooleanBuffer::collect_bool(rows, |row| {
                let x = x[row];
                if x.is_nan() { *nan } else { numbers.binary_search_by(|v| v.partial_cmp(&x).unwrap_or(std::cmp::Ordering::Less)).is_ok() }
            }),
            (Values::Text(set), Cells::Text(x)) => x.mask(|text| set.contains(text)),
            _ => BooleanBuffer::new_unset(rows),
        };
        super::valid_and(mask, column)
    }
}
