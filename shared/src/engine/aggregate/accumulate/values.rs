//! Values counted one by one: for quantiles, modes and distinct values.
//!
//! Where groups times different values are few, a table counts them; it is in the order of the values, so nothing is sorted. Elsewhere
//! the values of each group are gathered and sorted once, at the end.

use std::ops::Range;

use super::{Block, Kept};
use crate::engine::aggregate::distinct::SortedSet;
use crate::engine::aggregate::multiset::Multiset;
use crate::engine::aggregate::runs::{Runs, Tally};
use crate::engine::aggregate::states::Summaries;
use crate::engine::execute::Rows;
use crate::engine::kind::Kind;
use crate::engine::order::TotalOrder;
use crate::engine::store::narrow::{Narrow, Slice};
use crate::engine::store::{Chunk, Column, Form, read};
use crate::engine::value::Value;

/// Entries of a table at most.
const TABLE: u64 = 1 << 22;

/// Counts values of a column: sets if `distinct`, else multisets.
pub(super) fn of(column: &Column, distinct: bool) -> Box<dyn Kept + '_> {
    match distinct {
        true => Box::new(Values { column, counts: None::<Vec<u8>>, gathered: Vec::new() }),
        false => Box::new(Values { column, counts: None::<Vec<u32>>, gathered: Vec::new() }),
    }
}

/// What a table has of each code: how often it occurs, for multisets, or whether, for sets.
trait Count: Copy + Default + Into<u64> {
    /// What the summary has of each value.
    type Tally: Tally;
    const WHOLES: fn(Vec<Runs<i128, Self::Tally>>) -> Summaries;
    const FLOATS: fn(Vec<Runs<f64, Self::Tally>>) -> Summaries;
    const VALUES: fn(Vec<Runs<Value, Self::Tally>>) -> Summaries;

    /// Once more.
    fn tick(&mut self);
}

impl Count for u32 {
    type Tally = u64;
    const WHOLES: fn(Vec<Multiset<i128>>) -> Summaries = Summaries::WholeRuns;
    const FLOATS: fn(Vec<Multiset<f64>>) -> Summaries = Summaries::FloatRuns;
    const VALUES: fn(Vec<Multiset<Value>>) -> Summaries = Summaries::ValueRuns;

    #[inline]
    fn tick(&mut self) {
        *self += 1;
    }
}

impl Count for u8 {
    type Tally = ();
    const WHOLES: fn(Vec<SortedSet<i128>>) -> Summaries = Summaries::WholeSet;
    const FLOATS: fn(Vec<SortedSet<f64>>) -> Summaries = Summaries::FloatSet;
    const VALUES: fn(Vec<SortedSet<Value>>) -> Summaries = Summaries::ValueSet;

    #[inline]
    fn tick(&mut self) {
        *self = 1;
    }
}

struct Values<'a, N> {
    column: &'a Column,
    /// Groups times codes.
    counts: Option<Vec<N>>,
    /// Groups and places of their values: chunk and row.
    gathered: Vec<(u32, (u32, u32))>,
}

