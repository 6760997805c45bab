//! Columns as a worker keeps them: chunks of cells in as few bytes as hold them, exact.
//!
//! - Whole numbers, booleans, dates, times and decimals: frame of reference, `value = (base + code) · step`, with codes of the narrowest
//!   width that holds a chunk's range. `step` is 1 but for times, where it is the coarsest of day, hour, minute, second, … that all have.
//! - Floats that are all whole are stored as whole numbers, others as they are.
//! - Text: codes into the column's dictionary; text without one, and nested values, as they came. Nested values keep the batch that brought
//!   them; everything else is copied out of it.
//!
//! `bytes()` of a column says what it takes.

mod chunk;
mod column;
mod dictionary;
mod frame;
pub mod narrow;
mod pack;
pub mod read;

pub(crate) use chunk::with_codes;
pub use chunk::{Cells, Chunk, Codes, Whole};
pub use column::{Column, Extent, Form};
pub use dictionary::{Dictionary, Texts};
pub use frame::{codes, step};

pub use crate::span::Span;

#[cfg(test)]
mod tests;
