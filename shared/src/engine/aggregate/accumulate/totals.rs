//! Counts and sums.

use super::{Block, Kept};
use crate::engine::aggregate::states::Summaries;
use crate::engine::aggregate::sum::{ExactSum, FloatSum};
use crate::engine::execute::Rows;
use crate::engine::groups::Told;
use crate::engine::kind::Kind;
use crate::engine::store::narrow::Narrow;
use crate::engine::store::{Column, Span, read};

/// Rows.
pub(super) struct RowCount;

impl Kept for RowCount {
    fn reads_codes(&self, _: usize, _: usize) -> bool {
        true
    }

    fn add(&mut self, _: &Block<'_>) {}

    fn summaries(self: Box<Self>, used: &[u32], counts: &[u32], _: &Rows<'_>) -> Summaries {
        Summaries::counts(used.iter().map(|group| u64::from(counts[*group as usize])))
    }
}

/// Values, by the nulls, which are few.
pub(super) struct ValueCount<'a> {
    column: &'a Column,
    missing: Vec<u32>,
}

impl ValueCount<'_> {
    pub(super) fn of(column: &Column) -> ValueCount<'_> {
        ValueCount { column, missing: Vec::new() }
    }

    fn values(&self, group: u32, counts: &[u32]) -> u64 {
        let missing = self.missing.get(group as usize).copied().unwrap_or_default();
        (counts[group as usize] - missing).into()
    }
}

impl Kept for ValueCount<'_> {
    fn reads_codes(&self, chunk: usize, _: usize) -> bool {
        self.column.chunks[chunk].nulls.is_none()
    }

    fn add(&mut self, block: &Block<'_>) {
        let missing = &mut self.missing;
        read::each_null(&self.column.chunks[block.chunk], block.rows.clone(), |row| {
            missing.resize(block.groups, 0);
            missing[block.ids[row] as usize] += 1;
        });
    }

    fn summaries(self: Box<Self>, used: &[u32], counts: &[u32], _: &Rows<'_>) -> Summaries {
        Summaries::counts(used.iter().map(|group| self.values(*group, counts)))
    }
}

/// Sums of packed whole numbers: with `x = (f + d)·s`, where `f` is the column's least value in steps of `s` and `d ≥ 0` is in 32 bits,
/// `Σx = (n·f + Σd)·s`; where distances need more bits, of the numbers themselves.
///
/// Distances of up to 16 bits are added together with the rows: `2^40·rows + Σd` is one number and so one addition for a row. Its parts don't
/// meet for 2^22 rows; then they are moved out.
pub(super) struct WholeSum<'a> {
    values: ValueCount<'a>,
    /// Of distances or of numbers, in 64 bits until the next block might overflow.
    sums: Vec<i64>,
    /// What was moved out of `sums`.
    spilt: Vec<i128>,
    /// No sum is further from 0.
    reach: u64,
    /// Whether rows are counted above the sums.
    counts: bool,
    /// The rows that were moved out of `sums`.
    rows: Vec<u32>,
}

/// One row, in a sum that counts rows.
const ROW: i64 = 1 << 40;

