//! Runs a plan over rows: a block at a time, from codes to groups to summaries.

use std::ops::Range;

use arrow_array::RecordBatch;
use arrow_buffer::BooleanBuffer;

use super::aggregate::accumulate::{Accumulators, Block};
use super::axis::Axis;
use super::bin::Coder;
use super::counting::{Counting, Places};
use super::filter::Filter;
use super::groups::{Grouper, Told};
use super::keys::Keys;
use super::partial::Partial;
use super::plan::Plan;
use super::store::narrow::with_slice;
use super::store::{Codes, Column, read};
use super::tally::Tally;

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
    execute_coded(plan, rows, &[])
}

/// The same where codes of each key are kept, by chunk, as [`Coder::pack`](super::bin::Coder::pack) makes them of these columns.
pub fn execute_coded(plan: &Plan, rows: &Rows<'_>, codes: &[&[Option<Codes>]]) -> Partial {
    // Of this run, which may be of a few appended rows: tables are sized by what there is to do.
    let total = rows.chunk_rows[rows.chunks.clone()].iter().sum();
    let kept = codes.iter().copied().chain(std::iter::repeat(&[][..]));
    let coders = plan.keys.iter().zip(kept).map(|(key, kept)| key.bin.coder(rows.columns[key.column], total).with_kept(kept)).collect();
    let mut grouper = Grouper::new(coders, total);
    let mut accumulators = Accumulators::new(&plan.measures, &rows.columns);
    let mut tally = Tally::default();
    let (mut ids, mut own_ids, mut places) = ([0; read::BLOCK], [0; read::BLOCK], Places::default());
    let mut first_row = rows.first_row + rows.chunk_rows[..rows.chunks.start].iter().sum::<usize>() as u64;
    for (chunk, mask) in rows.chunks.clone().zip(&rows.masks) {
        let chunk_rows = rows.chunk_rows[chunk];
        for block in read::blocks(chunk_rows) {
            let counting = mask.as_ref().map_or(Counting::All, |mask| places.of(mask, block.clone()));
            if counting.is_nothing() {
                continue;
            }
            let is_read = matches!(counting, Counting::All) && accumulators.read_codes(chunk, grouper.count());
            let told = if is_read { grouper.told(chunk, block.clone()) } else { Told::Ids };
            let ids = &mut ids[..if let Told::Ids = told { block.len() } else { 0 }];
            if let Told::Ids = told {
                grouper.groups(chunk, block.clone(), &counting, ids);
            }
            let few = counting.few(ids, &mut own_ids);
            let groups = grouper.count();
            if !accumulators.counts_rows() {
                match told {
                    // Then nobody need look at the rows.
                    _ if grouper.coders().is_empty() => tally.add_all(counting.rows(block.len()), groups - 1),
                    Told::Codes(narrow) => with_slice!(narrow.codes, codes => tally.add(codes, 1 + narrow.ahead, groups)),
                    _ => tally.add(few.map_or(ids, |few| few.ids), 0, groups),
                }
            }
            accumulators.add(&Block { chunk, first_row: first_row + block.start as u64, rows: block, told, ids, few, groups });
        }
        first_row += chunk_rows as u64;
    }
    let mut counts = accumulators.take_rows().unwrap_or_else(|| tally.rows(grouper.count()));
    counts.resize(grouper.count(), 0);
    finish(&grouper, &counts, accumulators, rows)
}

/// The groups that have rows, in the order of their keys; without keys the one group that there always is.
#[inline(never)]
fn finish(grouper: &Grouper<'_>, counts: &[u32], accumulators: Accumulators<'_>, rows: &Rows<'_>) -> Partial {
    let keyless = grouper.coders().is_empty();
    let mut used: Vec<u32> = (1..counts.len() as u32).filter(|group| keyless || counts[*group as usize] > 0).collect();
    let (axes, places) = places(grouper, used.clone());
    let (keys, order) = Keys::of(axes, used.len(), places);
    if let Some(order) = order {
        used = order.into_iter().map(|group| used[group as usize]).collect();
    }
    Partial::of(keys, accumulators.finish(&used, counts, rows))
}

/// The axes of all keys, and the place on each of each of some groups: groups times keys.
fn places(grouper: &Grouper<'_>, mut groups: Vec<u32>) -> (Vec<Axis>, Vec<u32>) {
    let coders = grouper.coders();
    let (mut codes, mut places) = (vec![0; groups.len()], vec![0; groups.len() * coders.len()]);
    let mut axes: Vec<Axis> = Vec::with_capacity(coders.len());
    for (key, coder) in coders.iter().enumerate().rev() {
        grouper.take_last(key, &mut groups, &mut codes);
        let (axis, on_axis) = axis(coder, &codes);
        places.iter_mut().skip(key).step_by(coders.len()).zip(on_axis).for_each(|(place, on_axis)| *place = on_axis);
        axes.push(axis);
    }
    axes.reverse();
    (axes, places)
}

/// The axis of some codes, and the place of each on it.
fn axis(coder: &Coder<'_>, codes: &[u32]) -> (Axis, Vec<u32>) {
    if codes.is_sorted_by(|a, b| a < b) {
        return coder.axis(codes);
    }
    let most = codes.iter().max().map_or(0, |code| *code as usize + 1);
    let mut place_of = vec![u32::MAX; most];
    codes.iter().for_each(|code| place_of[*code as usize] = 0);
    let occurring: Vec<u32> = (0..most as u32).filter(|code| place_of[*code as usize] == 0).collect();
    let (axis, on_axis) = coder.axis(&occurring);
    occurring.iter().zip(on_axis).for_each(|(code, place)| place_of[*code as usize] = place);
    (axis, codes.iter().map(|code| place_of[*code as usize]).collect())
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
