//! Summaries of two columns: of the rows that have a value in both.

use std::ops::Range;

use super::each::Read;
use super::{Block, Kept};
use crate::engine::aggregate::Summary;
use crate::engine::aggregate::states::Summaries;
use crate::engine::execute::Rows;
use crate::engine::store::{Chunk, Column, read};

/// Keeps the co-moments of two numeric columns. Whole numbers stay whole, so that none loses digits; what is read off co-moments is the same
/// both ways round, so they come first.
pub(super) fn of<'a>([a, b]: [&'a Column; 2]) -> Box<dyn Kept + 'a> {
    let (a, b) = if b.kind.is_whole() { (b, a) } else { (a, b) };
    match (a.kind.is_whole(), b.kind.is_whole()) {
        (true, true) => Pairs::of((a, wholes), (b, wholes), Summaries::WholeComoments),
        (true, false) => Pairs::of((a, wholes), (b, read::floats), Summaries::MixedComoments),
        (false, _) => Pairs::of((a, read::floats), (b, read::floats), Summaries::Comoments),
    }
}

fn wholes(_: &Column, chunk: &Chunk, rows: Range<usize>, out: &mut [i128]) {
    read::wides(chunk, rows, out);
}

/// A column and how its cells are read.
type Side<'a, C> = (&'a Column, Read<C>);

struct Pairs<'a, S, C, D> {
    first: Side<'a, C>,
    second: Side<'a, D>,
    wrap: fn(Vec<S>) -> Summaries,
    summaries: Vec<S>,
}

impl<'a, C: Copy + Default + 'a, D: Copy + Default + 'a, S: Summary<Cell = (C, D)> + 'a> Pairs<'a, S, C, D> {
    fn of(first: (&'a Column, Read<C>), second: (&'a Column, Read<D>), wrap: fn(Vec<S>) -> Summaries) -> Box<dyn Kept + 'a> {
        Box::new(Pairs { first, second, wrap, summaries: Vec::new() })
    }
}

impl<C: Copy + Default, D: Copy + Default, S: Summary<Cell = (C, D)>> Kept for Pairs<'_, S, C, D> {
    fn add(&mut self, block: &Block<'_>) {
        self.summaries.resize(block.groups, S::default());
        let chunks = [&self.first.0.chunks[block.chunk], &self.second.0.chunks[block.chunk]];
        let (mut firsts, mut seconds) = ([C::default(); read::BLOCK], [D::default(); read::BLOCK]);
        (self.first.1)(self.first.0, chunks[0], block.rows.clone(), &mut firsts[..block.ids.len()]);
        (self.second.1)(self.second.0, chunks[1], block.rows.clone(), &mut seconds[..block.ids.len()]);
        for (at, id) in block.ids.iter().enumerate() {
            if chunks.iter().all(|chunk| chunk.is_valid(block.rows.start + at)) {
                self.summaries[*id as usize].add((firsts[at], seconds[at]));
            }
        }
    }

    fn summaries(self: Box<Self>, used: &[u32], _: &[u32], _: &Rows<'_>) -> Summaries {
        (self.wrap)(used.iter().map(|group| self.summaries.get(*group as usize).cloned().unwrap_or_default()).collect())
    }
}
