//! Rows like those of the flights that the browser bench counts: minutes of half a year, delays, distances and two airports of 229.

#![allow(missing_docs)]

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use shared::engine::execute::{Rows, execute};
use shared::engine::partial::Partial;
use shared::engine::plan::Plan;
use shared::engine::store::Column;
use shared::wire::query::{GroupKey, Measure, QuerySpec};

pub const ROWS: usize = 1_000_000;
const BATCH: usize = 65_536;
const AIRPORTS: u64 = 229;

/// A number that looks random, the same in every run (SplitMix64).
fn mixed(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The rows in batches.
pub fn batches() -> Vec<RecordBatch> {
    let airports: Vec<String> = (0..AIRPORTS).map(|i| format!("{i:03}")).collect();
    let batch = |start: usize| {
        let rows = start as u64..((start + BATCH).min(ROWS)) as u64;
        let airport = |seed: u64| -> ArrayRef {
            let keys = rows.clone().map(|row| Some((mixed(row * 3 + seed) % AIRPORTS) as i32)).collect();
            Arc::new(DictionaryArray::<Int32Type>::new(keys, Arc::new(StringArray::from_iter_values(&airports))))
        };
        let delay = rows.clone().map(|row| (mixed(row) % 64) as i64 * (mixed(row + 7) % 32) as i64 / 8 - 20);
        let distance = rows.clone().map(|row| 21 + (mixed(row + 1) % 4_962) as i64);
        let minute = rows.clone().map(|row| (16_436 * 1_440 + (row * 260_000 / ROWS as u64) as i64) * 60_000_000);
        let columns: [(&str, ArrayRef); 5] = [
            ("date", Arc::new(TimestampMicrosecondArray::from_iter_values(minute))),
            ("delay", Arc::new(Int64Array::from_iter_values(delay))),
            ("distance", Arc::new(Int64Array::from_iter_values(distance))),
            ("origin", airport(0)),
            ("destination", airport(1)),
        ];
        RecordBatch::try_from_iter(columns).unwrap_or_else(|error| panic!("{error}"))
    };
    (0..ROWS).step_by(BATCH).map(batch).collect()
}

/// The columns of batches.
pub fn columns(batches: &[RecordBatch]) -> Vec<Column> {
    let schema = batches[0].schema();
    let column = |at: usize| {
        let mut column = Column::new(schema.field(at).data_type().clone());
        for batch in batches {
            let chunk = column.pack(batch.column(at));
            column.chunks.push(chunk);
        }
        column
    };
    (0..schema.fields().len()).map(column).collect()
}

/// The rows, ready to be asked.
pub struct Table {
    pub schema: arrow_schema::SchemaRef,
    pub columns: Vec<Column>,
    pub chunk_rows: Vec<usize>,
}

impl Table {
    pub fn flights() -> Table {
        let batches = batches();
        Table { schema: batches[0].schema(), columns: columns(&batches), chunk_rows: batches.iter().map(RecordBatch::num_rows).collect() }
    }

    /// Answers a query, its filters too.
    pub fn ask(&self, spec: &QuerySpec) -> Partial {
        let plan = Plan::parse(spec, &self.schema).unwrap_or_else(|error| panic!("{error}"));
        let chunks = 0..self.chunk_rows.len();
        let columns: Vec<&Column> = self.columns.iter().collect();
        let mask = |chunk: usize| plan.filters.iter().map(|filter| filter.mask(&columns, chunk)).reduce(|all, mask| &all & &mask);
        let masks = chunks.clone().map(mask).collect();
        execute(&plan, &Rows { columns: self.columns.iter().collect(), chunk_rows: &self.chunk_rows, chunks, masks, first_row: 0 })
    }
}

pub fn query(group_by: Vec<GroupKey>, measures: Vec<Measure>) -> QuerySpec {
    QuerySpec { group_by, measures, ..QuerySpec::default() }
}
