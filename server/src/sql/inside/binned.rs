//! How the keys of an aggregate were binned, told after its rows: edges go from the least key to the end of the greatest.

use arrow_array::RecordBatch;
use shared::engine::plan::edges::{self, Ends};
use shared::engine::plan::label;
use shared::engine::store::Column;
use shared::wire::bin::KeyBins;
use shared::wire::query::QuerySpec;

/// A settled question, and of each of its keys that has edges the least and the greatest so far.
pub(super) struct Binned {
    spec: QuerySpec,
    ends: Vec<Option<Ends>>,
}

impl Binned {
    /// Of no rows yet.
    pub(super) fn of(spec: QuerySpec) -> Binned {
        let ends = spec.group_by.iter().map(|key| key.bin.as_ref().filter(|bin| edges::has(bin)).map(|_| Ends::default())).collect();
        Binned { spec, ends }
    }

    /// Takes rows in, whose first columns are the keys.
    pub(super) fn take(&mut self, batch: &RecordBatch) {
        for (ends, array) in self.ends.iter_mut().zip(batch.columns()) {
            let Some(ends) = ends else { continue };
            let column = Column::of(array);
            for chunk in &column.chunks {
                (0..chunk.rows).for_each(|row| ends.take(column.value(chunk, row)));
            }
        }
    }

    /// What is told.
    pub(super) fn told(mut self) -> Vec<KeyBins> {
        label::key_bins(&self.spec, |key| self.ends.get_mut(key).and_then(Option::take).unwrap_or_default())
    }
}
