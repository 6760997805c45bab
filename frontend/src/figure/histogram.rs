//! Rows per bin: bars at their lower edges, those of all rows behind those under the brushes.

use plotly::Bar;
use plotly::common::Marker;
use serde_json::json;
use shared::wire::query::Measure;

use super::frame::{Axis, Frame, Margin};
use super::marks::{MOST_CELLS, Marks};
use super::palette::Palette;
use super::{Figure, Picture, escape, layout, tally};

/// The space between two bars, of a bin's width.
const GAP: f64 = 0.06;

/// Draws a histogram.
pub(super) fn draw(picture: &Picture<'_>, column: &str, width: f64, origin: f64) -> Figure {
    let marks = Marks::linear(origin, width, &tally::keys(&picture.drawn.total, 0), picture.is_whole(column), MOST_CELLS);
    let measure = Measure::count();
    let tally = tally::along(picture.drawn, &measure, &marks);
    let edges: Vec<f64> = (0..marks.len()).map(|cell| marks.edges(cell).0).collect();
    let custom = json!(
        tally
            .counts
            .iter()
            .enumerate()
            .map(|(i, c)| json!([escape::escape(&marks.label(i, picture.language)), tally::number(c.0), tally::number(c.1)]))
            .collect::<Vec<_>>()
    );
    let (from, to) = span(0.0, marks.width());
    let bars = |counts: Vec<f64>, color: &'static str| {
        let line = plotly::common::Line::new().width(0.0);
        let bar = Bar::new(edges.clone(), counts).width(to - from).offset(from).marker(Marker::new().color(color).line(line));
        layout::finished(&bar, custom.clone())
    };
    let [ghost, accent] = colors(picture.palette);
    let data = json!([bars(tally.counts.iter().map(|c| c.0).collect(), ghost), bars(tally.counts.iter().map(|c| c.1).collect(), accent)]);
    let margin = Margin { left: layout::BESIDE, right: layout::EDGE, top: layout::EDGE, bottom: layout::BELOW };
    let y = Axis::counts(&tally.counts, &measure);
    let frame = Frame::counted(picture, margin, (Axis::cells(column, marks), y), (tally.counts, tally.exact, measure));
    let x = layout::numbers(picture, &frame.x, frame.plot_width());
    let y = layout::counts(picture, &frame.y, frame.plot_height(), &frame.measure);
    Figure { data, layout: layout::layout(picture, &frame, &x, &y), frame, unplaced: tally.unplaced }
}

/// From where to where the bar of a bin reaches that begins at `edge`.
pub(super) fn span(edge: f64, width: f64) -> (f64, f64) {
    let gap = width * GAP;
    (edge + gap / 2.0, edge + gap / 2.0 + (width - gap))
}

/// The colours of the bars of all rows and of those under the brushes.
pub(super) fn colors(palette: &Palette) -> [&'static str; 2] {
    [palette.ghost, palette.accent]
}
