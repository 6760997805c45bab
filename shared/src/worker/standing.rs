//! Standing results: one per asker, to which only new batches are added.

use std::collections::HashMap;

use super::loads::{Loads, Selection};
use crate::engine::execute::execute;
use crate::engine::partial::Partial;
use crate::engine::plan::Plan;
use crate::wire::problem::Problem;
use crate::wire::query::QuerySpec;

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
    batches: usize,
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

    /// Answers a query over the rows that all of its columns have so far; goes on from the last answer if the asker asks the same.
    pub fn answer(&mut self, asker: String, spec: QuerySpec, loads: &Loads) -> Result<Covered, Problem> {
        let Some(selection) = loads.select(names(&spec)) else {
            return Ok(Covered { bytes: Partial::default().to_bytes(), ..Covered::default() });
        };
        let standing = self.by_asker.remove(&asker).filter(|standing| standing.spec == spec && standing.batches <= selection.batches);
        let mut standing = match standing {
            Some(standing) => standing,
            None => Standing::new(spec, &selection)?,
        };
        standing.go_on(loads, &selection)?;
        let covered = Covered { bytes: standing.partial.to_bytes(), rows: standing.rows, complete: selection.complete };
        self.by_asker.insert(asker, standing);
        Ok(covered)
    }
}

impl Standing {
    fn new(spec: QuerySpec, selection: &Selection) -> Result<Standing, Problem> {
        let plan = Plan::parse(&spec, &selection.schema)?;
        let partial = plan.start();
        Ok(Standing { spec, plan, partial, batches: 0, rows: 0 })
    }

    fn go_on(&mut self, loads: &Loads, selection: &Selection) -> Result<(), Problem> {
        for index in self.batches..selection.batches {
            let batch = loads.batch(selection, index)?;
            execute(&self.plan, &batch, &mut self.partial);
            self.rows += batch.num_rows() as u64;
            self.batches = index + 1;
        }
        Ok(())
    }
}

/// The columns that a query reads.
fn names(spec: &QuerySpec) -> impl Iterator<Item = &str> {
    let keys = spec.group_by.iter().map(|key| key.column.as_str());
    let measures = spec.measures.iter().filter_map(|measure| measure.column.as_deref());
    let filters = spec.filters.iter().map(|filter| filter.column.as_str());
    keys.chain(measures).chain(filters)
}
