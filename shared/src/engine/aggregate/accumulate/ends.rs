//! The first and the last value: places of rows while blocks go by, values only at the end.

use super::{Block, Kept};
use crate::engine::aggregate::Summary;
use crate::engine::aggregate::first_last::{First, Last};
use crate::engine::aggregate::states::Summaries;
use crate::engine::execute::Rows;
use crate::engine::store::Column;
use crate::engine::value::Value;

/// Keeps the first or the last value of each group.
pub(super) fn of(column: &Column, last: bool) -> Box<dyn Kept + '_> {
    Box::new(Ends { column, last, places: Vec::new() })
}

struct Ends<'a> {
    column: &'a Column,
    last: bool,
    /// Place among all rows, chunk and row.
    places: Vec<Option<(u64, usize, usize)>>,
}

impl Kept for Ends<'_> {
    fn add(&mut self, block: &Block<'_>) {
        self.places.resize(block.groups, None);
        let chunk = &self.column.chunks[block.chunk];
        for (at, id) in block.ids.iter().enumerate() {
            let place = &mut self.places[*id as usize];
            // Rows come in order.
            if (self.last || place.is_none()) && chunk.is_valid(block.rows.start + at) {
                *place = Some((block.first_row + at as u64, block.chunk, block.rows.start + at));
            }
        }
    }

    fn summaries(self: Box<Self>, used: &[u32], _: &[u32], _: &Rows<'_>) -> Summaries {
        let value = |chunk: usize, row: usize| self.column.value(&self.column.chunks[chunk], row);
        let ends = used.iter().map(|group| self.places.get(*group as usize).copied().flatten());
        if self.last {
            Summaries::Last(ends.map(|end| summary::<Last<Value>>(end, value)).collect())
        } else {
            Summaries::First(ends.map(|end| summary::<First<Value>>(end, value)).collect())
        }
    }
}

fn summary<S: Summary<Cell = (u64, Value)>>(end: Option<(u64, usize, usize)>, value: impl Fn(usize, usize) -> Value) -> S {
    let mut summary = S::default();
    if let Some((place, chunk, row)) = end {
        summary.add((place, value(chunk, row)));
    }
    summary
}
