//! Standing results: one per asker, to which only new batches are added. A long way is gone in strides, so that a worker can listen between them.

use std::ops::Range;

use super::codes::Codes;
use super::loads::{Loads, Selection};
use super::masks::Masks;
use super::protocol::asks_for;
use crate::engine::execute::{Rows, execute_coded};
use crate::engine::partial::Partial;
use crate::engine::plan::Plan;
use crate::wire::problem::Problem;
use crate::wire::query::{FilterSpec, QuerySpec};

/// Rows of a stride, about: some tenths of a second of the dearest questions.
pub(super) const STRIDE_ROWS: usize = 1 << 23;

/// An answer of more bytes, as it is sent, doesn't stand: what it took is free again, and with rows that come it is made anew.
const MOST_BYTES: usize = 32 << 20;

/// The first of some chunks that have so many rows together, at least one if there is one.
pub(super) fn stride(chunks: Range<usize>, chunk_rows: &[usize], rows: usize) -> Range<usize> {
    let mut gone = 0;
    let last = chunks.clone().find(|chunk| {
        gone += chunk_rows[*chunk];
        gone >= rows
    });
    chunks.start..last.map_or(chunks.end, |last| last + 1)
}

/// The standing results by asker.
#[derive(Debug)]
pub struct Standings {
    by_asker: Vec<(String, Standing)>,
    stride_rows: usize,
    most_bytes: usize,
}

impl Default for Standings {
    fn default() -> Standings {
        Standings { by_asker: Vec::new(), stride_rows: STRIDE_ROWS, most_bytes: MOST_BYTES }
    }
}

/// What answers share: the rows that pass each filter, and the codes of each key.
#[derive(Debug, Default)]
pub struct Kept {
    /// By filter.
    pub masks: Masks,
    /// By key.
    pub codes: Codes,
}

impl Kept {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.masks.clear();
        self.codes.clear();
    }
}

#[derive(Debug)]
struct Standing {
    spec: QuerySpec,
    plan: Plan,
    partial: Partial,
    chunks: usize,
    rows: u64,
}

/// A partial as bytes, and what it covers.
#[derive(Debug, Default)]
pub struct Covered {
    /// The partial's bytes.
    pub bytes: Vec<u8>,
    /// The rows it covers.
    pub rows: u64,
    /// Whether these are all.
    pub complete: bool,
}

impl Standings {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.by_asker.clear();
    }

    /// Has strides of so many rows.
    #[cfg(test)]
    pub fn stride(&mut self, rows: usize) {
        self.stride_rows = rows;
    }

    /// Keeps answers of so many bytes.
    #[cfg(test)]
    pub fn most_bytes(&mut self, bytes: usize) {
        self.most_bytes = bytes;
    }

    /// How many results stand.
    #[cfg(test)]
    pub fn standing(&self) -> usize {
        self.by_asker.len()
    }

    /// How many rows the result of an asker covers.
    pub fn rows(&self, asker: &str) -> Option<u64> {
        self.by_asker.iter().find(|(own, _)| own == asker).map(|(_, standing)| standing.rows)
    }

    /// Forgets the results of `whom` and of those who ask for it.
    pub fn forget(&mut self, whom: &str) {
        self.by_asker.retain(|(asker, _)| !asks_for(asker, whom));
    }

    /// Goes a stride towards the answer to a query over the rows that all of its columns have so far, from where the asker's last answer ended
    /// if it asks the same. None while there is more to go.
    pub fn advance(&mut self, asker: &str, spec: &QuerySpec, loads: &Loads, kept: &mut Kept) -> Result<Option<Covered>, Problem> {
        let Some(selection) = loads.select(names(spec)) else {
            return Ok(Some(Covered { bytes: Partial::default().to_bytes(), ..Covered::default() }));
        };
        let known = self.by_asker.iter().position(|(other, _)| other == asker).map(|at| self.by_asker.swap_remove(at).1);
        let standing = known.filter(|standing| standing.spec == *spec && standing.chunks <= selection.chunks);
        let mut standing = match standing {
            Some(standing) => standing,
            None => Standing::new(spec.clone(), &selection)?,
        };
        standing.go_on(loads, &selection, kept, self.stride_rows)?;
        let is_there = standing.chunks == selection.chunks;
        let covered = is_there.then(|| Covered { bytes: standing.partial.to_bytes(), rows: standing.rows, complete: selection.complete });
        if covered.as_ref().is_none_or(|covered| covered.bytes.len() <= self.most_bytes) {
            self.by_asker.push((asker.to_owned(), standing));
        }
        Ok(covered)
    }
}

impl Standing {
    fn new(spec: QuerySpec, selection: &Selection) -> Result<Standing, Problem> {
        let plan = Plan::parse(&spec, &selection.schema)?;
        Ok(Standing { spec, plan, partial: Partial::default(), chunks: 0, rows: 0 })
    }

    /// Takes in chunks that it has not seen, until they have so many rows.
    fn go_on(&mut self, loads: &Loads, selection: &Selection, kept: &mut Kept, stride_rows: usize) -> Result<(), Problem> {
        if self.chunks == selection.chunks && selection.chunks > 0 {
            return Ok(());
        }
        let (columns, chunk_rows) = (loads.columns(selection), loads.chunk_rows());
        let chunks = stride(self.chunks..selection.chunks, chunk_rows, stride_rows);
        let masks = kept.masks.of(&self.spec.filters, selection, loads, chunks.clone())?;
        kept.codes.make(&self.spec.group_by, &self.plan, selection, loads, chunks.clone());
        let rows = Rows { columns, chunk_rows: &chunk_rows[..selection.chunks], chunks: chunks.clone(), masks, first_row: loads.first_row };
        self.partial.merge(execute_coded(&self.plan, &rows, &kept.codes.of(&self.spec.group_by)));
        self.chunks = chunks.end;
        self.rows += chunk_rows[chunks].iter().sum::<usize>() as u64;
        Ok(())
    }
}

/// The columns that a query reads.
fn names(spec: &QuerySpec) -> impl Iterator<Item = &str> {
    let keys = spec.group_by.iter().map(|key| key.column.as_str());
    let measures = spec.measures.iter().flat_map(|measure| [&measure.column, &measure.with]).filter_map(Option::as_deref);
    let filters = spec.filters.iter().flat_map(FilterSpec::columns);
    keys.chain(measures).chain(filters)
}
