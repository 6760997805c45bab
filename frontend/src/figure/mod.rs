//! Pure: a chart's spec and its answers in, a Plotly figure and the geometry for brushing it out.
//!
//! Plotly only draws. Hover, drag, click and keys are read against the [`Frame`] in [`gesture`], so that a brush follows the
//! pointer in every frame and can be tested without a browser.

mod bar;
pub mod calendar;
pub mod clock;
mod count;
pub mod curve;
mod escape;
mod frame;
mod gesture;
mod heatmap;
mod histogram;
mod label;
mod layout;
mod line;
mod map;
mod marks;
pub mod number;
mod palette;
mod scale;
mod series;
mod sketch;
pub mod spark;
mod tally;
mod time;
mod tip;

#[cfg(test)]
mod tests;

use serde_json::{Value as Json, json};
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{FilterSpec, GroupKey};

pub use count::count_of;
pub use frame::{Axis, Frame, Margin, Size};
pub use gesture::{Cursor, PixelBox, Step};
pub use label::filter_label;
pub use layout::FAMILY;
pub use marks::Marks;
pub use palette::{DARK, LIGHT, Palette};
pub use series::pixels;
pub use sketch::{Color, Command, Sketch, sketch};
pub use tip::Tip;

use crate::i18n::Language;
use crate::state::dashboard::Drawn;

/// All that a figure depends on.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// What is drawn.
    pub chart: &'a ChartSpec,
    /// What it groups by, its bins settled as they were asked.
    pub keys: &'a [GroupKey],
    /// The numbers.
    pub drawn: &'a Drawn,
    /// The tile's own brush.
    pub brush: &'a [FilterSpec],
    /// The columns that hold whole numbers: their brushes end at whole numbers.
    pub whole: &'a [String],
    /// The tile's inner size.
    pub size: Size,
    /// The colours.
    pub palette: &'static Palette,
    /// The language of numbers, dates and labels.
    pub language: Language,
}

/// A drawing for Plotly, and the geometry that it has on the screen.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Plotly's traces: first the answer over all rows, then the answer under the brushes.
    pub data: Json,
    /// Plotly's layout.
    pub layout: Json,
    /// Where values are, in pixels.
    pub frame: Frame,
    /// Rows of `drawn.total` that have no place on the axes (null or not finite).
    pub unplaced: u64,
}

impl Picture<'_> {
    fn is_whole(&self, column: &str) -> bool {
        self.whole.iter().any(|name| name == column)
    }
}

impl Figure {
    /// The figure as Plotly takes it.
    pub fn to_json(&self) -> Json {
        json!({ "data": self.data, "layout": self.layout })
    }
}

/// Draws a chart; `None` for tiles that are no charts.
pub fn draw(picture: &Picture<'_>) -> Option<Figure> {
    match picture.chart {
        ChartSpec::Histogram { column, width, origin } => Some(histogram::draw(picture, column, *width, *origin)),
        ChartSpec::Bar { column, .. } => Some(bar::draw(picture, column)),
        ChartSpec::Line { column, every, .. } => Some(line::draw(picture, column, *every)),
        ChartSpec::Heatmap { .. } | ChartSpec::Scatter { .. } => {
            let [x, y] = picture.keys else { return None };
            Some(heatmap::draw(picture, x, y))
        }
        ChartSpec::Series { y, .. } => Some(series::draw(picture, picture.keys.first()?, y)),
        ChartSpec::Number | ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => None,
    }
}
