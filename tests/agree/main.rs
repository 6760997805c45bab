//! The same question, asked of our engine (as a browser's worker runs it), of the server and of DataFusion, over the flights and over columns of every type
//! in every shape of data; and of a real browser's tab.

#![allow(clippy::unwrap_used)]

mod ask;
mod bins;
mod columns;
mod conditions;
mod exact;
mod executor;
mod filters;
mod line;
mod masks;
mod matrix;
mod measures;
mod otherwise;
mod random;
mod rules;
mod shapes;
mod tab;
mod wasm;
mod zones;
