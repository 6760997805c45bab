//! The loads of a worker, seen as one table: they hold the same rows in the same batches, each its own columns; after them come the rows
//! that were appended since. Batches are packed as they come, so what was sent is never kept beside what is asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};

use super::cost::Stopwatch;
use super::live::Live;
use super::load::{Load, misaligned};
use crate::engine::store::Column;
use crate::one_by_one::one_by_one;
use crate::wire::coded::Coded;
use crate::wire::problem::Problem;

/// Loads by their number, and the columns that came by them.
#[derive(Debug, Default)]
pub struct Loads {
    by_number: BTreeMap<u32, Load>,
    columns: Vec<Loaded>,
    chunk_rows: Vec<usize>,
    /// The rows appended since the version that the loads are of.
    pub live: Live,
    /// The place of this worker's first row among all rows there are.
    pub first_row: u64,
    /// What loads are timed by.
    pub stopwatch: Stopwatch,
}

#[derive(Debug)]
struct Loaded {
    load: u32,
    /// As it is asked: what came as codes has the type of its values, text of a dictionary keys of 32 bits.
    field: FieldRef,
    column: Column,
    /// How to read its codes if it comes as codes.
    coded: Option<Coded>,
}

/// Some columns of the loads, as far as all of them are here.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The columns that exist, in the order asked for, each once.
    pub schema: SchemaRef,
    columns: Vec<usize>,
    /// Chunks that all columns have.
    pub chunks: usize,
    /// Whether these are all chunks.
    pub complete: bool,
}

impl Loads {
    /// Begins a load, anew if there is one of that number.
    pub fn begin(&mut self, number: u32) {
        self.by_number.insert(number, Load::timed_by(self.stopwatch.another()));
        self.columns.retain(|loaded| loaded.load != number);
        if self.columns.is_empty() {
            self.chunk_rows.clear();
        }
    }

    /// Forgets columns of whole loads.
    pub fn free(&mut self, names: &[String]) {
        let is_whole = |number: &u32| self.by_number.get(number).is_some_and(Load::is_complete);
        self.columns.retain(|loaded| !(is_whole(&loaded.load) && names.contains(loaded.field.name())));
    }

    /// A load that may still receive bytes.
    pub fn open(&mut self, number: u32) -> Option<&mut Load> {
        self.by_number.get_mut(&number).filter(|load| load.is_open())
    }

    /// Takes bytes of a load in. Calls `on_batch` for each batch that they complete.
    pub fn feed(&mut self, number: u32, bytes: impl Into<Buffer>, mut on_batch: impl FnMut(&Load)) -> Result<(), Problem> {
        let Some(load) = self.by_number.get_mut(&number).filter(|load| load.is_open()) else { return Ok(()) };
        let (columns, chunk_rows) = (&mut self.columns, &mut self.chunk_rows);
        let fed = load.feed(bytes, |load, batch| {
            enter(columns, number, load);
            pack(columns, chunk_rows, number, load.batches() - 1, &batch)?;
            on_batch(load);
            Ok(())
        });
        // A table without rows has columns too.
        enter(columns, number, load);
        fed
    }

    /// Takes in the appended rows that wait, once the rows before them are here.
    pub fn append(&mut self) {
        if !self.is_complete() {
            return;
        }
        for batch in self.live.take_batches() {
            let arrays: Option<Vec<_>> = self.columns.iter().map(|loaded| batch.column_by_name(loaded.field.name())).collect();
            let Some(arrays) = arrays else { continue };
            for (loaded, array) in self.columns.iter_mut().zip(arrays) {
                let chunk = loaded.column.pack(array);
                loaded.column.chunks.push(chunk);
            }
            self.chunk_rows.push(batch.num_rows());
        }
    }

