//! From cells to summaries: what a measure keeps of each group while blocks of rows go by.
//!
//! Sums of packed whole numbers are added in 64 bits as long as no group can overflow ([`totals`]); values that are counted one by one
//! (quantiles, modes, distinct values) have a table of groups times values where that is short, and are sorted where it is not
//! ([`values`]); everything else is added to its summary cell by cell ([`each`]).

mod each;
mod ends;
mod extremes;
mod pairs;
mod totals;
mod values;

use std::ops::Range;

use super::finish::Finish;
use super::hash::{hash_bytes, hash_u64};
use super::measure::{Family, Measure, Source};
use super::states::{States, Summaries};
use crate::engine::counting::Few;
use crate::engine::execute::Rows;
use crate::engine::groups::Told;
use crate::engine::kind::Kind;
use crate::engine::order::canonical_bits;
use crate::engine::store::narrow::{Narrow, with_slice};
use crate::engine::store::{Cells, Chunk, Column, Form, read};
use each::Each;
use totals::{RowCount, ValueCount, WholeSum};

/// A block of rows and the group of each.
pub struct Block<'a> {
    /// Which chunk.
    pub chunk: usize,
    /// Which of its rows.
    pub rows: Range<usize>,
    /// The place of the first row among all rows there are.
    pub first_row: u64,
    /// How the group of each row is told.
    pub told: Told<'a>,
    /// One per row, where they are listed; 0 for rows that don't count.
    pub ids: &'a [u32],
    /// The rows that count by themselves, where they are few.
    pub few: Option<Few<'a>>,
    /// How many groups there are so far, group 0 included.
    pub groups: usize,
}

impl Block<'_> {
    /// The groups and the cells to go over, of all rows or, where they are few, of those that count.
    fn narrowed<'b, T: Copy>(&'b self, cells: &'b mut [T]) -> (&'b [u32], &'b [T]) {
        match self.few {
            Some(few) => (few.ids, few.cells(cells)),
            None => (self.ids, cells),
        }
    }

    /// The group of the rows that [`Block::each`] gives 0 for.
    fn first_group(&self) -> usize {
        match self.told {
            Told::One => 1,
            Told::Codes(codes) => 1 + codes.ahead as usize,
            Told::Ids => 0,
        }
    }

    /// Calls `f` with the group of each row, counted from [`Block::first_group`], and with the code of its cell. Where groups are listed, group 0 is that of rows
    /// that don't count, of which some may be left out.
    #[allow(clippy::useless_conversion, reason = "codes of other widths need it")]
    #[inline]
    fn each(&self, cells: Narrow<'_>, mut f: impl FnMut(usize, u32)) {
        with_slice!(cells.codes, cells => match (self.told, self.few) {
            (Told::One, _) => cells.iter().for_each(|cell| f(0, u32::from(*cell))),
            (Told::Codes(groups), _) => with_slice!(groups.codes, groups => {
                groups.iter().zip(cells).for_each(|(group, cell)| f(*group as usize, u32::from(*cell)));
            }),
            (Told::Ids, None) => self.ids.iter().zip(cells).for_each(|(id, cell)| f(*id as usize, u32::from(*cell))),
            (Told::Ids, Some(few)) => few.each(cells, |id, cell| f(id as usize, u32::from(*cell))),
        });
    }
}

/// What is kept of the measures.
pub struct Accumulators<'a> {
    /// Of each measure, which of `kept` it is read off, and how.
    measures: Vec<(usize, Finish)>,
    kept: Vec<Box<dyn Kept + 'a>>,
    /// Which of `kept` counts rows, if one does.
    counter: Option<usize>,
}

