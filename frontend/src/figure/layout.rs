//! What all figures share: the quiet axes, the margins, the brush.

use plotly::common::{Font, Line};
use plotly::layout::{Axis as PlotlyAxis, AxisType, Shape, ShapeLayer, ShapeLine, ShapeType, TicksDirection};
use serde_json::{Value as Json, json};
use shared::wire::query::Measure;

use super::frame::{Axis, Frame};
use super::marks::Marks;
use super::{Picture, clock, number, tally};

/// Height of the labels under a plot.
pub(super) const BELOW: f64 = 24.0;
/// Height of a second line under an axis of time.
pub(super) const DATES: f64 = 12.0;
/// Width of the labels beside a plot of counts.
pub(super) const BESIDE: f64 = 44.0;
/// The least space at an edge without labels.
pub(super) const EDGE: f64 = 8.0;

/// The size of all letters.
pub(super) const TEXT_SIZE: f64 = 11.0;

/// The layout around given axes. Plotly's own interaction is off: the page reads gestures against the frame.
pub(super) fn layout(picture: &Picture<'_>, frame: &Frame, x: &PlotlyAxis, y: &PlotlyAxis) -> Json {
    json!({
        "width": frame.size.width,
        "height": frame.size.height,
        "margin": { "l": frame.margin.left, "r": frame.margin.right, "t": frame.margin.top, "b": frame.margin.bottom, "pad": 0, "autoexpand": false },
        "xaxis": x,
        "yaxis": y,
        "font": Font::new().family(FAMILY).size(TEXT_SIZE as usize).color(picture.palette.text),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "barmode": "overlay",
        "bargap": 0.0,
        "showlegend": false,
        "hovermode": false,
        "dragmode": false,
        "separators": ".,",
        "shapes": shapes(picture, frame),
    })
}

/// The page's fonts.
pub const FAMILY: &str = "Inter, system-ui, -apple-system, \"Segoe UI\", \"PingFang SC\", \"Microsoft YaHei\", \"Noto Sans CJK SC\", sans-serif";

/// An axis of what is measured, with round ticks in the language's large units; whole ones for rows.
pub(super) fn counts(picture: &Picture<'_>, axis: &Axis, length: f64, measure: &Measure) -> PlotlyAxis {
    let most = (length / 48.0).clamp(2.0, 5.0) as usize;
    let (values, step) = number::ticks(axis.range.0, axis.range.1, most);
    let whole: Vec<f64> = values.into_iter().filter(|v| v.fract() == 0.0 || !tally::is_rows(measure)).collect();
    let texts = whole.iter().map(|v| number::compact(*v, step, reach(&whole), picture.language)).collect();
    quiet(picture, axis).show_grid(true).grid_color(picture.palette.grid).tick_values(whole).tick_text(texts)
}

/// An axis of numeric bins, with round ticks.
pub(super) fn numbers(picture: &Picture<'_>, axis: &Axis, length: f64) -> PlotlyAxis {
    let most = length / 72.0;
    if let Some((_, marks)) = &axis.marks
        && let Some((places, texts)) = marks.clock_ticks(most.clamp(2.0, 12.0) as u32)
    {
        return quiet(picture, axis).tick_values(places).tick_text(texts);
    }
    // A number that has a bin of its own is named under the middle of the bin.
    let single = matches!(&axis.marks, Some((_, marks)) if marks.is_one_number_each());
    values(picture, axis, most, if single { 0.5 } else { 0.0 })
}

/// An axis of single numbers, with up to so many round ticks, each so far off its place.
pub(super) fn values(picture: &Picture<'_>, axis: &Axis, most: f64, shift: f64) -> PlotlyAxis {
    let most = most.clamp(2.0, 12.0) as usize;
    let (values, step) = number::ticks(axis.range.0.min(axis.range.1), axis.range.1.max(axis.range.0), most);
    let texts = values.iter().map(|v| number::compact(*v, step, reach(&values), picture.language)).collect();
    quiet(picture, axis).tick_values(values.iter().map(|v| v + shift).collect()).tick_text(texts)
}

