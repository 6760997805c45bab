//! Aggregates: one file each, formula and source on top.
//!
//! An aggregate is a [`Summary`]: its default is the summary of no rows, cells are added, summaries merge. Replies arrive in any
//! order, so `merge` is associative and commutative (for floats within the bound that the file states), and an undefined result
//! is none, never 0 or NaN. `laws.rs` tests this for every aggregate.

pub mod count;
pub mod mean;
pub mod measure;
pub mod min_max;
pub mod states;
pub mod sum;

#[cfg(test)]
mod laws;

/// What is kept of the cells of one group.
pub trait Summary: Clone + Default {
    /// A cell that is not null, as the kernel reads it.
    type Cell;
    /// What comes out.
    type Output;

    /// Takes one cell in.
    fn add(&mut self, cell: Self::Cell);

    /// Takes in all cells that `other` has seen.
    fn merge(&mut self, other: &Self);

    /// The result, none where it is undefined.
    fn value(&self) -> Option<Self::Output>;
}