    /// Selects columns by name. None while it isn't known yet which load they come with; a name that no load has is left out.
    pub fn select<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<Selection> {
        let mut columns: Vec<usize> = Vec::new();
        for name in names {
            match self.columns.iter().position(|loaded| loaded.field.name() == name) {
                Some(column) if columns.contains(&column) => {}
                Some(column) => columns.push(column),
                None if self.is_waiting() => return None,
                None => {}
            }
        }
        let fields: Vec<FieldRef> = columns.iter().map(|&column| self.columns[column].field.clone()).collect();
        let load = |column: &usize| self.by_number.get(&self.columns[*column].load);
        let (chunks, complete) = match columns.is_empty() {
            true => self.farthest()?,
            false => (
                columns.iter().map(|&column| self.columns[column].column.chunks.len()).min()?,
                columns.iter().filter_map(load).all(Load::is_complete),
            ),
        };
        Some(Selection { schema: Arc::new(Schema::new(fields)), columns, chunks, complete })
    }

    /// The columns of a selection.
    pub fn columns(&self, selection: &Selection) -> Vec<&Column> {
        selection.columns.iter().map(|&column| &self.columns[column].column).collect()
    }

    /// Rows per chunk.
    pub fn chunk_rows(&self) -> &[usize] {
        &self.chunk_rows
    }

    /// A column as the loads have it; any of them may turn out to have nulls once rows are appended.
    pub fn field(&self, name: &str) -> Option<FieldRef> {
        self.columns.iter().find(|loaded| loaded.field.name() == name).map(|loaded| loaded.field.clone())
    }

    /// What each column of a load takes in memory, by name.
    pub fn bytes(&self, number: u32) -> BTreeMap<String, u64> {
        let of_load = self.columns.iter().filter(|loaded| loaded.load == number);
        one_by_one(of_load.map(|loaded| (loaded.field.name().clone(), loaded.column.bytes() as u64)))
    }

    /// Whether columns may still turn up.
    fn is_waiting(&self) -> bool {
        self.by_number.is_empty() || self.by_number.values().any(|load| load.is_open() && load.schema().is_none())
    }

    fn is_complete(&self) -> bool {
        self.by_number.values().all(Load::is_complete)
    }

    /// Without columns: the chunks of the load that is farthest, and whether it is whole; those appended too.
    fn farthest(&self) -> Option<(usize, bool)> {
        let known = self.by_number.values().filter(|load| load.schema().is_some());
        let (chunks, complete) = known.map(|load| (load.batches(), load.is_complete())).max()?;
        Some((if self.is_complete() { self.chunk_rows.len() } else { chunks }, complete))
    }
}

/// Makes the columns of a load once they are known.
fn enter(columns: &mut Vec<Loaded>, number: u32, load: &Load) {
    let Some(schema) = load.schema() else { return };
    if columns.iter().any(|loaded| loaded.load == number) {
        return;
    }
    columns.extend(schema.fields().iter().map(|field| {
        let coded = Coded::of(field);
        let data_type = match (&coded, field.data_type()) {
            (Some(coded), _) => coded.data_type.clone(),
            (None, DataType::Dictionary(_, values)) => DataType::Dictionary(Box::new(DataType::Int32), values.clone()),
            (None, own) => own.clone(),
        };
        let column = Column::new(data_type.clone());
        Loaded { load: number, field: Arc::new(Field::new(field.name(), data_type, true)), column, coded }
    }));
}

/// Takes a batch of a load in.
fn pack(columns: &mut [Loaded], chunk_rows: &mut Vec<usize>, number: u32, index: usize, batch: &RecordBatch) -> Result<(), Problem> {
    match chunk_rows.get(index) {
        Some(rows) if *rows != batch.num_rows() => return Err(misaligned(index)),
        Some(_) => {}
        None => chunk_rows.push(batch.num_rows()),
    }
    let own = columns.iter_mut().filter(|loaded| loaded.load == number);
    for (loaded, array) in own.zip(batch.columns()) {
        let chunk = match &loaded.coded {
            Some(coded) => loaded.column.pack_codes(array, coded.least, coded.step),
            None => loaded.column.pack(array),
        };
        loaded.column.chunks.push(chunk);
    }
    Ok(())
}
