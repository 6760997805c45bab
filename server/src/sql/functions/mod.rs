//! What differs from DataFusion's own functions: sums that never wrap, arithmetic that is checked, texts that stay within bounds, and
//! the engine's aggregates.

pub(super) mod bounded;
pub(super) mod by_text;
pub(super) mod checked;
pub(super) mod engine_measure;
mod summaries;
pub(super) mod total;
mod totals;
pub(super) mod values;
