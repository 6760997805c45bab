//! Rows per pair of keys: cells with rows at all in a neutral tone, those under the brushes over them in one hue. A scatter is drawn so too, in cells
//! that are too small to be read one by one.

use plotly::HeatMap;
use plotly::common::{ColorScale, ColorScaleElement};
use plotly::layout::Axis as PlotlyAxis;
use serde_json::{Value as Json, json};
use shared::engine::value::Value;
use shared::suggest::geo;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{GroupKey, Measure, Scalar};

use super::bar::{breadth, shortened};
use super::frame::{Axis, Frame, Margin};
use super::marks::Marks;
use super::scale::Scale;
use super::tally::Tally;
use super::{Figure, Picture, escape, label, layout, map, number, tally};
use crate::i18n::Language;
use crate::state::dashboard::Drawn;

/// Up to this many cells have room for their number, which Plotly leaves out of those that are too small.
const MOST_READABLE: usize = 400;

/// Up to this many cells on each axis stand apart from one another.
const MOST_APART: usize = 50;

/// Pixels between two cells that stand apart.
pub(super) const GAP: f64 = 1.0;

/// Pixels between two cells; small ones have no space for any.
pub(super) fn gap(chart: &ChartSpec, across: &Marks, up: &Marks) -> f64 {
    if is_scatter(chart) || across.len().max(up.len()) > MOST_APART { 0.0 } else { GAP }
}

fn is_scatter(chart: &ChartSpec) -> bool {
    matches!(chart, ChartSpec::Scatter { .. })
}

/// Draws a heatmap or a scatter.
pub(super) fn draw(picture: &Picture<'_>, x: &GroupKey, y: &GroupKey) -> Figure {
    let across = Marks::of(x, &tally::keys(&picture.drawn.total, 0), picture.is_whole(&x.column));
    let up = Marks::of(y, &tally::keys(&picture.drawn.total, 1), picture.is_whole(&y.column));
    let tally = tally(picture.drawn, &across, &up);
    let data = traces(picture, &across, &up, &tally);
    let left = match &up {
        Marks::Values(_) | Marks::Bins(_) => {
            let widest = labels(&up, picture.language).iter().map(|(_, label)| breadth(label)).fold(0.0, f64::max);
            (widest + 14.0).clamp(30.0, (picture.size.width * 0.3).max(30.0)).ceil()
        }
        // A whole date, in Chinese too.
        Marks::Calendar { rule, .. } if !rule.zone.is_utc() => 84.0,
        _ => 64.0,
    };
    // Under times are dates.
    let dates = if let Marks::Calendar { .. } = across { layout::DATES } else { 0.0 };
    let margin = Margin { left, right: layout::EDGE, top: layout::EDGE, bottom: layout::BELOW + dates };
    let is_text = up.reads_down();
    let vertical = Axis::cells(&y.column, up);
    let vertical = if is_text { vertical.reversed() } else { vertical };
    let margin = if is_scatter(picture.chart) && geo::is_map(&x.column, &y.column) {
        map::margin(picture.size, margin, across.extent(), vertical.range)
    } else {
        margin
    };
    let frame = Frame {
        size: picture.size,
        margin,
        x: Axis::cells(&x.column, across),
        y: vertical,
        counts: tally.counts,
        exact: Vec::new(),
        measure: Measure::count(),
        approximate: false,
        values: None,
    };
    let x = axis(picture, &frame.x, frame.plot_width(), frame.plot_width());
    let y = axis(picture, &frame.y, left - 14.0, frame.plot_height());
    Figure { data, layout: layout::layout(picture, &frame, &x, &y), frame, unplaced: tally.unplaced }
}

