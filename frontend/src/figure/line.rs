//! Rows per calendar unit, or what else is measured: filled areas, that of all rows behind that under the brushes. Units without rows count 0, and have no mean.

use plotly::Scatter;
use plotly::common::{Fill, Mode};
use serde_json::json;
use shared::wire::query::CalendarUnit;

use super::frame::{Axis, Frame, Margin};
use super::marks::Marks;
use super::palette::Palette;
use super::{Figure, Picture, clock, escape, layout, tally, time};
use crate::queries::chart_query;

/// What a line looks like.
pub(super) struct Layer {
    /// The colour of its area.
    pub(super) fill: &'static str,
    /// The line's own colour.
    pub(super) color: &'static str,
    /// How thick the line is, in pixels.
    pub(super) width: f64,
}

/// The line of all rows and the one under the brushes.
pub(super) fn layers(palette: &Palette) -> [Layer; 2] {
    [Layer { fill: palette.ghost_area, color: palette.ghost, width: 1.0 }, Layer { fill: palette.area, color: palette.accent, width: 1.5 }]
}

/// Whether each point is marked: one or two points have no line to see.
pub(super) fn has_dots(marks: &Marks) -> bool {
    marks.len() < 3
}

/// Draws a line.
pub(super) fn draw(picture: &Picture<'_>, column: &str, every: CalendarUnit) -> Figure {
    let marks = Marks::calendar(every, 1, clock::of(picture.keys.first()), &tally::keys(&picture.drawn.total, 0));
    let measure = chart_query::measure(picture.chart);
    let tally = tally::along(picture.drawn, &measure, &marks);
    let dates = matches!(&marks, Marks::Calendar { dates: true, .. });
    let starts: Vec<String> = (0..marks.len()).map(|cell| time::iso(marks.edges(cell).0 as i64, dates)).collect();
    let custom = json!(
        tally
            .counts
            .iter()
            .enumerate()
            .map(|(i, c)| json!([escape::escape(&marks.label(i, picture.language)), tally::number(c.0), tally::number(c.1)]))
            .collect::<Vec<_>>()
    );
    let mode = if has_dots(&marks) { Mode::LinesMarkers } else { Mode::Lines };
    let area = |counts: Vec<f64>, look: &Layer| {
        let line = layout::stroke(look.color, look.width);
        let trace = Scatter::new(starts.clone(), counts).mode(mode.clone()).fill(Fill::ToZeroY).fill_color(look.fill).line(line);
        layout::finished(&trace, custom.clone())
    };
    let [behind, before] = layers(picture.palette);
    let data = json!([area(tally.counts.iter().map(|c| c.0).collect(), &behind), area(tally.counts.iter().map(|c| c.1).collect(), &before)]);
    let margin = Margin { left: layout::BESIDE, right: layout::EDGE + 8.0, top: layout::EDGE, bottom: layout::BELOW + layout::DATES };
    let y = Axis::counts(&tally.counts, &measure);
    let frame = Frame::counted(picture, margin, (Axis::cells(column, marks), y), (tally.counts, tally.exact, measure));
    let x = layout::times(picture, &frame.x, frame.plot_width());
    let y = layout::counts(picture, &frame.y, frame.plot_height(), &frame.measure);
    Figure { data, layout: layout::layout(picture, &frame, &x, &y), frame, unplaced: tally.unplaced }
}
