//! The loads of a worker, seen as one table: they hold the same rows in the same batches, each its own columns; after them come the rows
//! that were appended since.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{FieldRef, Schema, SchemaRef};

use super::live::Live;
use super::load::{Load, misaligned};
use crate::wire::problem::Problem;

/// Loads by their number.
#[derive(Debug, Default)]
pub struct Loads {
    by_number: BTreeMap<u32, Load>,
    /// The rows appended since the version that the loads are of.
    pub live: Live,
}

/// Some columns of the loads, as far as all of them are here.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The columns that exist, in the order asked for, each once.
    pub schema: SchemaRef,
    /// Load and position of each.
    columns: Vec<(u32, usize)>,
    /// The load that gives the batches' lengths.
    measure: u32,
    /// Batches of the loads; those after them are live.
    base: usize,
    /// Position of each column in the live batches.
    live: Vec<usize>,
    /// Batches that all columns have.
    pub batches: usize,
    /// Whether these are all batches.
    pub complete: bool,
}

impl Loads {
    /// Begins a load, anew if there is one of that number.
    pub fn begin(&mut self, number: u32) {
        self.by_number.insert(number, Load::default());
    }

    /// A load that may still receive bytes.
    pub fn open(&mut self, number: u32) -> Option<&mut Load> {
        self.by_number.get_mut(&number).filter(|load| load.is_open())
    }

    /// Selects columns by name. None while it isn't known yet which load they come with; a name that no load has is left out.
    pub fn select<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<Selection> {
        let mut fields = Vec::new();
        let mut columns: Vec<(u32, usize)> = Vec::new();
        for name in names {
            match self.find(name) {
                Some((place, _)) if columns.contains(&place) => {}
                Some((place, field)) => {
                    columns.push(place);
                    fields.push(field);
                }
                None if self.is_waiting() => return None,
                None => {}
            }
        }
        let used: Vec<(u32, &Load)> = match columns.is_empty() {
            true => self.farthest().into_iter().collect(),
            false => columns.iter().filter_map(|(number, _)| Some((*number, self.by_number.get(number)?))).collect(),
        };
        let &(measure, shortest) = used.iter().min_by_key(|(_, load)| load.batches().len())?;
        let complete = used.iter().all(|(_, load)| load.is_complete());
        let base = shortest.batches().len();
        let live = self.live_positions(&fields).filter(|_| complete);
        let batches = base + live.as_ref().map_or(0, |_| self.live.batches().len());
        Some(Selection { schema: Arc::new(Schema::new(fields)), columns, measure, base, live: live.unwrap_or_default(), batches, complete })
    }

    /// One batch of a selection.
    pub fn batch(&self, selection: &Selection, index: usize) -> Result<RecordBatch, Problem> {
        let batch = |number: u32| &self.by_number[&number].batches()[index];
        let (arrays, rows) = match index.checked_sub(selection.base).and_then(|appended| self.live.batches().get(appended)) {
            Some(appended) => (selection.live.iter().map(|&position| appended.column(position).clone()).collect(), appended.num_rows()),
            None => {
                let column = |&(number, position): &(u32, usize)| batch(number).column(position).clone();
                (selection.columns.iter().map(column).collect(), batch(selection.measure).num_rows())
            }
        };
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(selection.schema.clone(), arrays, &options).map_err(|error| misaligned(&error))
    }

    /// A column as the loads have it; any of them may turn out to have nulls once rows are appended.
    pub fn field(&self, name: &str) -> Option<FieldRef> {
        self.find(name).map(|(_, field)| field)
    }

    fn find(&self, name: &str) -> Option<((u32, usize), FieldRef)> {
        self.by_number.iter().find_map(|(number, load)| {
            let schema = load.schema()?;
            let position = schema.index_of(name).ok()?;
            Some(((*number, position), Arc::new(schema.field(position).clone().with_nullable(true))))
        })
    }

    /// Where the live batches have some columns; none if they lack one, or before there are any.
    fn live_positions(&self, fields: &[FieldRef]) -> Option<Vec<usize>> {
        let schema = self.live.schema()?;
        fields.iter().map(|field| schema.index_of(field.name()).ok()).collect()
    }

    /// Whether columns may still turn up.
    fn is_waiting(&self) -> bool {
        self.by_number.is_empty() || self.by_number.values().any(|load| load.is_open() && load.schema().is_none())
    }

    fn farthest(&self) -> Option<(u32, &Load)> {
        let known = self.by_number.iter().filter(|(_, load)| load.schema().is_some());
        known.max_by_key(|(_, load)| (load.batches().len(), load.is_complete())).map(|(number, load)| (*number, load))
    }
}
