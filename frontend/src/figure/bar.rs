//! Rows per value, or what else is measured: horizontal bars, the greatest on top. The answer over all rows chooses the values and their order.

use plotly::Bar;
use plotly::common::{Marker, Orientation};
use serde_json::json;
use shared::engine::value::Value;

use super::frame::{Axis, Frame, Margin, Size};
use super::gesture::leaves_out;
use super::marks::Marks;
use super::{Figure, Picture, escape, layout, tally};
use crate::queries::chart_query;

/// Pixels of a label's letter, about; those of Chinese, Japanese and Korean take two.
const LETTER: f64 = 6.4;

/// Pixels that a bar is thick at most.
const THICKEST: f64 = 30.0;

/// Draws bars.
pub(super) fn draw(picture: &Picture<'_>, column: &str) -> Figure {
    let values: Vec<Value> = tally::keys(&picture.drawn.total, 0).into_iter().cloned().collect();
    let marks = Marks::Values(values);
    let measure = chart_query::measure(picture.chart);
    let tally = tally::along(picture.drawn, &measure, &marks);
    let names: Vec<String> = (0..marks.len()).map(|cell| marks.label(cell, picture.language)).collect();
    let left = (names.iter().map(|name| breadth(name)).fold(0.0, f64::max) + 14.0).clamp(36.0, (picture.size.width * 0.36).max(36.0)).ceil();
    let room = left - 14.0;
    let custom = json!(
        tally.counts.iter().zip(&names).map(|(c, name)| json!([escape::escape(name), tally::number(c.0), tally::number(c.1)])).collect::<Vec<_>>()
    );
    let thickness = thickness(picture.size, marks.len());
    let positions: Vec<f64> = (0..marks.len()).map(|i| i as f64).collect();
    let bars = |counts: Vec<f64>, colors: Vec<&'static str>| {
        let marker = Marker::new().color_array(colors).line(plotly::common::Line::new().width(0.0));
        let bar = Bar::new(counts, positions.clone()).orientation(Orientation::Horizontal).width(thickness).marker(marker);
        layout::finished(&bar, custom.clone())
    };
    let data = json!([
        bars(tally.counts.iter().map(|c| c.0).collect(), vec![picture.palette.ghost; marks.len()]),
        bars(tally.counts.iter().map(|c| c.1).collect(), colors(picture, column, &marks)),
    ]);
    let texts = positions.iter().zip(&names).map(|(at, name)| (*at, escape::escape(&shortened(name, room)))).collect();
    let margin = Margin { left, right: layout::EDGE + 8.0, top: 2.0, bottom: layout::BELOW };
    let x = Axis::counts(&tally.counts, &measure);
    let frame = Frame::counted(picture, margin, (x, Axis::cells(column, marks).reversed()), (tally.counts, tally.exact, measure));
    let x = layout::counts(picture, &frame.x, frame.plot_width(), &frame.measure);
    let y = layout::labels(picture, &frame.y, texts);
    Figure { data, layout: layout::layout(picture, &frame, &x, &y), frame, unplaced: tally.unplaced }
}

/// How thick bars are, of a row's height: most of it, but few bars don't get fat.
pub(super) fn thickness(size: Size, bars: usize) -> f64 {
    (THICKEST * bars as f64 / (size.height - layout::BELOW).max(1.0)).min(0.72)
}

/// The colours of the bars under the brushes; those that the tile's own brush leaves out are dimmed.
pub(super) fn colors(picture: &Picture<'_>, column: &str, marks: &Marks) -> Vec<&'static str> {
    let Marks::Values(values) = marks else { return Vec::new() };
    let dims = |value| leaves_out(column, picture.brush, value);
    values.iter().map(|value| if dims(value) { picture.palette.dimmed } else { picture.palette.accent }).collect()
}

/// About how many pixels a label takes.
pub(super) fn breadth(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

/// As much of a label as fits into some pixels, with an ellipsis if something is missing.
pub(super) fn shortened(text: &str, room: f64) -> String {
    if breadth(text) <= room {
        return text.to_owned();
    }
    let mut taken = LETTER;
    let kept: String = text
        .chars()
        .take_while(|c| {
            taken += letter(*c);
            taken <= room
        })
        .collect();
    format!("{}…", kept.trim_end())
}

fn letter(c: char) -> f64 {
    if c >= '\u{1100}' { LETTER * 1.8 } else { LETTER }
}
