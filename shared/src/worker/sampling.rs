//! A worker's part of samples: one per asker that stands, to which only new batches are added, in strides like those of [`super::standing`].

use super::loads::{Loads, Selection};
use super::masks::Masks;
use super::protocol::asks_for;
use super::standing::{STRIDE_ROWS, stride};
use crate::engine::execute::Rows;
use crate::engine::sample::{Sample, Sampler};
use crate::wire::problem::Problem;
use crate::wire::sample::SampleSpec;

/// A sample of more bytes doesn't stand: dense grids are made anew.
const MOST_BYTES: usize = 4 << 20;

/// The standing samples by asker.
#[derive(Debug)]
pub(super) struct Samples {
    by_asker: Vec<(String, Standing)>,
    stride_rows: usize,
}

impl Default for Samples {
    fn default() -> Samples {
        Samples { by_asker: Vec::new(), stride_rows: STRIDE_ROWS }
    }
}

#[derive(Debug)]
struct Standing {
    spec: SampleSpec,
    first_row: u64,
    sampler: Sampler,
    sample: Sample,
    chunks: usize,
}

impl Samples {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.by_asker.clear();
    }

    /// Has strides of so many rows.
    #[cfg(test)]
    pub(super) fn stride(&mut self, rows: usize) {
        self.stride_rows = rows;
    }

    /// Forgets the samples of `whom` and of those who ask for it.
    pub(super) fn forget(&mut self, whom: &str) {
        self.by_asker.retain(|(asker, _)| !asks_for(asker, whom));
    }

    /// How many samples stand.
    #[cfg(test)]
    pub(super) fn standing(&self) -> usize {
        self.by_asker.len()
    }

    /// Goes a stride towards the bytes of a sample of the rows that all of its columns have so far, from where the asker's last one ended if it is the same.
    /// `first_row` is the number of this worker's first row in the whole dataset. None while there is more to go; no bytes while it isn't known yet which
    /// columns there are.
    pub(super) fn advance(
        &mut self,
        asker: &str,
        spec: &SampleSpec,
        first_row: u64,
        loads: &Loads,
        masks: &mut Masks,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let Some(selection) = loads.select(spec.columns()) else { return Ok(Some(Vec::new())) };
        let is_it = |standing: &Standing| standing.spec == *spec && standing.first_row == first_row && standing.chunks <= selection.chunks;
        let known = self.by_asker.iter().position(|(other, _)| other == asker).map(|at| self.by_asker.swap_remove(at).1);
        let mut standing = match known.filter(is_it) {
            Some(standing) => standing,
            None => Standing::new(spec.clone(), first_row, &selection)?,
        };
        standing.go_on(loads, &selection, masks, self.stride_rows)?;
        let bytes = (standing.chunks == selection.chunks).then(|| standing.sample.to_bytes());
        if bytes.as_ref().is_none_or(|bytes| bytes.len() <= MOST_BYTES) {
            self.by_asker.push((asker.to_owned(), standing));
        }
        Ok(bytes)
    }
}

impl Standing {
    fn new(spec: SampleSpec, first_row: u64, selection: &Selection) -> Result<Standing, Problem> {
        let sampler = Sampler::parse(&spec, &selection.schema)?;
        Ok(Standing { sample: sampler.empty(), spec, first_row, sampler, chunks: 0 })
    }

    /// Takes in chunks that it has not seen, until they have so many rows.
    fn go_on(&mut self, loads: &Loads, selection: &Selection, masks: &mut Masks, stride_rows: usize) -> Result<(), Problem> {
        let (columns, chunk_rows) = (loads.columns(selection), loads.chunk_rows());
        let chunks = stride(self.chunks..selection.chunks, chunk_rows, stride_rows);
        let masks = masks.of(self.spec.filters(), selection, loads, chunks.clone())?;
        self.sample.merge(&self.sampler.take(&Rows { columns, chunk_rows, chunks: chunks.clone(), masks, first_row: self.first_row }));
        self.chunks = chunks.end;
        Ok(())
    }
}
