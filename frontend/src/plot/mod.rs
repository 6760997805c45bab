//! Where figures meet the browser: Plotly draws them, and a canvas their marks while a brush is dragged; at most once per animation
//! frame and tile, all tiles in one frame.

mod bundle;
mod canvas;
mod dark;
mod frame;
mod painter;
mod plotly;
mod ratio;
mod screen;
mod size;

pub use bundle::{Bundle, bundle};
use canvas::pixel_ratio;
pub use dark::dark;
pub use painter::Painter;
pub use ratio::watched_ratio;
pub use screen::Screen;
pub use size::observe;
