//! The same question, asked of our engine (as a browser's worker runs it) and of DataFusion, over the flights.

#![allow(clippy::unwrap_used)]

mod ask;
mod bins;
mod filters;
mod measures;
mod random;
