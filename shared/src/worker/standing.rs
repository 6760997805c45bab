//! Standing results: one per asker, to which only new batches are added.

use std::collections::HashMap;

use super::loads::{Loads, Selection};
use super::masks::Masks;
use crate::engine::execute::{Rows, execute};
use crate::engine::partial::Partial;
use crate::engine::plan::Plan;
use crate::wire::problem::Problem;
use crate::wire::query::{FilterSpec, QuerySpec};

/// The standing results by asker.
#[derive(Debug, Default)]
pub struct Standings {
    by_asker: HashMap<String, Standing>,
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

    /// Forgets the result of an asker.
    pub fn forget(&mut self, asker: &str) {
        self.by_asker.remove(asker);
    }

    /// Answers a query over the rows that all of its columns have so far; goes on from the last answer if the asker asks the same.
    pub fn answer(&mut self, asker: String, spec: QuerySpec, loads: &Loads, masks: &mut Masks) -> Result<Covered, Problem> {
        let Some(selection) = loads.select(names(&spec)) else {
            return Ok(Covered { bytes: Partial::default().to_bytes(), ..Covered::default() });
        };
        let standing = self.by_asker.remove(&asker).filter(|standing| standing.spec == spec && standing.chunks <= selection.chunks);
        let mut standing = match standing {
            Some(standing) => standing,
            None => Standing::new(spec, &selection)?,
        };
        standing.go_on(loads, &selection, masks)?;
        let covered = Covered { bytes: standing.partial.to_bytes(), rows: standing.rows, complete: selection.complete };
        self.by_asker.insert(asker, standing);
        Ok(covered)
    }
}

impl Standing {
    fn new(spec: QuerySpec, selection: &Selection) -> Result<Standing, Problem> {
        let plan = Plan::parse(&spec, &selection.schema)?;
        Ok(Standing { spec, plan, partial: Partial::default(), chunks: 0, rows: 0 })
    }

    /// Takes in the chunks that it has not seen.
    fn go_on(&mut self, loads: &Loads, selection: &Selection, masks: &mut Masks) -> Result<(), Problem> {
        let chunks = self.chunks..selection.chunks;
        if chunks.is_empty() && selection.chunks > 0 {
            return Ok(());
        }
        let masks = masks.of(&self.spec.filters, selection, loads, chunks.clone())?;
        let (columns, chunk_rows) = (loads.columns(selection), loads.chunk_rows());
        let rows = Rows { columns, chunk_rows: &chunk_rows[..selection.chunks], chunks: chunks.clone(), masks, first_row: loads.first_row };
        self.partial.merge(execute(&self.plan, &rows));
        self.rows += chunk_rows[chunks].iter().sum::<usize>() as u64;
        self.chunks = selection.chunks;
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
