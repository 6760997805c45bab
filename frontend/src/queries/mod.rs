//! Reads of the state: pure, so they are tested without a browser.

pub mod chart_query;
pub mod chips;
pub mod columns;
pub mod filters;
pub mod fits;
pub mod toggle;
pub mod view;

#[cfg(test)]
pub(crate) mod samples;
