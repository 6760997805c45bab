//! One of the engine's summaries per group: batches go through the engine with the group as their key, and what comes out merges.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, LargeBinaryArray, UInt64Array, new_empty_array};
use arrow_schema::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use datafusion::scalar::ScalarValue;
use shared::engine::aggregate::measure::Measure;
use shared::engine::bin::Bin;
use shared::engine::execute::{Rows, execute};
use shared::engine::partial::Partial;
use shared::engine::plan::{Key, Plan};
use shared::engine::store::Column;
use shared::engine::value::Value;

use super::values;

/// The partials of many groups, each without keys.
#[derive(Clone, Debug)]
pub(super) struct Summaries {
    plan: Plan,
    returned: DataType,
    /// The partial of no rows.
    none: Partial,
    groups: Vec<Partial>,
    /// What they take.
    bytes: usize,
    /// Rows that came in, which have an order.
    rows: u64,
}

impl Summaries {
    /// Of a measure of the columns 1 and, if it has two, 2; column 0 is the group. For so many groups at first.
    pub(super) fn new(measure: Measure, arguments: &[DataType], returned: DataType, groups: usize) -> Self {
        let keyless = Plan { keys: Vec::new(), measures: vec![measure], filters: Vec::new() };
        let none = partial(&keyless, &[], &arguments.iter().map(new_empty_array).collect::<Vec<_>>(), None, 0);
        let plan = Plan { keys: vec![Key { column: 0, bin: Bin::Category }], ..keyless };
        let mut summaries = Summaries { plan, returned, none, groups: Vec::new(), bytes: 0, rows: 0 };
        summaries.grow(groups);
        summaries
    }

    fn grow(&mut self, groups: usize) {
        let new = groups.saturating_sub(self.groups.len());
        self.bytes += new * bytes(&self.none);
        self.groups.resize(groups.max(self.groups.len()), self.none.clone());
    }

    fn merge(&mut self, group: usize, partial: &Partial) {
        let own = &mut self.groups[group];
        self.bytes -= bytes(own);
        own.merge(partial);
        self.bytes += bytes(own);
    }

    fn add(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>) {
        let partial = partial(&self.plan, groups, values, filter, self.rows);
        self.rows += groups.len() as u64;
        for place in 0..partial.groups() {
            if let Value::Int(group) = partial.axis(0)[partial.place(place)[0] as usize] {
                self.merge(group as usize, &partial.group(place));
            }
        }
    }

    fn take(&mut self, emit: EmitTo) -> Vec<Partial> {
        let taken = emit.take_needed(&mut self.groups);
        self.bytes -= taken.iter().map(bytes).sum::<usize>();
        taken
    }

    fn values(&self, partials: &[Partial]) -> Result<ArrayRef> {
        let values: Vec<Value> = partials.iter().map(|partial| partial.states()[0].value(0)).collect();
        values::array(&values, &self.returned)
    }
}

fn partial(plan: &Plan, groups: &[usize], values: &[ArrayRef], filter: Option<&BooleanArray>, first_row: u64) -> Partial {
    let groups: ArrayRef = Arc::new(groups.iter().map(|group| *group as u64).collect::<UInt64Array>());
    let columns: Vec<Column> = std::iter::once(&groups).chain(values).map(Column::of).collect();
    let mask = filter.map(|filter| filter.nulls().map_or_else(|| filter.values().clone(), |nulls| filter.values() & nulls.inner()));
    execute(plan, &Rows { columns: columns.iter().collect(), chunk_rows: &[groups.len()], chunks: 0..1, masks: vec![mask], first_row })
}

fn bytes(partial: &Partial) -> usize {
    size_of::<Partial>() + partial.bytes()
}

impl GroupsAccumulator for Summaries {
    fn update_batch(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>, total: usize) -> Result<()> {
        self.grow(total);
        self.add(values, groups, filter);
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.grow(total);
        for (state, &group) in states[0].as_binary::<i64>().iter().zip(groups) {
            let partial = Partial::from_bytes(state.unwrap_or_default()).map_err(|error| DataFusionError::Internal(error.to_string()))?;
            self.merge(group, &partial);
        }
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let states = self.take(emit).into_iter().map(|partial| Some(partial.to_bytes()));
        Ok(vec![Arc::new(states.collect::<LargeBinaryArray>())])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let partials = self.take(emit);
        self.values(&partials)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let mut each = Summaries { groups: Vec::new(), bytes: 0, ..self.clone() };
        each.update_batch(values, &(0..rows).collect::<Vec<_>>(), filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.bytes
    }
}

/// The summary of one group: all rows.
#[derive(Debug)]
pub(super) struct One(pub(super) Summaries);

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.add(values, &vec![0; values[0].len()], None);
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        GroupsAccumulator::merge_batch(&mut self.0, states, &vec![0; states[0].len()], 1)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::LargeBinary(Some(self.0.groups[0].to_bytes()))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::try_from_array(&self.0.values(&self.0.groups)?, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.bytes
    }
}
