//! Reservoir: `k` rows of all that pass, each set of `k` as likely as any other, the same ones by the same seed.
//!
//! Bottom-k sampling (E. Cohen, H. Kaplan, "Summarizing Data Using Bottom-k Sketches", PODC 2007): each row has the rank `hash(seed, row
//! number)` and the `k` least ranks are kept. A row is among the `k` least of all only if it is among those of its share, so shares merge
//! exactly, whichever way the rows are split. The hash maps numbers one to one, so no two rows have the same rank.

use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use super::{each_block, passing};
use crate::engine::aggregate::hash::hash_u64;
use crate::engine::execute::Rows;
use crate::engine::value::Value;

/// Rows drawn by lot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reservoir {
    size: usize,
    /// Rows that they were drawn from.
    pub of: u64,
    /// The least rank first.
    kept: Vec<Drawn>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Drawn {
    rank: u64,
    row: u64,
    cells: Vec<Value>,
}

impl Reservoir {
    /// Of no rows; it will have at most `size`.
    pub(super) fn new(size: usize) -> Reservoir {
        Reservoir { size, of: 0, kept: Vec::new() }
    }

    /// Draws from all rows that count, the cells of `columns`. It has none before.
    pub(super) fn fill(&mut self, seed: u64, columns: &[usize], rows: &Rows<'_>) {
        // The greatest rank is on top: rank, row number, chunk, row in the chunk.
        let mut drawn: BinaryHeap<(u64, u64, usize, usize)> = BinaryHeap::with_capacity(self.size);
        each_block(rows, |chunk, first_row, block, mask| {
            for at in passing(block, mask) {
                let row = first_row + at as u64;
                let rank = rank(seed, row);
                self.of += 1;
                if drawn.len() == self.size && drawn.peek().is_some_and(|greatest| greatest.0 < rank) {
                    continue;
                }
                if drawn.len() == self.size {
                    drawn.pop();
                }
                drawn.push((rank, row, chunk, at));
            }
        });
        let cell = |column: usize, chunk: usize, at: usize| rows.columns[column].value(&rows.columns[column].chunks[chunk], at);
        let cells = |chunk, at| columns.iter().map(|&column| cell(column, chunk, at)).collect();
        self.kept = drawn.into_sorted_vec().into_iter().map(|(rank, row, chunk, at)| Drawn { rank, row, cells: cells(chunk, at) }).collect();
    }

    /// Takes in what was drawn from other rows by the same seed.
    pub fn merge(&mut self, other: &Reservoir) {
        self.of += other.of;
        self.kept.extend_from_slice(&other.kept);
        sort(&mut self.kept, |drawn| drawn.rank);
        self.kept.truncate(self.size);
    }

    /// The cells of each row, in the order of the rows.
    pub fn rows(&self) -> Vec<Vec<Value>> {
        let mut drawn = self.kept.clone();
        sort(&mut drawn, |drawn| drawn.row);
        drawn.into_iter().map(|drawn| drawn.cells).collect()
    }
}

/// One function for both orders: the page's WebAssembly has it once.
fn sort(drawn: &mut [Drawn], key: fn(&Drawn) -> u64) {
    drawn.sort_unstable_by_key(key);
}

/// The rank of a row, numbered among all rows there are.
fn rank(seed: u64, row: u64) -> u64 {
    hash_u64(row ^ hash_u64(seed))
}

#[cfg(test)]
mod tests;