impl<N: Count> Values<'_, N> {
    /// How many different codes the column's cells have, if they have short ones.
    fn codes(&self) -> Option<u64> {
        match (self.column.form(), self.column.span) {
            (Form::Whole, Some(span)) => Some(span.steps()),
            (Form::Text, _) => Some(self.column.dictionary.len() as u64),
            _ => None,
        }
    }

    /// How many codes a row of the table has, as long as it is short enough; what it has counted by then stays in it.
    fn in_table(&self, groups: usize) -> Option<usize> {
        let codes = self.codes().filter(|codes| codes.saturating_mul(groups as u64) <= TABLE);
        codes.filter(|_| self.gathered.is_empty()).map(|codes| codes as usize)
    }

    /// Counts in the table, if it is short enough.
    fn count(&mut self, block: &Block<'_>) -> bool {
        let Some(codes) = self.in_table(block.groups) else { return false };
        let counts = self.counts.get_or_insert_default();
        counts.resize(block.groups * codes, N::default());
        // Where all cells are null there may be no code at all.
        if codes == 0 {
            return true;
        }
        let (chunk, rows) = (&self.column.chunks[block.chunk], block.rows.clone());
        let (mut own, mut ids) = ([0; read::BLOCK], [0; read::BLOCK]);
        let (own, ids) = (&mut own[..rows.len()], &mut ids[..block.ids.len()]);
        let mut valid = Block { rows: rows.clone(), ..*block };
        let cells = match narrow(self.column, chunk, rows.clone()).filter(|_| chunk.nulls.is_none()) {
            Some(cells) => cells,
            None => {
                match self.column.span {
                    Some(span) if self.column.form() == Form::Whole => read::distances(chunk, rows.clone(), &span, own),
                    _ => read::codes(chunk, rows.clone(), own),
                }
                if chunk.nulls.is_some() {
                    ids.copy_from_slice(block.ids);
                    read::each_null(chunk, rows, |row| (own[row], ids[row]) = (0, 0));
                    valid = Block { ids, few: None, ..valid };
                }
                Narrow { codes: Slice::U32(own), ahead: 0 }
            }
        };
        let counts = &mut counts[valid.first_group() * codes + cells.ahead as usize..];
        valid.each(cells, |group, code| counts[group * codes + code as usize].tick());
        true
    }

    /// The values of each group in `used`, as `of_code` makes them of a code and `of_cell` of a cell.
    fn runs<T: TotalOrder + Clone>(
        &mut self,
        used: &[u32],
        of_code: impl Fn(u64) -> T,
        of_cell: impl Fn(usize, usize) -> T,
    ) -> Vec<Runs<T, N::Tally>> {
        let counts = self.counts.take().unwrap_or_default();
        // Without a table there may be more codes than a table has room for.
        let codes = if counts.is_empty() { 0 } else { self.codes().unwrap_or_default() as usize };
        let tabled = counts.len() / codes.max(1);
        self.gathered.sort_unstable_by_key(|(group, _)| *group);
        let runs = |group: &u32| {
            // The table has the groups that were there while it was used; beyond them the product might overflow.
            let counted: &[N] = if (*group as usize) < tabled { &counts[*group as usize * codes..][..codes] } else { &[] };
            let counted = || counted.iter().map(|n| (*n).into()).enumerate().filter(|(_, n)| *n > 0);
            let start = self.gathered.partition_point(|(other, _)| other < group);
            let end = self.gathered.partition_point(|(other, _)| other <= group);
            let mut runs = Vec::with_capacity(counted().count() + end - start);
            runs.extend(counted().map(|(code, n)| (of_code(code as u64), N::Tally::of(n))));
            runs.extend(self.gathered[start..end].iter().map(|(_, (chunk, row))| (of_cell(*chunk as usize, *row as usize), N::Tally::ONE)));
            Runs::from_sorted_runs(runs)
        };
        used.iter().map(runs).collect()
    }
}

impl<N: Count> Kept for Values<'_, N> {
    fn reads_codes(&self, chunk: usize, groups: usize) -> bool {
        let chunk = &self.column.chunks[chunk];
        chunk.nulls.is_none() && self.in_table(groups).is_some() && narrow(self.column, chunk, 0..0).is_some()
    }

    fn add(&mut self, block: &Block<'_>) {
        if self.count(block) {
            return;
        }
        let chunk = &self.column.chunks[block.chunk];
        let rows = block.rows.clone().zip(block.ids).filter(|(row, id)| **id > 0 && chunk.is_valid(*row));
        self.gathered.extend(rows.map(|(row, id)| (*id, (block.chunk as u32, row as u32))));
    }

    fn summaries(mut self: Box<Self>, used: &[u32], _: &[u32], _: &Rows<'_>) -> Summaries {
        let column = self.column;
        let whole_of_code = |code: u64| column.span.map_or(0, |span| i128::from((span.first() + code as i64) * span.step));
        match (column.kind, column.form()) {
            (Kind::Float, _) => {
                let of_cell = |chunk: usize, row: usize| match column.value(&column.chunks[chunk], row) {
                    Value::Float(x) => x,
                    _ => f64::NAN,
                };
                N::FLOATS(self.runs(used, |code| whole_of_code(code) as f64, of_cell))
            }
            (_, Form::Whole | Form::Wide) => {
                let of_cell = |chunk: usize, row: usize| {
                    let mut cell = [0];
                    read::wides(&column.chunks[chunk], row..row + 1, &mut cell);
                    cell[0]
                };
                N::WHOLES(self.runs(used, whole_of_code, of_cell))
            }
            _ => {
                let of_code = |code: u64| Value::Text(column.dictionary.get(code as u32).to_owned());
                N::VALUES(self.runs(used, of_code, |chunk, row| column.value(&column.chunks[chunk], row)))
            }
        }
    }
}

/// The codes of a chunk's cells, where they lie there as codes of the column.
fn narrow<'a>(column: &Column, chunk: &'a Chunk, rows: Range<usize>) -> Option<Narrow<'a>> {
    match column.span {
        Some(span) if column.form() == Form::Whole => Narrow::distances(chunk, rows, &span),
        _ => Narrow::texts(chunk, rows),
    }
}
