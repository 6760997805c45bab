//! The codes of bins, kept in one or two bytes a row: a question that groups as an earlier one did, under another filter, reads them instead of
//! binning cells anew. So the bins of the charts that are shown are computed once.

use std::ops::Range;

use super::loads::{Loads, Selection};
use crate::engine::bin::Coder;
use crate::engine::plan::Plan;
use crate::engine::store::{Codes as PackedCodes, Extent};
use crate::wire::query::GroupKey;

/// Bytes that a worker keeps at most; what was asked for longest ago goes first.
const MOST_BYTES: usize = 64 << 20;

/// Codes by key, the one asked for last at the end.
#[derive(Debug)]
pub struct Codes {
    by_key: Vec<KeyCodes>,
    most_bytes: usize,
}

impl Default for Codes {
    fn default() -> Codes {
        Codes { by_key: Vec::new(), most_bytes: MOST_BYTES }
    }
}

#[derive(Debug)]
struct KeyCodes {
    key: GroupKey,
    /// What the column held when codes were made: in another extent they are others.
    extent: Extent,
    /// Of the chunks that were asked for.
    codes: Vec<Option<PackedCodes>>,
}

impl KeyCodes {
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
        let rows: usize = loads.chunk_rows()[..selection.chunks].iter().sum();
        let coders: Vec<_> = plan.keys.iter().map(|key| key.bin.coder(columns[key.column], rows)).collect();
        // As many keys as fit beside one another: else one key's would push out those of another, every time.
        let mut room = self.most_bytes;
        let mut fits = |coder: &Coder| {
            let left = coder.packed_width().and_then(|width| room.checked_sub(rows * width));
            room = left.unwrap_or(room);
            left.is_some()
        };
        for ((key, planned), mut coder) in keys.iter().zip(&plan.keys).zip(coders) {
            let extent = columns[planned.column].extent();
            if !fits(&coder) {
                // Codes over another extent are others.
                self.by_key.retain(|kept| kept.key != *key || kept.extent == extent);
                continue;
            }
            let known = self.by_key.iter().position(|kept| kept.key == *key);
            let known = known.map(|known| self.by_key.remove(known)).filter(|kept| kept.extent == extent);
            let mut kept = known.unwrap_or_else(|| KeyCodes { key: key.clone(), extent, codes: Vec::new() });
            kept.codes.resize(selection.chunks, None);
            for (chunk, codes) in kept.codes.iter_mut().enumerate().take(chunks.end).skip(chunks.start) {
                codes.get_or_insert_with(|| coder.pack(chunk));
            }
            self.by_key.push(kept);
        }
        while self.by_key.iter().map(KeyCodes::bytes).sum::<usize>() > self.most_bytes {
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
