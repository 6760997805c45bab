//! What differs from DataFusion's own functions: sums that never wrap, arithmetic that is checked, texts that stay within bounds.

pub(super) mod bounded;
pub(super) mod checked;
pub(super) mod total;
mod totals;
