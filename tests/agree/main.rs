//! The same question, asked of our engine (as a browser's worker runs it) of the server, and of DataFusion, over the flights;
//! and of a real browser's tab.

#![allow(clippy::unwrap_used)]

mod ask;
mod bins;
mod columns;
mod executor;
mod filters;
mod masks;
mod matrix;
mod measures;
mod random;
mod shapes;
mod tab;
mod wasm;
