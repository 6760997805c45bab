//! Filters: each compiles to a kernel that masks the rows of a batch.

pub mod interval;
pub mod kernel;
pub mod null;
pub mod set;
pub mod text;

use arrow_buffer::BooleanBuffer;

use super::store::{Cells, Chunk, Column};
use interval::Interval;
use set::Set;
use text::TextTest;

/// A condition on rows. A row whose cells don't tell, because they are null, passes neither a condition nor its opposite, as in SQL.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// On one column, which is a position in the plan's schema.
    Of {
        /// The column.
        column: usize,
        /// What must hold.
        predicate: Predicate,
    },
    /// It does not hold.
    Not(Box<Filter>),
    /// All hold.
    All(Vec<Filter>),
    /// At least one holds.
    Any(Vec<Filter>),
}

/// What a cell must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// Within `[lo, hi)`.
    Interval(Interval),
    /// One of a set.
    Set(Set),
    /// Null, or not null.
    Null(bool),
    /// Of a text.
    Text(TextTest),
}

impl Filter {
    /// The columns that it reads, some perhaps more than once.
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Filter::Of { column, .. } => vec![*column],
            Filter::Not(filter) => filter.columns(),
            Filter::All(filters) | Filter::Any(filters) => filters.iter().flat_map(Filter::columns).collect(),
        }
    }

    /// The same condition where the columns have other positions.
    pub fn renumbered(&self, to: &dyn Fn(usize) -> usize) -> Filter {
        let all = |filters: &[Filter]| filters.iter().map(|filter| filter.renumbered(to)).collect();
        match self {
            Filter::Of { column, predicate } => Filter::Of { column: to(*column), predicate: predicate.clone() },
            Filter::Not(filter) => Filter::Not(Box::new(filter.renumbered(to))),
            Filter::All(filters) => Filter::All(all(filters)),
            Filter::Any(filters) => Filter::Any(all(filters)),
        }
    }

    /// Which rows of a chunk pass.
    pub fn mask(&self, columns: &[&Column], chunk: usize) -> BooleanBuffer {
        let each = |filters: &[Filter], join: fn(&BooleanBuffer, &BooleanBuffer) -> BooleanBuffer| {
            joined(filters.iter().map(|f| f.mask(columns, chunk)), join)
        };
        match self {
            Filter::Of { column, predicate } => predicate.mask(columns[*column], &columns[*column].chunks[chunk]),
            Filter::Not(filter) => filter.fails(columns, chunk),
            Filter::All(filters) => each(filters, |a, b| a & b),
            Filter::Any(filters) => each(filters, |a, b| a | b),
        }
    }

    /// Of which rows of a chunk it is known that they don't pass.
    fn fails(&self, columns: &[&Column], chunk: usize) -> BooleanBuffer {
        let each = |filters: &[Filter], join: fn(&BooleanBuffer, &BooleanBuffer) -> BooleanBuffer| {
            joined(filters.iter().map(|f| f.fails(columns, chunk)), join)
        };
        match self {
            Filter::Of { column, predicate } => {
                let (column, chunk) = (columns[*column], &columns[*column].chunks[chunk]);
                let fails = !&predicate.mask(column, chunk);
                if predicate.knows_null() { fails } else { valid_and(fails, chunk) }
            }
            Filter::Not(filter) => filter.mask(columns, chunk),
            Filter::All(filters) => each(filters, |a, b| a | b),
            Filter::Any(filters) => each(filters, |a, b| a & b),
        }
    }
}

/// Masks as one; no plan has an empty list.
fn joined(masks: impl Iterator<Item = BooleanBuffer>, join: fn(&BooleanBuffer, &BooleanBuffer) -> BooleanBuffer) -> BooleanBuffer {
    masks.reduce(|all, mask| join(&all, &mask)).unwrap_or_else(|| BooleanBuffer::new_unset(0))
}

impl Predicate {
    /// Which rows of a chunk of a column pass.
    pub fn mask(&self, column: &Column, chunk: &Chunk) -> BooleanBuffer {
        match self {
            Predicate::Interval(interval) => valid_and(interval.mask(column, chunk), chunk),
            Predicate::Set(set) if set.null => &set.mask(column, chunk) | &null::mask(true, chunk),
            Predicate::Set(set) => set.mask(column, chunk),
            Predicate::Null(wanted) => null::mask(*wanted, chunk),
            Predicate::Text(test) => valid_and(test.mask(column, chunk), chunk),
        }
    }

    /// Whether it says of null cells whether they pass.
    fn knows_null(&self) -> bool {
        match self {
            Predicate::Null(_) => true,
            Predicate::Set(set) => set.null,
            Predicate::Interval(_) | Predicate::Text(_) => false,
        }
    }
}

fn valid_and(mask: BooleanBuffer, chunk: &Chunk) -> BooleanBuffer {
    match &chunk.nulls {
        None => mask,
        Some(nulls) => &mask & nulls.inner(),
    }
}

/// Which rows' text passes: asks once per text where the dictionary is shorter than the chunk. Null rows say anything.
fn texts(column: &Column, chunk: &Chunk, passes: impl Fn(&str) -> bool) -> BooleanBuffer {
    match &chunk.cells {
        Cells::Text(codes) if column.dictionary.len() <= chunk.rows => {
            let table: Vec<bool> = (0..column.dictionary.len() as u32).map(|code| passes(column.dictionary.get(code))).collect();
            kernel::listed(codes, &table)
        }
        _ => BooleanBuffer::collect_bool(chunk.rows, |row| passes(column.text(chunk, row))),
    }
}
