//! Where figures meet the browser: Plotly draws them, at most once per animation frame and tile.

mod bundle;
mod dark;
mod painter;
mod plotly;
mod size;

pub use bundle::{Bundle, bundle};
pub use dark::dark;
pub use painter::Painter;
pub use plotly::{clear, paint};
pub use size::observe;
