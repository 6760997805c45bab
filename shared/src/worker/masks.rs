//! Which rows pass each filter, kept per filter: a brush that moves makes one mask anew, not those of the other brushes.

use std::ops::Range;

use arrow_buffer::BooleanBuffer;

use super::loads::{Loads, Selection};
use crate::engine::plan::parse_filters;
use crate::wire::problem::Problem;
use crate::wire::query::FilterSpec;

/// Filters whose masks are kept. A dashboard has about as many brushes as tiles.
const KEPT: usize = 24;

/// Masks by filter, the one asked for last at the end.
#[derive(Debug, Default)]
pub struct Masks {
    by_filter: Vec<Masked>,
}

#[derive(Debug)]
struct Masked {
    filter: FilterSpec,
    /// One per chunk.
    masks: Vec<BooleanBuffer>,
}

impl Masks {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.by_filter.clear();
    }

    /// The rows of some chunks that pass all filters; none for a chunk if there are no filters. The selection has the filters' columns.
    pub fn of(
        &mut self,
        filters: &[FilterSpec],
        selection: &Selection,
        loads: &Loads,
        chunks: Range<usize>,
    ) -> Result<Vec<Option<BooleanBuffer>>, Problem> {
        let mut all = vec![None; chunks.len()];
        for filter in filters {
            let masks = self.one(filter, selection, loads, chunks.end)?;
            for (all, mask) in all.iter_mut().zip(&masks[chunks.clone()]) {
                *all = Some(all.as_ref().map_or_else(|| mask.clone(), |all: &BooleanBuffer| all & mask));
            }
        }
        Ok(all)
    }

    /// The masks of one filter, made as far as they are wanted.
    fn one(&mut self, filter: &FilterSpec, selection: &Selection, loads: &Loads, chunks: usize) -> Result<&[BooleanBuffer], Problem> {
        let known = self.by_filter.iter().position(|masked| masked.filter == *filter);
        let mut masked = match known {
            Some(known) => self.by_filter.remove(known),
            None => Masked { filter: filter.clone(), masks: Vec::new() },
        };
        if masked.masks.len() < chunks {
            let compiled = parse_filters(std::slice::from_ref(filter), &selection.schema)?;
            let columns = loads.columns(selection);
            for compiled in &compiled {
                let missing = masked.masks.len()..chunks;
                masked.masks.extend(missing.map(|chunk| compiled.mask(&columns, chunk)));
            }
        }
        if self.by_filter.len() == KEPT {
            self.by_filter.remove(0);
        }
        self.by_filter.push(masked);
        Ok(self.by_filter.last().map_or(&[], |masked| &masked.masks))
    }
}

#[cfg(test)]
mod tests;