fn traces(picture: &Picture<'_>, across: &Marks, up: &Marks, tally: &Tally) -> Json {
    let width = across.len().max(1);
    let rows = || tally.counts.chunks(width);
    // `null` leaves a hole: through those of the upper trace the lower one is seen.
    let matrix = |pick: fn(&(f64, f64)) -> f64| -> Vec<Vec<Option<u64>>> {
        rows().map(|row| row.iter().map(|c| Some(pick(c) as u64).filter(|n| *n > 0)).collect()).collect()
    };
    let label = |marks: &Marks, i| escape::escape(&marks.label(i, picture.language));
    let named = !is_scatter(picture.chart);
    let custom = json!(
        rows()
            .filter(|_| named)
            .enumerate()
            .map(|(j, row)| row
                .iter()
                .enumerate()
                .map(|(i, c)| json!([label(across, i), label(up, j), tally::number(c.0), tally::number(c.1)]))
                .collect::<Vec<_>>())
            .collect::<Vec<_>>()
    );
    let greatest = greatest(&tally.counts);
    let steps = scale(picture, greatest).stops().map(|(share, color)| ColorScaleElement(share, color)).collect();
    let ghost = picture.palette.ghost;
    let flat = vec![ColorScaleElement(0.0, ghost.into()), ColorScaleElement(1.0, ghost.into())];
    let cells = |z: Vec<Vec<Option<u64>>>, scale: Vec<ColorScaleElement>| {
        let map = HeatMap::new(edges(across), edges(up), z).color_scale(ColorScale::Vector(scale)).show_scale(false).zmin(0.0).zmax(greatest);
        let mut json = layout::finished(&map, custom.clone());
        json["xgap"] = json!(gap(picture.chart, across, up));
        json["ygap"] = json!(gap(picture.chart, across, up));
        json
    };
    let mut upper = cells(matrix(|c| c.1), steps);
    if is_readable(picture.chart, tally.counts.len()) {
        let texts = matrix(|c| c.1).into_iter().map(|row| row.into_iter().map(|n| n.map_or_else(String::new, number::count)).collect::<Vec<_>>());
        upper["text"] = json!(texts.collect::<Vec<_>>());
        upper["texttemplate"] = json!("%{text}");
    }
    json!([cells(matrix(|c| c.0), flat), upper])
}

/// Rows per cell, row by row.
pub(super) fn tally(drawn: &Drawn, across: &Marks, up: &Marks) -> Tally {
    let width = across.len();
    let place = |keys: &[Value]| Some(up.place(keys.get(1)?)? * width + across.place(keys.first()?)?);
    tally::tally(drawn, &Measure::count(), width * up.len(), place)
}

/// The number of rows that has the last colour of the scale.
pub(super) fn greatest(counts: &[(f64, f64)]) -> f64 {
    counts.iter().map(|count| count.1).fold(1.0, f64::max)
}

/// The colours up to the greatest number of rows.
pub(super) fn scale(picture: &Picture<'_>, greatest: f64) -> Scale {
    if is_scatter(picture.chart) { Scale::logarithmic(picture.palette, greatest) } else { Scale::linear(picture.palette, greatest) }
}

/// Whether the cells are few enough to hold their numbers.
pub(super) fn is_readable(chart: &ChartSpec, cells: usize) -> bool {
    cells <= MOST_READABLE && !is_scatter(chart)
}

/// The edges of all cells, one more than there are cells.
pub(super) fn edges(marks: &Marks) -> Vec<f64> {
    let mut edges: Vec<f64> = (0..marks.len()).map(|cell| marks.edges(cell).0).collect();
    edges.extend(marks.len().checked_sub(1).map(|last| marks.edges(last).1));
    edges
}

/// What is written along an axis that is no scale, and where: names in the middle of cells, edges between them.
fn labels(marks: &Marks, language: Language) -> Vec<(f64, String)> {
    let name = |cell: usize| (cell as f64, marks.label(cell, language));
    let Marks::Bins(bins) = marks else { return (0..marks.len()).map(name).collect() };
    let edge = |at: usize, edge: &Option<Scalar>| edge.as_ref().map(|edge| (at as f64 - 0.5, label::short(edge, language)));
    let mut labels = Vec::new();
    for (cell, bin) in bins.iter().enumerate() {
        match bin.edges() {
            None => labels.push(name(cell)),
            Some([lo, hi]) => {
                labels.extend(edge(cell, lo));
                labels.extend(edge(cell + 1, hi).filter(|_| cell + 1 == bins.len()));
            }
        }
    }
    labels
}

/// Pixels that a label takes: across, if all are short, and down.
const LEAST_ROOM: (f64, f64) = (34.0, 13.0);

fn axis(picture: &Picture<'_>, axis: &Axis, room: f64, length: f64) -> PlotlyAxis {
    match &axis.marks {
        Some((_, Marks::Linear { .. })) => layout::numbers(picture, axis, length),
        Some((_, Marks::Calendar { .. })) => layout::times(picture, axis, length),
        Some((_, marks)) => {
            // Labels across share the width; if they get too narrow, every n-th is written.
            let (is_across, each) = (room == length, length / marks.len().max(1) as f64);
            let every = (if is_across { LEAST_ROOM.0 } else { LEAST_ROOM.1 } / each).ceil().max(1.0) as usize;
            let room = if is_across { each * every as f64 - 4.0 } else { room };
            let shown = labels(marks, picture.language).into_iter().step_by(every);
            layout::labels(picture, axis, shown.map(|(at, label)| (at, escape::escape(&shortened(&label, room)))).collect()).tick_angle(0.0)
        }
        None => PlotlyAxis::new(),
    }
}
