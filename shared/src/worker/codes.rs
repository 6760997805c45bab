//! The codes of bins, kept in one or two bytes a row: a question that groups as an earlier one did, under another filter, reads them instead of
//! binning cells anew. So the bins of the charts that are shown are computed once.

use std::ops::Range;

use super::loads::{Loads, Selection};
use crate::engine::plan::Plan;
use crate::engine::store::{Codes as PackedCodes, Extent};
use crate::wire::query::GroupKey;

/// Bytes that a worker keeps at most; what was asked for longest ago goes first.
const MOST_BYTES: usize = 64 << 20;

/// Codes by key, the one asked for last at the end.
#[derive(Debug)]
pub struct Codes {
    by_key: Vec<Kept>,
    most_bytes: usize,
}

impl Default for Codes {
    fn default() -> Codes {
        Codes { by_key: Vec::new(), most_bytes: MOST_BYTES }
    }
}

#[derive(Debug)]
struct Kept {
    key: GroupKey,
    /// What the column held when codes were made: in another extent they are others.
    extent: Extent,
    /// Of the chunks that were asked for.
    codes: Vec<Option<PackedCodes>>,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.codes.iter().flatten().map(PackedCodes::bytes).sum()
    }
}

impl Codes {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.by_key.clear();
    }

    /// Makes the codes of a query's keys for some chunks, where they are worth keeping. The selection has the columns of the plan, whose extents still
    /// change while rows are on their way.
    pub fn make(&mut self, keys: &[GroupKey], plan: &Plan, selection: &Selection, loads: &Loads, chunks: Range<usize>) {
        if !selection.complete {
            return;
        }
        let columns = loads.columns(selection);
        let rows = loads.chunk_rows()[..selection.chunks].iter().sum();
        for (key, planned) in keys.iter().zip(&plan.keys) {
            let column = columns[planned.column];
            let known = self.by_key.iter().position(|kept| kept.key == *key);
            let known = known.map(|known| self.by_key.remove(known)).filter(|kept| kept.extent == column.extent());
            let mut coder = planned.bin.coder(column, rows);
            if coder.packed_width().is_none_or(|width| rows * width > self.most_bytes) {
                continue;
            }
            let mut kept = known.unwrap_or_else(|| Kept { key: key.clone(), extent: column.extent(), codes: Vec::new() });
            kept.codes.resize(selection.chunks, None);
            for (chunk, codes) in kept.codes.iter_mut().enumerate().take(chunks.end).skip(chunks.start) {
                codes.get_or_insert_with(|| coder.pack(chunk));
            }
            self.by_key.push(kept);
        }
        while self.by_key.iter().map(Kept::bytes).sum::<usize>() > self.most_bytes {
            self.by_key.remove(0);
        }
    }

    /// The codes of each key; of those that are not kept there are none.
    pub fn of(&self, keys: &[GroupKey]) -> Vec<&[Option<PackedCodes>]> {
        let kept = |key: &GroupKey| self.by_key.iter().find(|kept| kept.key == *key);
        keys.iter().map(|key| kept(key).map_or(&[][..], |kept| &kept.codes)).collect()
    }
}

#[cfg(test)]
mod tests;
