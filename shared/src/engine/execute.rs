//! Runs a plan over rows: a block at a time, from codes to groups to summaries.

use std::ops::Range;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use super::aggregate::accumulate::{Accumulator, Block};
use super::filter::Filter;
use super::groups::Grouper;
use super::partial::Partial;
use super::plan::Plan;
use super::store::{Column, read};
use super::value::Value;

/// Some chunks of the columns of a plan's schema, and which of their rows count.
pub struct Rows<'a> {
    /// In the order of the schema.
    pub columns: Vec<&'a Column>,
    /// Rows per chunk, of all chunks of the columns.
    pub chunk_rows: &'a [usize],
    /// Which chunks.
    pub chunks: Range<usize>,
    /// Of each of these chunks the rows that count; none if all do.
    pub masks: Vec<Option<BooleanBuffer>>,
    /// The place of the first row of chunk 0 among all rows there are, of other workers too.
    pub first_row: u64,
}

/// Takes rows in. What they add up to merges with what other rows do.
pub fn execute(plan: &Plan, rows: &Rows<'_>) -> Partial {
    // Of this run, which may be of a few appended rows: tables are sized by what there is to do.
    let total = rows.chunk_rows[rows.chunks.clone()].iter().sum();
    let coders = plan.keys.iter().map(|key| key.bin.coder(rows.columns[key.column], total)).collect();
    let mut grouper = Grouper::new(coders, total);
    let mut accumulators: Vec<Accumulator<'_>> = plan.measures.iter().map(|measure| Accumulator::new(measure, &rows.columns)).collect();
    let mut counts: Vec<u32> = Vec::new();
    let mut ids = [0; read::BLOCK];
    let mut first_row = rows.first_row + rows.chunk_rows[..rows.chunks.start].iter().sum::<usize>() as u64;
    for (chunk, mask) in rows.chunks.clone().zip(&rows.masks) {
        let chunk_rows = rows.chunk_rows[chunk];
        for block in read::blocks(chunk_rows) {
            let ids = &mut ids[..block.len()];
            grouper.groups(chunk, block.clone(), mask.as_ref(), ids);
            counts.resize(grouper.count(), 0);
            ids.iter().for_each(|id| counts[*id as usize] += 1);
            let block = Block { chunk, first_row: first_row + block.start as u64, rows: block, ids, groups: counts.len() };
            accumulators.iter_mut().for_each(|accumulator| accumulator.add(&block));
        }
        first_row += chunk_rows as u64;
    }
    counts.resize(grouper.count(), 0);
    finish(&grouper, &counts, accumulators, rows)
}

/// The groups that have rows, and without keys the one group that there always is.
fn finish(grouper: &Grouper<'_>, counts: &[u32], accumulators: Vec<Accumulator<'_>>, rows: &Rows<'_>) -> Partial {
    let keyless = grouper.coders().is_empty();
    let used: Vec<u32> = (1..counts.len() as u32).filter(|group| keyless || counts[*group as usize] > 0).collect();
    let states = accumulators.into_iter().map(|accumulator| accumulator.finish(&used, counts, rows)).collect();
    let mut own = Vec::new();
    let mut codes = Vec::with_capacity(used.len() * grouper.coders().len());
    for group in &used {
        grouper.codes(*group, &mut own);
        codes.extend_from_slice(&own);
    }
    let keys = (0..grouper.coders().len()).map(|key| axis(grouper, key, &mut codes)).collect();
    Partial::of(keys, used.len(), codes, states)
}

/// The values of a key that occur; its codes in `codes` become their places in the list.
fn axis(grouper: &Grouper<'_>, key: usize, codes: &mut [u32]) -> Vec<Value> {
    let (coder, width) = (&grouper.coders()[key], grouper.coders().len());
    let own = || codes.iter().skip(key).step_by(width).copied();
    let most = own().max().map_or(0, |code| code as usize + 1);
    let mut places = vec![u32::MAX; most];
    own().for_each(|code| places[code as usize] = 0);
    let mut values = Vec::new();
    for (code, place) in places.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
        *place = values.len() as u32;
        values.push(coder.key(code as u32));
    }
    codes.iter_mut().skip(key).step_by(width).for_each(|code| *code = places[*code as usize]);
    values
}

/// The columns of one batch.
pub fn columns_of(batch: &RecordBatch) -> Vec<Column> {
    batch.columns().iter().map(Column::of).collect()
}

/// Runs a plan over one batch, whose columns are those of the plan's schema.
pub fn execute_batch(plan: &Plan, batch: &RecordBatch) -> Partial {
    let columns = columns_of(batch);
    let mask = mask(&plan.filters, batch);
    let chunk_rows = [batch.num_rows()];
    let rows = Rows { columns: columns.iter().collect(), chunk_rows: &chunk_rows, chunks: 0..1, masks: vec![mask], first_row: 0 };
    execute(plan, &rows)
}

/// The rows of `batch` that pass all filters; none if there are no filters.
pub fn mask(filters: &[Filter], batch: &RecordBatch) -> Option<BooleanBuffer> {
    let columns = columns_of(batch);
    let columns: Vec<&Column> = columns.iter().collect();
    filters.iter().map(|filter| filter.mask(&columns, 0)).reduce(|all, mask| &all & &mask)
}
