//! What embedders, scripts and benchmarks see: `window.sightline` and the User Timing measures.

pub mod api;
mod brush_bounds;
mod brush_handle;
mod brush_place;
pub mod brush_watch;
mod handle;
pub mod js_value;
mod sample_handle;
pub mod timing;