impl WholeSum<'_> {
    pub(super) fn of(column: &Column) -> WholeSum<'_> {
        let counts = column.span.is_some_and(|span| span.steps() <= 1 << 16);
        WholeSum { values: ValueCount::of(column), sums: Vec::new(), spilt: Vec::new(), reach: 0, counts, rows: Vec::new() }
    }

    /// The column's span, if distances are added.
    fn near(&self) -> Option<Span> {
        self.values.column.span.filter(|span| span.steps() <= 1 << 32)
    }

    /// Moves the sums out if what is added next, `most` at most, might overflow.
    fn reach(&mut self, most: u64, groups: usize) {
        if self.reach.checked_add(most).is_none_or(|reach| reach > i64::MAX as u64) {
            self.spill();
        }
        self.reach = self.reach.saturating_add(most);
        self.sums.resize(groups, 0);
    }

    fn spill(&mut self) {
        self.spilt.resize(self.sums.len(), 0);
        if self.counts {
            self.rows = self.take_rows();
            self.sums.iter_mut().for_each(|sum| *sum %= ROW);
        }
        self.spilt.iter_mut().zip(&mut self.sums).for_each(|(spilt, sum)| *spilt += i128::from(std::mem::take(sum)));
        self.reach = 0;
    }

    fn add_distances(&mut self, block: &Block<'_>, span: &Span) {
        let most = if self.counts { 2 * ROW as u64 } else { 1 << 32 };
        self.reach(block.rows.len() as u64 * most, block.groups);
        let chunk = &self.values.column.chunks[block.chunk];
        let row = if self.counts { ROW } else { 0 };
        let sums = &mut self.sums[..];
        match (chunk.nulls.is_none().then(|| Narrow::distances(chunk, block.rows.clone(), span)).flatten(), block.told) {
            // Adding row by row to the same number would wait for each store.
            (Some(cells), Told::One) => return sums[1] += block.rows.len() as i64 * row + cells.sum() as i64,
            (Some(cells), told) if sums.len() > 2 || matches!(told, Told::Codes(_)) => {
                let (sums, row) = (&mut sums[block.first_group()..], row + i64::from(cells.ahead));
                return block.each(cells, |group, code| sums[group] += row + i64::from(code));
            }
            _ => {}
        }
        let mut cells = [0u32; read::BLOCK];
        let cells = &mut cells[..block.ids.len()];
        read::distances(chunk, block.rows.clone(), span, cells);
        read::each_null(chunk, block.rows.clone(), |row| cells[row] = 0);
        let (ids, cells) = block.narrowed(cells);
        if let [outside, inside] = sums {
            // One group and those that don't count, likewise.
            let (mut rows, mut sum) = (0, 0);
            ids.iter().zip(cells).for_each(|(id, d)| {
                rows += i64::from(*id);
                sum += i64::from(*d & 0u32.wrapping_sub(*id));
            });
            *inside += rows * row + sum;
            *outside += (ids.len() as i64 - rows) * row;
        } else {
            ids.iter().zip(cells).for_each(|(id, d)| sums[*id as usize] += row + i64::from(*d));
        }
    }

    fn add_numbers(&mut self, block: &Block<'_>, span: &Span) {
        let most = span.least.unsigned_abs().max(span.greatest.unsigned_abs()).saturating_mul(block.rows.len() as u64);
        self.reach(most, block.groups);
        let chunk = &self.values.column.chunks[block.chunk];
        let mut cells = [0i64; read::BLOCK];
        let cells = &mut cells[..block.ids.len()];
        read::wholes(chunk, block.rows.clone(), cells);
        read::each_null(chunk, block.rows.clone(), |row| cells[row] = 0);
        let (ids, cells) = block.narrowed(cells);
        if most > i64::MAX as u64 {
            // Numbers of 64 bits whole: any two of them may overflow.
            self.spilt.resize(block.groups, 0);
            ids.iter().zip(cells).for_each(|(id, x)| self.spilt[*id as usize] += i128::from(*x));
            self.reach = 0;
        } else {
            ids.iter().zip(cells).for_each(|(id, x)| self.sums[*id as usize] += x);
        }
    }

    /// The distances that were added in a group and not moved out.
    fn distances(&self, group: u32) -> i64 {
        let low = if self.counts { ROW - 1 } else { -1 };
        self.sums.get(group as usize).copied().unwrap_or_default() & low
    }

    /// The least value where `f·n + Σd` needs no more than 64 bits in any group, for rows are counted in 32: that costs less where groups are many.
    fn short(&self) -> Option<i64> {
        let span = self.near().filter(|span| span.step == 1 && span.first().unsigned_abs() < 1 << 30)?;
        (self.spilt.is_empty() && (self.counts || self.reach < 1 << 62)).then(|| span.first())
    }

    fn sum(&self, group: u32, n: u64) -> i128 {
        let sum = i128::from(self.distances(group)) + self.spilt.get(group as usize).copied().unwrap_or_default();
        self.near().map_or(sum, |span| (i128::from(span.first()) * i128::from(n) + sum) * i128::from(span.step))
    }
}

impl Kept for WholeSum<'_> {
    fn reads_codes(&self, chunk: usize, _: usize) -> bool {
        let chunk = &self.values.column.chunks[chunk];
        chunk.nulls.is_none() && self.near().is_some_and(|span| Narrow::distances(chunk, 0..0, &span).is_some())
    }

    fn counts_rows(&self) -> bool {
        self.counts
    }

    fn take_rows(&mut self) -> Vec<u32> {
        let mut rows = std::mem::take(&mut self.rows);
        rows.resize(self.sums.len(), 0);
        rows.iter_mut().zip(&self.sums).for_each(|(rows, sum)| *rows += (sum / ROW) as u32);
        rows
    }

    fn add(&mut self, block: &Block<'_>) {
        match (self.near(), self.values.column.span) {
            (Some(span), _) => self.add_distances(block, &span),
            (None, Some(span)) => self.add_numbers(block, &span),
            (None, None) => {}
        }
        self.values.add(block);
    }

    fn summaries(self: Box<Self>, used: &[u32], counts: &[u32], _: &Rows<'_>) -> Summaries {
        let short = self.short();
        let sums = used.iter().map(|group| {
            let n = self.values.values(*group, counts);
            (short.map_or_else(|| self.sum(*group, n), |first| (first * n as i64 + self.distances(*group)).into()), n)
        });
        // Floats that are whole by chance merge with those that are not.
        if self.values.column.kind == Kind::Float {
            Summaries::FloatSum(sums.map(|(sum, n)| FloatSum::of(sum, n)).collect())
        } else {
            Summaries::Sum(sums.map(|(sum, n)| ExactSum::of(sum, n)).collect())
        }
    }
}
