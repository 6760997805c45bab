//! The comparison of `cargo xtask bench import`: one CSV file read by Sightline and by its native peers, turn by turn.

mod importers;
mod measure;
pub mod table;

pub use measure::{Figures, measure};
