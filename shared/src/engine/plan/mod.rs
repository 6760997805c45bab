//! The only place where wire becomes engine: after [`Plan::parse`] a query can't be wrong.

mod bins;
pub mod edges;
mod error;
mod filter;
mod keys;
pub mod label;
mod measures;
pub mod nice;
mod order;
pub mod ranges;
mod sample;
pub mod scalar;
pub mod settle;
pub(crate) mod time_text;
pub mod zones;

use arrow_schema::Schema;

use super::aggregate::measure::Measure;
use super::bin::Bin;
use super::filter::Filter;
use crate::wire::query::QuerySpec;

pub use bins::unit;
pub use error::PlanError;
pub use filter::parse as parse_filters;

/// A query that can be run over batches of the schema that it was parsed with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The group keys; none means one group of all rows.
    pub keys: Vec<Key>,
    /// What is computed per group.
    pub measures: Vec<Measure>,
    /// All of them must hold for a row to count.
    pub filters: Vec<Filter>,
}

/// A group key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Position in the schema.
    pub column: usize,
    /// How values fall into groups.
    pub bin: Bin,
}

impl Plan {
    /// Checks a query against a schema; the first thing that is wrong is the error.
    pub fn parse(spec: &QuerySpec, schema: &Schema) -> Result<Plan, PlanError> {
        let keys = keys::parse(&spec.group_by, schema)?;
        let measures = measures::parse(&spec.measures, schema)?;
        let filters = filter::parse(&spec.filters, schema)?;
        order::check(&spec.order_by, keys.len(), measures.len())?;
        Ok(Plan { keys, measures, filters })
    }
}

/// Checks a query whose bins may still depend on the rows, as [`Plan::parse`] will once it is settled.
pub fn check(spec: &QuerySpec, schema: &Schema) -> Result<(), PlanError> {
    let spec = zones::named(spec, |column| zones::of_column(schema, column));
    keys::check(&spec.group_by, schema)?;
    Plan::parse(&settle::without_open_bins(&spec), schema).map(drop)
}

/// A column's position in the schema.
fn position(name: &str, schema: &Schema, field: impl FnOnce() -> String) -> Result<usize, PlanError> {
    schema.index_of(name).map_err(|_| PlanError::new(field(), format!("there is no column “{name}”; ask for one of the dataset's columns")))
}
