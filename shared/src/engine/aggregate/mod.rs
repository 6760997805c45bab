//! Aggregates: one file each, formula and source on top.
//!
//! An aggregate is a [`Summary`]: its default is the summary of no rows, cells are added, summaries merge. Replies arrive in any
//! order, so `merge` is associative and commutative (for floats within the bound that the file states), and an undefined result
//! is none, never 0 or NaN. `laws.rs` tests this for every aggregate.

pub mod accumulate;
pub mod approx_distinct;
pub mod approx_quantile;
pub mod comoments;
pub mod corr;
pub mod count;
pub mod covar;
pub mod distinct;
pub mod finish;
pub mod first_last;
pub mod hash;
pub mod kurtosis;
pub mod mean;
pub mod measure;
pub mod min_max;
pub mod mode;
pub mod moments;
pub mod multiset;
pub mod quantile;
pub mod runs;
mod sent;
pub mod shift;
pub mod skewness;
pub mod states;
pub mod stddev;
pub mod sum;
pub mod variance;

#[cfg(test)]
mod laws;

/// A summary that rows can be taken out of again.
///
/// The law: after `a.merge(b)` and `a.subtract(b)`, `a` is what it was (for floats within the bound that the file states).
pub trait Invertible: Summary {
    /// Takes out all cells that `other` has seen, which this has seen too.
    fn subtract(&mut self, other: &Self);

    /// Whether that is so: infinities and NaN can't be taken out of a sum, nor what reaches them where a few sums like it are added.
    fn is_invertible(&self) -> bool {
        true
    }
}

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

    /// Bytes that it takes in memory beyond itself, but for the texts themselves.
    fn heap_bytes(&self) -> usize {
        0
    }
}

/// The summary of cells.
#[cfg(test)]
fn summary<S: Summary>(cells: impl IntoIterator<Item = S::Cell>) -> S {
    let mut summary = S::default();
    cells.into_iter().for_each(|cell| summary.add(cell));
    summary
}
