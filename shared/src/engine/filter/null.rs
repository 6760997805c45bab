//! Null filter: only null cells, or none of them.

use arrow_buffer::BooleanBuffer;

use crate::engine::column::Column;

/// The null rows of a column if `wanted`, the others if not.
pub fn mask(wanted: bool, column: &Column<'_>, rows: usize) -> BooleanBuffer {
    match (&column.nulls, wanted) {
        (Some(nulls), true) => !nulls.inner(),
        (Some(nulls), false) => nulls.inner().clone(),
        (None, true) => BooleanBuffer::new_unset(rows),
        (None, false) => BooleanBuffer::new_set(rows),
    }
}
