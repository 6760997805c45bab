//! What every method promises, on small made-up data.

#![allow(clippy::unwrap_used)]

mod bad_input;
mod data;
mod keeping;
mod learning;
