//! Summaries that take cell by cell.

use std::ops::Range;

use super::{Block, Kept};
use crate::engine::aggregate::Summary;
use crate::engine::aggregate::states::Summaries;
use crate::engine::execute::Rows;
use crate::engine::store::{Chunk, Column, read};

/// Reads the cells of a block.
pub(super) type Read<C> = fn(&Column, &Chunk, Range<usize>, &mut [C]);

/// One summary per group, of the cells of a column.
pub(super) struct Each<'a, S: Summary> {
    column: &'a Column,
    read: Read<S::Cell>,
    wrap: Box<dyn Fn(Vec<S>) -> Summaries + 'a>,
    summaries: Vec<S>,
}

impl<'a, S: Summary<Cell: Copy + Default> + 'a> Each<'a, S> {
    /// Of no rows. `wrap` makes what is merged of the summaries.
    pub(super) fn of(column: &'a Column, read: Read<S::Cell>, wrap: impl Fn(Vec<S>) -> Summaries + 'a) -> Box<dyn Kept + 'a> {
        Box::new(Each { column, read, wrap: Box::new(wrap), summaries: Vec::new() })
    }
}

impl<S: Summary<Cell: Copy + Default>> Kept for Each<'_, S> {
    fn add(&mut self, block: &Block<'_>) {
        self.summaries.resize(block.groups, S::default());
        let chunk = &self.column.chunks[block.chunk];
        let mut cells = [S::Cell::default(); read::BLOCK];
        let cells = &mut cells[..block.ids.len()];
        (self.read)(self.column, chunk, block.rows.clone(), cells);
        match &chunk.nulls {
            None => {
                let (ids, cells) = block.narrowed(cells);
                ids.iter().zip(cells).for_each(|(id, x)| self.summaries[*id as usize].add(*x));
            }
            Some(nulls) => {
                let valid = block.ids.iter().zip(cells).enumerate().filter(|(row, _)| nulls.is_valid(block.rows.start + row));
                valid.for_each(|(_, (id, x))| self.summaries[*id as usize].add(*x));
            }
        }
    }

    fn summaries(self: Box<Self>, used: &[u32], _: &[u32], _: &Rows<'_>) -> Summaries {
        (self.wrap)(used.iter().map(|group| self.summaries.get(*group as usize).cloned().unwrap_or_default()).collect())
    }
}
