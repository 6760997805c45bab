//! Runs a plan over a record batch.

use arrow_array::{Array, RecordBatch};
use arrow_buffer::BooleanBuffer;

use super::aggregate::count::Count;
use super::aggregate::measure::{Measure, empty, summarise};
use super::aggregate::states::States;
use super::column::Column;
use super::filter::Filter;
use super::groups::{Coded, Grouping};
use super::partial::Partial;
use super::plan::Plan;

impl Plan {
    /// The partial of no rows.
    pub fn start(&self) -> Partial {
        let groups = usize::from(self.keys.is_empty());
        Partial::new(self.keys.len(), self.measures.iter().map(|measure| empty(measure, groups)).collect())
    }
}

/// Takes the rows of `batch`, whose columns are those of the plan's schema, into `partial`, which comes from [`Plan::start`].
pub fn execute(plan: &Plan, batch: &RecordBatch, partial: &mut Partial) {
    let rows = batch.num_rows();
    let column = |position: usize| Column::of(batch.column(position).as_ref());
    let mask = mask(&plan.filters, batch);
    let key_columns: Vec<Column<'_>> = plan.keys.iter().map(|key| column(key.column)).collect();
    let keys: Vec<Coded<'_>> = plan.keys.iter().zip(&key_columns).map(|(key, column)| key.bin.codes(column)).collect();
    let grouping = Grouping::of(keys, rows, mask.as_ref());
    let mut key = Vec::with_capacity(plan.keys.len());
    let group = |group| {
        grouping.key(group, &mut key);
        partial.group(&key)
    };
    let into: Vec<u32> = (0..grouping.rows.len).map(group).collect();
    let states: Vec<States> = plan
        .measures
        .iter()
        .map(|measure| match measure {
            Measure::Count => States::Count(grouping.counts.iter().map(|&n| Count::of(n)).collect()),
            Measure::Of { aggregate, column: position, .. } => summarise(*aggregate, &column(*position), &grouping.rows),
        })
        .collect();
    partial.merge_states(&states, &into);
}

/// The rows of `batch` that pass all filters; none if there are no filters.
pub fn mask(filters: &[Filter], batch: &RecordBatch) -> Option<BooleanBuffer> {
    let masks = filters.iter().map(|filter| {
        let array: &dyn Array = batch.column(filter.column).as_ref();
        filter.predicate.mask(&Column::of(array), batch.num_rows())
    });
    masks.reduce(|all, mask| &all & &mask)
}
