//! Reads of the state: pure, so they are tested without a browser.

pub mod brush_index;
pub mod budget;
pub mod chart_query;
pub mod chips;
pub mod columns;
pub mod confusion;
pub mod filters;
pub mod fits;
pub mod jobs;
pub mod learnable;
pub mod marked;
pub mod predicted_tiles;
pub mod reading_form;
pub mod refused;
pub mod result_cells;
pub mod row_values;
pub mod sql_text;
pub mod stream_form;
pub mod toggle;
pub mod version_line;
pub mod view;

#[cfg(test)]
pub(crate) mod samples;
