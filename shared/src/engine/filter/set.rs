//! Set filter: `x ∈ {…}`. 0 equals -0, NaN equals NaN.

use arrow_buffer::BooleanBuffer;
use rustc_hash::FxHashSet;

use super::kernel;
use crate::engine::store::{Cells, Chunk, Column, Whole};

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

/// Packed numbers with at most so many codes are looked up in a table of them.
const TABLE: u64 = 1 << 16;

impl Set {
    /// Which rows pass; null rows are left out.
    pub(super) fn mask(&self, column: &Column, chunk: &Chunk) -> BooleanBuffer {
        let has_float = |numbers: &[f64], nan: bool, x: f64| {
            if x.is_nan() { nan } else { numbers.binary_search_by(|v| v.partial_cmp(&x).unwrap_or(std::cmp::Ordering::Less)).is_ok() }
        };
        let mask = match (&self.values, &chunk.cells) {
            (Values::Whole(set), Cells::Whole(cells)) => whole(cells, chunk.rows, |x| set.binary_search(&x.into()).is_ok()),
            (Values::Whole(set), Cells::Wide(x)) => BooleanBuffer::collect_bool(chunk.rows, |row| set.binary_search(&x[row]).is_ok()),
            (Values::Float { numbers, nan }, Cells::Whole(cells)) => whole(cells, chunk.rows, |x| has_float(numbers, *nan, x as f64)),
            (Values::Float { numbers, nan }, Cells::Float64(x)) => BooleanBuffer::collect_bool(chunk.rows, |row| has_float(numbers, *nan, x[row])),
            (Values::Float { numbers, nan }, Cells::Float32(x)) => {
                BooleanBuffer::collect_bool(chunk.rows, |row| has_float(numbers, *nan, x[row].into()))
            }
            (Values::Text(set), Cells::Text(_) | Cells::Plain(_)) => super::texts(column, chunk, |text| set.contains(text)),
            _ => BooleanBuffer::new_unset(chunk.rows),
        };
        super::valid_and(mask, chunk)
    }
}

fn whole(cells: &Whole, rows: usize, passes: impl Fn(i64) -> bool) -> BooleanBuffer {
    let codes = cells.last.wrapping_sub(cells.base) as u64;
    if codes < TABLE.min(rows as u64) {
        let table: Vec<bool> = (0..=codes as i64).map(|code| passes((cells.base + code) * cells.step)).collect();
        return kernel::listed(&cells.codes, &table);
    }
    BooleanBuffer::collect_bool(rows, |row| passes(cells.get(row)))
}
