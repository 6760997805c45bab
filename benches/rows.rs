//! Rows like those of the flights that the browser bench counts: minutes of half a year, delays, distances and two airports of 229. And rows of what
//! these have not: floats, and texts that differ.

#![allow(missing_docs)]

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use shared::engine::execute::{Rows, execute};
use shared::engine::filter::Filter;
use shared::engine::partial::Partial;
use shared::engine::plan::Plan;
use shared::engine::sample::{Sample, Sampler};
use shared::engine::store::Column;
use shared::wire::query::{GroupKey, Measure, QuerySpec};
use shared::wire::sample::SampleSpec;

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

/// As many rows with a text each that no other has, such as `sensor 00a3f1`, an instant, and two floats that go together.
fn readings() -> Vec<RecordBatch> {
    let batch = |start: usize| {
        let rows = start as u64..((start + BATCH).min(ROWS)) as u64;
        let unit = |seed: u64| (mixed(seed) >> 11) as f64 / (1_u64 << 53) as f64;
        let sensor = rows.clone().map(|row| format!("sensor {row:06x}"));
        let instant = rows.clone().map(|row| (1_420_070_400 + 15 * row as i64) * 1_000_000);
        let value = rows.clone().map(|row| 20.0 + unit(row));
        let other = rows.clone().map(|row| 2.0 * unit(row) + unit(row + 7));
        let columns: [(&str, ArrayRef); 4] = [
            ("instant", Arc::new(TimestampMicrosecondArray::from_iter_values(instant).with_timezone("UTC"))),
            ("sensor", Arc::new(StringArray::from_iter_values(sensor))),
            ("value", Arc::new(Float64Array::from_iter_values(value))),
            ("other", Arc::new(Float64Array::from_iter_values(other))),
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
        Table::of(&batches())
    }

    pub fn readings() -> Table {
        Table::of(&readings())
    }

    fn of(batches: &[RecordBatch]) -> Table {
        Table { schema: batches[0].schema(), columns: columns(batches), chunk_rows: batches.iter().map(RecordBatch::num_rows).collect() }
    }

    /// Answers a query, its filters too.
    pub fn ask(&self, spec: &QuerySpec) -> Partial {
        let plan = Plan::parse(spec, &self.schema).unwrap_or_else(|error| panic!("{error}"));
        execute(&plan, &self.rows(&plan.filters))
    }

    /// Takes a sample of all rows.
    pub fn sample(&self, spec: &SampleSpec) -> Sample {
        Sampler::parse(spec, &self.schema).unwrap_or_else(|error| panic!("{error}")).take(&self.rows(&[]))
    }

    fn rows(&self, filters: &[Filter]) -> Rows<'_> {
        let (chunks, columns): (_, Vec<&Column>) = (0..self.chunk_rows.len(), self.columns.iter().collect());
        let mask = |chunk: usize| filters.iter().map(|filter| filter.mask(&columns, chunk)).reduce(|all, mask| &all & &mask);
        let masks = chunks.clone().map(mask).collect();
        Rows { columns, chunk_rows: &self.chunk_rows, chunks, masks, first_row: 0 }
    }
}

pub fn query(group_by: Vec<GroupKey>, measures: Vec<Measure>) -> QuerySpec {
    QuerySpec { group_by, measures, ..QuerySpec::default() }
}