/// What is kept of the cells of each group.
trait Kept {
    /// Takes a block in.
    fn add(&mut self, block: &Block<'_>);

    /// Whether it can do with what tells the groups of a chunk's rows, if all count and there are so many groups, and needs no list of them.
    fn reads_codes(&self, _chunk: usize, _groups: usize) -> bool {
        false
    }

    /// Whether it counts the rows of each group along with what it adds.
    fn counts_rows(&self) -> bool {
        false
    }

    /// The rows that it counted, by group.
    fn take_rows(&mut self) -> Vec<u32> {
        Vec::new()
    }

    /// The summaries of some groups, whose rows are counted in `counts`.
    fn summaries(self: Box<Self>, used: &[u32], counts: &[u32], rows: &Rows<'_>) -> Summaries;
}

impl<'a> Accumulators<'a> {
    /// Of no rows.
    pub fn new(measures: &[Measure], columns: &[&'a Column]) -> Accumulators<'a> {
        let kinds: Vec<Kind> = columns.iter().map(|column| column.kind).collect();
        let mut sources: Vec<Source> = Vec::new();
        let mut read = |measure: &Measure| {
            let source = measure.source();
            let known = sources.iter().position(|other| *other == source);
            let at = known.unwrap_or(sources.len());
            sources.extend(known.is_none().then_some(source));
            (at, Finish::of(measure, &kinds))
        };
        let measures = measures.iter().map(&mut read).collect();
        let kept: Vec<_> = sources.iter().map(|source| kept(*source, columns)).collect();
        Accumulators { measures, counter: kept.iter().position(|kept| kept.counts_rows()), kept }
    }

    /// Whether the rows of each group are counted along with what is added.
    pub fn counts_rows(&self) -> bool {
        self.counter.is_some()
    }

    /// The rows of each group, where they are counted; those of the last groups may be missing.
    pub fn take_rows(&mut self) -> Option<Vec<u32>> {
        self.counter.map(|counter| self.kept[counter].take_rows())
    }

    /// Whether all of them can do with what tells the groups of a chunk's rows.
    pub fn read_codes(&self, chunk: usize, groups: usize) -> bool {
        self.kept.iter().all(|kept| kept.reads_codes(chunk, groups))
    }

    /// Takes a block in.
    pub fn add(&mut self, block: &Block<'_>) {
        self.kept.iter_mut().for_each(|kept| kept.add(block));
    }

    /// The states of some groups, whose rows are counted in `counts`.
    pub fn finish(self, used: &[u32], counts: &[u32], rows: &Rows<'_>) -> States {
        let summaries = self.kept.into_iter().map(|kept| kept.summaries(used, counts, rows)).collect();
        States { measures: self.measures, summaries }
    }
}

fn kept<'a>(source: Source, columns: &[&'a Column]) -> Box<dyn Kept + 'a> {
    match source {
        Source::Rows => Box::new(RowCount),
        Source::Column(family, column) => of_column(family, columns[column]),
        Source::Pair([a, b]) => pairs::of([columns[a], columns[b]]),
    }
}

fn of_column(family: Family, column: &Column) -> Box<dyn Kept + '_> {
    use Family as F;
    use Summaries as S;
    let whole = column.kind.is_whole();
    match family {
        F::Count => Box::new(ValueCount::of(column)),
        F::Sum if column.form() == Form::Whole => Box::new(WholeSum::of(column)),
        F::Sum if whole => Each::of(column, wides, S::Sum),
        F::Sum => Each::of(column, read::floats, S::FloatSum),
        F::Min => extremes::least(column),
        F::Max => extremes::greatest(column),
        F::Moments if whole => Each::of(column, wides, S::WholeMoments),
        F::Moments => Each::of(column, read::floats, S::Moments),
        F::Values => values::of(column, false),
        F::Distinct => values::of(column, true),
        F::ApproxDistinct => Each::of(column, hashes, S::ApproxDistinct),
        F::ApproxQuantile => Each::of(column, read::floats, S::ApproxQuantile),
        F::First => ends::of(column, false),
        F::Last => ends::of(column, true),
    }
}

/// A hash of each cell's value, the same wherever and however it is stored.
fn hashes(column: &Column, chunk: &Chunk, rows: Range<usize>, out: &mut [u64]) {
    for (out, row) in out.iter_mut().zip(rows) {
        *out = match (&chunk.cells, column.kind) {
            (Cells::Whole(cells), Kind::Float) => hash_u64(canonical_bits(cells.get(row) as f64)),
            (Cells::Whole(cells), _) => hash_bytes(&i128::from(cells.get(row)).to_le_bytes()),
            (Cells::Wide(cells), _) => hash_bytes(&cells[row].to_le_bytes()),
            (Cells::Float32(cells), _) => hash_u64(canonical_bits(cells[row].into())),
            (Cells::Float64(cells), _) => hash_u64(canonical_bits(cells[row])),
            _ => hash_bytes(column.text(chunk, row).as_bytes()),
        };
    }
}

fn wides(_: &Column, chunk: &Chunk, rows: Range<usize>, out: &mut [i128]) {
    read::wides(chunk, rows, out);
}

/// Cells of a column that is whole throughout.
fn wholes(_: &Column, chunk: &Chunk, rows: Range<usize>, out: &mut [i64]) {
    read::wholes(chunk, rows, out);
}
