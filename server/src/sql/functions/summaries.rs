//! One of the engine's summaries per group: batches go through the engine with the group as their key, and what comes out merges.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, LargeBinaryArray, UInt64Array, new_empty_array};
use arrow_schema::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use datafusion::scalar::ScalarValue;
use shared::engine::aggregate::measure::Measure;
use shared::engine::aggregate::states::States;
use shared::engine::bin::Bin;
use shared::engine::execute::{Rows, execute};
use shared::engine::partial::Partial;
use shared::engine::plan::{Key, Plan};
use shared::engine::store::Column;
use shared::engine::value::Value;

use super::values;

/// The summaries of many groups.
#[derive(Clone, Debug)]
pub(super) struct Summaries {
    plan: Plan,
    returned: DataType,
    /// Of no groups.
    none: States,
    states: States,
    /// What they take.
    bytes: usize,
    /// Rows that came in, which have an order.
    rows: u64,
}

impl Summaries {
    /// Of a measure of the columns 1 and, if it has two, 2; column 0 is the group. For so many groups at first.
    pub(super) fn new(measure: Measure, arguments: &[DataType], returned: DataType, groups: usize) -> Self {
        let plan = Plan { keys: vec![Key { column: 0, bin: Bin::Category }], measures: vec![measure], filters: Vec::new() };
        let none = partial(&plan, &[], &arguments.iter().map(new_empty_array).collect::<Vec<_>>(), None, 0).states().clone();
        let mut summaries = Summaries { plan, returned, states: none.clone(), none, bytes: 0, rows: 0 };
        summaries.grow(groups);
        summaries
    }

    fn grow(&mut self, groups: usize) {
        let before = self.states.len();
        if groups > before {
            self.states.resize(groups);
            self.bytes += self.states.bytes(&(before as u32..groups as u32).collect::<Vec<_>>());
        }
    }

    /// Takes `states` in, whose group `g` is the group `into[g]`.
    fn merge(&mut self, states: &States, into: &[u32]) {
        self.bytes -= self.states.bytes(into);
        self.states.merge(states, into);
        self.bytes += self.states.bytes(into);
    }

    fn add(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>) {
        let partial = partial(&self.plan, groups, values, filter, self.rows);
        self.rows += groups.len() as u64;
        let group = |at: usize| if let Some(Value::Int(group)) = partial.keys().values(at).next() { group as u32 } else { u32::MAX };
        let into: Vec<u32> = (0..partial.groups()).map(group).collect();
        self.merge(partial.states(), &into);
    }

    fn take(&mut self, emit: EmitTo) -> States {
        let groups = if let EmitTo::First(groups) = emit { groups } else { self.states.len() };
        let taken = self.states.take(groups);
        self.bytes -= taken.bytes(&(0..groups as u32).collect::<Vec<_>>());
        taken
    }

    fn values(&self, states: &States) -> Result<ArrayRef> {
        let values: Vec<Value> = (0..states.len()).map(|group| states.value(0, group)).collect();
        values::array(&values, &self.returned)
    }
}

fn partial(plan: &Plan, groups: &[usize], values: &[ArrayRef], filter: Option<&BooleanArray>, first_row: u64) -> Partial {
    let groups: ArrayRef = Arc::new(groups.iter().map(|group| *group as u64).collect::<UInt64Array>());
    let columns: Vec<Column> = std::iter::once(&groups).chain(values).map(Column::of).collect();
    let mask = filter.map(|filter| filter.nulls().map_or_else(|| filter.values().clone(), |nulls| filter.values() & nulls.inner()));
    execute(plan, &Rows { columns: columns.iter().collect(), chunk_rows: &[groups.len()], chunks: 0..1, masks: vec![mask], first_row })
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
            let states = States::from_bytes(state.unwrap_or_default()).map_err(|error| DataFusionError::Internal(error.to_string()))?;
            self.merge(&states, &[group as u32]);
        }
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let states = self.take(emit);
        let bytes = (0..states.len() as u32).map(|group| Some(states.to_bytes(group)));
        Ok(vec![Arc::new(bytes.collect::<LargeBinaryArray>())])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let states = self.take(emit);
        self.values(&states)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let none = self.none.clone();
        let mut each = Summaries { plan: self.plan.clone(), returned: self.returned.clone(), states: none.clone(), none, bytes: 0, rows: self.rows };
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
        Ok(vec![ScalarValue::LargeBinary(Some(self.0.states.to_bytes(0)))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::try_from_array(&self.0.values(&self.0.states)?, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.bytes
    }
}
