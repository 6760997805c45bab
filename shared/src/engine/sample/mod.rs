//! Samples: fewer points, cells or rows that stand for all rows, each exact about what it shows.
//!
//! [`m4`] is for lines, [`density`] with [`image`] for scatters, [`reservoir`] for tables. Workers hold disjoint shares of the rows and
//! answer in any order, so a sample merges associatively and commutatively. A row that has no place in a drawing, because a cell of it is
//! null, NaN or infinite, is counted as missing and never drawn.

pub mod axis;
pub mod density;
pub mod image;
mod key;
pub mod m4;
pub mod reservoir;

use std::ops::Range;

use arrow_buffer::BooleanBuffer;
use serde::{Deserialize, Serialize};

use self::axis::Axis;
use self::density::Density;
use self::m4::M4;
use self::reservoir::Reservoir;
use super::execute::Rows;
use super::kind::Kind;
use super::store::read;

/// A sample that can be taken of columns of the schema it was parsed with; columns are positions there.
#[derive(Clone, Debug)]
pub enum Sampler {
    /// A line.
    M4 {
        /// `x` and `y`.
        columns: [usize; 2],
        /// What they hold.
        kinds: [Kind; 2],
        /// The pixel columns.
        x: Axis,
    },
    /// Counts on a grid.
    Density {
        /// `x` and `y`.
        columns: [usize; 2],
        /// The cells across and up.
        axes: [Axis; 2],
    },
    /// Rows drawn by lot.
    Reservoir {
        /// In order.
        columns: Vec<usize>,
        /// Rows wanted at most.
        size: usize,
        /// Which rows it will be.
        seed: u64,
    },
}

/// A sample of some rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Sample {
    /// A line.
    M4(M4),
    /// Counts on a grid.
    Density(Density),
    /// Rows drawn by lot.
    Reservoir(Reservoir),
}

impl Sampler {
    /// The sample of no rows.
    pub fn empty(&self) -> Sample {
        match self {
            Sampler::M4 { kinds, x, .. } => Sample::M4(M4::new(*kinds, x.parts())),
            Sampler::Density { axes: [x, y], .. } => Sample::Density(Density::new(x.parts(), y.parts())),
            Sampler::Reservoir { size, .. } => Sample::Reservoir(Reservoir::new(*size)),
        }
    }

    /// Takes the sample of some rows, whose columns are those of the schema.
    pub fn take(&self, rows: &Rows<'_>) -> Sample {
        let mut sample = self.empty();
        match (self, &mut sample) {
            (Sampler::M4 { columns, x, .. }, Sample::M4(m4)) => each_pair(rows, *columns, |row, key| m4.add(x, row, key)),
            (Sampler::Density { columns, axes }, Sample::Density(density)) => each_pair(rows, *columns, |_, key| density.add(axes, key)),
            (Sampler::Reservoir { columns, seed, .. }, Sample::Reservoir(reservoir)) => reservoir.fill(*seed, columns, rows),
            _ => {}
        }
        sample
    }
}

impl Sample {
    /// Takes in what another sample by the same sampler has, of other rows.
    pub fn merge(&mut self, other: &Sample) {
        match (self, other) {
            (Sample::M4(own), Sample::M4(other)) => own.merge(other),
            (Sample::Density(own), Sample::Density(other)) => own.merge(other),
            (Sample::Reservoir(own), Sample::Reservoir(other)) => own.merge(other),
            _ => {}
        }
    }

    /// The sample as bytes for the way between worker and page, which are of one build.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads what [`Sample::to_bytes`] wrote; fails on anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Sample, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

/// Calls `f` with the number of each row that counts and the [`key`]s of two of its cells.
fn each_pair(rows: &Rows<'_>, columns: [usize; 2], mut f: impl FnMut(u64, [i128; 2])) {
    let mut keys = [[0; read::BLOCK]; 2];
    each_block(rows, |chunk, first_row, block, mask| {
        for (keys, column) in keys.iter_mut().zip(columns) {
            let column = rows.columns[column];
            key::of_cells(column, &column.chunks[chunk], block.clone(), &mut keys[..block.len()]);
        }
        for at in passing(block, mask) {
            let place = at - block.start;
            f(first_row + at as u64, [keys[0][place], keys[1][place]]);
        }
    });
}

/// Calls `f` with each block of each chunk: the chunk, the number of its first row, the block's rows in it, and the chunk's mask.
fn each_block(rows: &Rows<'_>, mut f: impl FnMut(usize, u64, &Range<usize>, Option<&BooleanBuffer>)) {
    let mut first_row = rows.first_row + rows.chunk_rows[..rows.chunks.start].iter().sum::<usize>() as u64;
    for (chunk, mask) in rows.chunks.clone().zip(&rows.masks) {
        read::blocks(rows.chunk_rows[chunk]).for_each(|block| f(chunk, first_row, &block, mask.as_ref()));
        first_row += rows.chunk_rows[chunk] as u64;
    }
}

/// The rows of a block that pass.
fn passing<'a>(block: &Range<usize>, mask: Option<&'a BooleanBuffer>) -> impl Iterator<Item = usize> + use<'a> {
    block.clone().filter(move |row| mask.is_none_or(|mask| mask.value(*row)))
}

#[cfg(test)]
mod tests;