/// The greatest distance from zero.
fn reach(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, v| most.max(v.abs()))
}

/// An axis of time: Plotly's own ticks, which know calendars; its months come from the locale in the config. It knows no zones, whose ticks are given.
pub(super) fn times(picture: &Picture<'_>, axis: &Axis, length: f64) -> PlotlyAxis {
    let (quiet, most) = (quiet(picture, axis).type_(AxisType::Date), (length / 80.0).clamp(2.0, 10.0) as usize);
    match &axis.marks {
        Some((_, Marks::Calendar { rule, .. })) if !rule.zone.is_utc() => {
            let (at, texts) = clock::ticks(&rule.zone, axis.range, most, picture.language);
            quiet.tick_values(at).tick_text(texts)
        }
        _ => quiet.n_ticks(most),
    }
}

/// An axis that puts ready, escaped labels at their places.
pub(super) fn labels(picture: &Picture<'_>, axis: &Axis, labels: Vec<(f64, String)>) -> PlotlyAxis {
    let (places, texts) = labels.into_iter().unzip();
    quiet(picture, axis).tick_values(places).tick_text(texts)
}

/// An axis without lines; its range is given, so that pixels map to values without asking Plotly.
fn quiet(picture: &Picture<'_>, axis: &Axis) -> PlotlyAxis {
    PlotlyAxis::new()
        .range(vec![axis.range.0, axis.range.1])
        .fixed_range(true)
        .auto_margin(false)
        .show_grid(false)
        .zero_line(false)
        .show_line(false)
        // Unseen ticks keep the labels off the plot.
        .ticks(TicksDirection::Outside)
        .tick_length(5)
        .tick_color("rgba(0,0,0,0)")
        .tick_font(Font::new().size(TEXT_SIZE as usize).color(picture.palette.text))
}

/// The parts of the plot that the tile's own brush selects, as ranges of values, where it is a range; sets dim their bars instead.
pub(super) fn brushed(picture: &Picture<'_>, frame: &Frame) -> Vec<((f64, f64), (f64, f64))> {
    let is_set = matches!(&frame.y.marks, Some((_, Marks::Values(_))) if frame.x.marks.is_none());
    if is_set { Vec::new() } else { frame.regions(picture.brush) }
}

fn shapes(picture: &Picture<'_>, frame: &Frame) -> Vec<Shape> {
    let whole_height = frame.y.marks.is_none();
    brushed(picture, frame).into_iter().map(|(x, y)| rectangle(picture, x, if whole_height { (0.0, 1.0) } else { y }, whole_height)).collect()
}

fn rectangle(picture: &Picture<'_>, x: (f64, f64), y: (f64, f64), paper: bool) -> Shape {
    Shape::new()
        .shape_type(ShapeType::Rect)
        .layer(ShapeLayer::Above)
        .x_ref("x")
        .y_ref(if paper { "paper" } else { "y" })
        .x0(x.0)
        .x1(x.1)
        .y0(y.0)
        .y1(y.1)
        .fill_color(picture.palette.brush)
        .line(ShapeLine::new().color(picture.palette.brush_edge).width(1.0))
}

/// A line of a given width and colour, through all of its points: Plotly's simpler one is up to a pixel off what the drag layer draws.
pub(super) fn stroke(color: &'static str, width: f64) -> Line {
    Line::new().color(color).width(width).simplify(false)
}

/// Adds what the crate's traces lack. `custom` is one row per mark: `[label, all rows, rows under the brushes]`.
pub(super) fn finished(trace: &impl serde::Serialize, custom: Json) -> Json {
    let mut json = serde_json::to_value(trace).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.insert("customdata".into(), custom);
        fields.insert("hoverinfo".into(), "skip".into());
    }
    json
}
