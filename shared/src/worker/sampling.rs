//! A worker's part of a sample: of the rows that all of its columns have so far.

use super::loads::Loads;
use super::masks::Masks;
use crate::engine::execute::Rows;
use crate::engine::sample::{Sample, Sampler};
use crate::wire::problem::Problem;
use crate::wire::sample::SampleSpec;

/// Takes a sample. `first_row` is the number of this worker's first row in the whole dataset. None while it isn't known yet which columns
/// there are.
pub(super) fn take(spec: &SampleSpec, first_row: u64, loads: &Loads, masks: &mut Masks) -> Result<Option<Sample>, Problem> {
    let Some(selection) = loads.select(spec.columns()) else { return Ok(None) };
    let sampler = Sampler::parse(spec, &selection.schema)?;
    let chunks = 0..selection.chunks;
    let masks = masks.of(spec.filters(), &selection, loads, chunks.clone())?;
    let (columns, chunk_rows) = (loads.columns(&selection), loads.chunk_rows());
    Ok(Some(sampler.take(&Rows { columns, chunk_rows, chunks, masks, first_row })))
}
