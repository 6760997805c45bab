//! The profile of a table's columns, taken while it is written.

mod distinct;
mod range;
#[cfg(test)]
mod tests;

use arrow_array::{Array, RecordBatch};
use shared::wire::profile::{ColumnProfile, Profile};

use crate::storage::field::StoredField;
use distinct::{Distinct, DistinctBudget};
use range::Range;

/// Collects the profile of batches in logical types.
pub(super) struct Profiler {
    rows: u64,
    columns: Vec<ColumnProfiler>,
    budget: DistinctBudget,
}

struct ColumnProfiler {
    name: String,
    nulls: u64,
    bytes: u64,
    distinct: Distinct,
    range: Range,
}

impl Profiler {
    /// For batches of the logical form of `fields`.
    pub(super) fn new(fields: &[StoredField]) -> Self {
        let column = |f: &StoredField| ColumnProfiler {
            name: f.name.clone(),
            nulls: 0,
            bytes: 0,
            distinct: Distinct::default(),
            range: Range::new(&f.logical),
        };
        Profiler { rows: 0, columns: fields.iter().map(column).collect(), budget: DistinctBudget::default() }
    }

    /// Rows so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds the rows of a batch.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        for (column, array) in self.columns.iter_mut().zip(batch.columns()) {
            column.nulls += array.logical_null_count() as u64;
            column.bytes += array.to_data().get_slice_memory_size().unwrap_or_default() as u64;
            column.distinct.add(array.as_ref(), &mut self.budget);
            column.range.add(array.as_ref());
        }
    }

    /// The profile of all rows.
    pub(super) fn finish(self) -> Profile {
        let columns = self.columns.into_iter().map(|column| {
            let span = column.range.span();
            let (min, max) = column.range.ends();
            let (distinct, distinct_exact) = column.distinct.count();
            let distinct_at_most = distinct_exact.then_some(distinct);
            ColumnProfile { name: column.name, nulls: column.nulls, distinct, distinct_exact, distinct_at_most, bytes: column.bytes, min, max, span }
        });
        Profile { rows: self.rows, columns: columns.collect(), batch_rows: 0 }
    }
}
