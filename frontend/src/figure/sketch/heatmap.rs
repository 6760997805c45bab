//! Cells with rows at all in a neutral tone, those under the brushes over them in one hue, with their numbers where these fit.

use super::place::{Place, ordered, round};
use super::{Color, Command, Pair, texts};
use crate::figure::heatmap;
use crate::figure::marks::Marks;
use crate::figure::scale::Scale;
use crate::figure::{Picture, number};

/// A cell that has rows under the brushes.
pub(super) struct Counted {
    /// The rows as they are written.
    pub(super) text: String,
    /// The middle of the cell.
    pub(super) at: Pair,
    /// The colour on which they are written.
    pub(super) hue: [u8; 3],
}

/// The cells, and what is written on them.
pub(super) fn heatmap(picture: &Picture<'_>, place: Place<'_>, x: &Marks, y: &Marks) -> Vec<Command> {
    let counts = heatmap::tally(picture.drawn, x, y).counts;
    let scale = heatmap::scale(picture, heatmap::greatest(&counts));
    let plot = place.plot();
    let columns: Vec<f64> = heatmap::edges(x).iter().map(|edge| pixel(place.x(*edge), plot.left, plot.width)).collect();
    let rows: Vec<f64> = heatmap::edges(y).iter().map(|edge| pixel(place.y(*edge), plot.top, plot.height)).collect();
    let gap = heatmap::gap(picture.chart, x, y);
    let cell = |index: usize| {
        let (i, j) = (index % x.len().max(1), index / x.len().max(1));
        Some((brick(columns.get(i), columns.get(i + 1), gap)?, brick(rows.get(j), rows.get(j + 1), gap)?))
    };
    let mut commands = Vec::with_capacity(counts.len());
    for (index, (total, filtered)) in counts.iter().enumerate() {
        let color = if *filtered >= 1.0 { scale.css(*filtered) } else { Color::Borrowed(picture.palette.ghost) };
        if let Some((x, y)) = cell(index).filter(|_| *filtered >= 1.0 || *total >= 1.0) {
            commands.push(Command::Rect { x, y, color });
        }
    }
    if heatmap::is_readable(picture.chart, counts.len()) {
        commands.extend(texts::texts(&counted(&counts, place, (x, y), &scale)));
    }
    commands
}

/// Plotly draws on whole pixels, counted from the plot's corner.
fn pixel(at: f64, corner: f64, length: f64) -> f64 {
    corner + round(at - corner).clamp(0.0, length)
}

/// Between two edges, without the gap to the next cell; cells of no pixels are left out.
fn brick(from: Option<&f64>, to: Option<&f64>, gap: f64) -> Option<Pair> {
    let (from, to) = ordered(*from?, *to?);
    (to - from > gap).then_some((from, to - gap))
}

/// The cells that are written on, row by row.
fn counted(counts: &[Pair], place: Place<'_>, (x, y): (&Marks, &Marks), scale: &Scale) -> Vec<Counted> {
    let middle = |marks: &Marks, cell| {
        let (from, to) = marks.edges(cell);
        f64::midpoint(from, to)
    };
    let plot = place.plot();
    let columns: Vec<f64> = (0..x.len()).map(|i| pixel(place.x(middle(x, i)), plot.left, plot.width)).collect();
    let rows: Vec<f64> = (0..y.len()).map(|j| pixel(place.y(middle(y, j)), plot.top, plot.height)).collect();
    let cells = rows.iter().flat_map(|row| columns.iter().map(|column| (*column, *row)));
    let with_rows = counts.iter().zip(cells).filter(|(count, _)| count.1 >= 1.0);
    // A count of rows is whole and not negative.
    with_rows.map(|(count, at)| Counted { text: number::count(count.1 as u64), at, hue: scale.rgb(count.1) }).collect()
}
