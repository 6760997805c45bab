//! The values of a column along another one: a line through all rows, and before it the one through those under the brushes. Each goes through the points that
//! M4 keeps of its rows, which set the same pixels as all of them: where the plot is as many pixels wide as there were asked for.

use plotly::Scatter;
use plotly::common::Mode;
use plotly::layout::AxisType;
use serde_json::{Value as Json, json};
use shared::engine::answer::Answer;
use shared::engine::value::Value;
use shared::wire::query::{GroupKey, Measure, Op};

use super::frame::{Axis, Frame, Margin, Size, Values};
use super::line::{self, Layer};
use super::marks::Marks;
use super::{Figure, Picture, label, layout};
use crate::state::dashboard::Drawn;

/// Around the plot; under times there is a second line.
const MARGIN: Margin = Margin { left: layout::BESIDE, right: layout::EDGE + 8.0, top: layout::EDGE, bottom: layout::BELOW + layout::DATES };

/// The least and the greatest value are so much of their distance off the plot's edges.
const ROOM: f64 = 0.05;

/// A row's places on both axes.
pub(super) type Point = (f64, f64);

/// How many pixels the plot of a tile is wide on a screen with `ratio` pixels for each of CSS.
pub fn pixels(size: Size, ratio: f64) -> u32 {
    let width = (size.width - MARGIN.left - MARGIN.right).max(1.0) * ratio;
    // Wider than what may be asked for no screen is.
    width.round().clamp(1.0, 16_384.0) as u32
}

/// Draws the lines; `x` with its bins settled.
pub(super) fn draw(picture: &Picture<'_>, x: &GroupKey, y: &str) -> Figure {
    let drawn = picture.drawn;
    let all = points(&drawn.total);
    let frame = frame(picture, x, y, &all);
    let [behind, before] = line::layers(picture.palette);
    let data = json!([trace(picture, &drawn.total, &behind), trace(picture, &drawn.filtered, &before)]);
    let across = match &frame.x.marks {
        Some((_, Marks::Calendar { .. })) => layout::times(picture, &frame.x, frame.plot_width()),
        _ => layout::values(picture, &frame.x, frame.plot_width() / 72.0, 0.0).type_(AxisType::Linear),
    };
    let up = layout::values(picture, &frame.y, frame.plot_height() / 32.0, 0.0).show_grid(true).grid_color(picture.palette.grid);
    Figure { data, layout: layout::layout(picture, &frame, &across, &up), frame, unplaced: unplaced(&drawn.total) }
}

fn frame(picture: &Picture<'_>, x: &GroupKey, y: &str, all: &[Point]) -> Frame {
    let ends = all.first().zip(all.last()).map(|(first, last)| (first.0, last.0));
    let dates = matches!(picture.drawn.total.rows.first().and_then(|row| row.first()), Some(Value::Date(_)));
    let marks = Marks::over(x, ends, dates, picture.is_whole(&x.column));
    // Where all rows lie at one place, it is within its bin.
    let range = ends.filter(|(first, last)| first < last).unwrap_or_else(|| marks.extent());
    Frame {
        size: picture.size,
        margin: MARGIN,
        x: Axis { range, marks: Some((x.column.clone(), marks)) },
        y: Axis { range: heights(all), marks: None },
        counts: Vec::new(),
        exact: Vec::new(),
        measure: Measure::of(Op::Max, y),
        approximate: false,
        values: Some(values(y, picture.drawn)),
    }
}

/// From the least to the greatest value, with room beyond.
fn heights(points: &[Point]) -> (f64, f64) {
    let ends = points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), (_, y)| (least.min(*y), greatest.max(*y)));
    match ends {
        (least, greatest) if least < greatest => {
            let room = (greatest - least) * ROOM;
            if room.is_finite() { (least - room, greatest + room) } else { ends }
        }
        (only, _) if only.is_finite() => (only - (only.abs() * ROOM).max(1.0), only + (only.abs() * ROOM).max(1.0)),
        _ => (0.0, 1.0),
    }
}

/// Where the rows of an answer lie, in the order of the line.
pub(super) fn points(answer: &Answer) -> Vec<Point> {
    answer.rows.iter().filter_map(|row| point(row)).collect()
}

/// Those that pass, or all where none does.
fn values(column: &str, drawn: &Drawn) -> Values {
    let of = |answer: &Answer| {
        let placed = answer.rows.iter().filter_map(|row| Some((point(row)?, row.get(1)?.clone())));
        placed.unzip::<Point, Value, Vec<_>, Vec<_>>()
    };
    let (points, exact) = Some(of(&drawn.filtered)).filter(|(points, _)| !points.is_empty()).unwrap_or_else(|| of(&drawn.total));
    Values { column: column.to_owned(), points, exact }
}

fn point(row: &[Value]) -> Option<Point> {
    if let [x, y, ..] = row { Some((place(x)?, y.as_f64()?)) } else { None }
}

/// The place of a value on an axis; none of null.
fn place(value: &Value) -> Option<f64> {
    value.epoch_ms().or_else(|| value.as_f64())
}

/// What the row without an x says: how many rows have no place.
fn unplaced(answer: &Answer) -> u64 {
    match answer.rows.last().map(Vec::as_slice) {
        Some([Value::Null, Value::Int(rows)]) => u64::try_from(*rows).unwrap_or_default(),
        _ => 0,
    }
}

/// Whether each point is marked: one or two have no line to see.
pub(super) fn has_dots(points: usize) -> bool {
    points < 3
}

fn trace(picture: &Picture<'_>, answer: &Answer, look: &Layer) -> Json {
    let placed = answer.rows.iter().filter(|row| row.first().and_then(place).is_some());
    let (across, up): (Vec<String>, Vec<f64>) =
        placed.filter_map(|row| if let [x, y, ..] = &row[..] { Some((label::value(x, picture.language), y.as_f64()?)) } else { None }).unzip();
    let mode = if has_dots(up.len()) { Mode::LinesMarkers } else { Mode::Lines };
    let trace = Scatter::new(across, up).mode(mode).line(layout::stroke(look.color, look.width));
    layout::finished(&trace, Json::Null)
}
