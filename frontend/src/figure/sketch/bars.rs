//! Bars, upright and lying: those of all rows behind those under the brushes.

use super::place::{Place, ordered};
use super::{Color, Command, Pair};
use crate::figure::marks::Marks;
use crate::figure::{Picture, bar, histogram};

/// The bars of a histogram.
pub(super) fn histogram(picture: &Picture<'_>, place: Place<'_>, marks: &Marks, counts: &[Pair]) -> Vec<Command> {
    let zero = place.y(0.0);
    let column = |cell| {
        let (from, to) = histogram::span(marks.edges(cell).0, marks.width());
        ordered(place.x(from), place.x(to))
    };
    let columns: Vec<Pair> = (0..marks.len()).map(column).collect();
    let [ghost, accent] = histogram::colors(picture.palette);
    let upright = |column: Pair, value: f64, color| Command::Rect { x: column, y: ordered(place.y(value), zero), color };
    layers(counts, &columns, |_| ghost, |_| accent, upright)
}

/// The bars of single values.
pub(super) fn bars(picture: &Picture<'_>, place: Place<'_>, marks: &Marks, column: &str, counts: &[Pair]) -> Vec<Command> {
    let zero = place.x(0.0);
    let thickness = bar::thickness(picture.size, marks.len());
    let row = |cell| {
        let from = cell as f64 - thickness / 2.0;
        ordered(place.y(from), place.y(from + thickness))
    };
    let rows: Vec<Pair> = (0..marks.len()).map(row).collect();
    let colors = bar::colors(picture, column, marks);
    let lying = |row: Pair, value: f64, color| Command::Rect { x: ordered(zero, place.x(value)), y: row, color };
    layers(counts, &rows, |_| picture.palette.ghost, |cell| colors.get(cell).copied().unwrap_or(picture.palette.accent), lying)
}

/// Both layers, the one of all rows first. What measures nothing has no bar.
fn layers(
    counts: &[Pair],
    spans: &[Pair],
    behind: impl Fn(usize) -> &'static str,
    before: impl Fn(usize) -> &'static str,
    bar: impl Fn(Pair, f64, Color) -> Command,
) -> Vec<Command> {
    let seen = |value: f64| value != 0.0 && value.is_finite();
    let cells = || counts.iter().zip(spans).enumerate();
    let all = cells().filter(|(_, (count, _))| seen(count.0)).map(|(cell, (count, span))| bar(*span, count.0, Color::Borrowed(behind(cell))));
    let some = cells().filter(|(_, (count, _))| seen(count.1)).map(|(cell, (count, span))| bar(*span, count.1, Color::Borrowed(before(cell))));
    all.chain(some).collect()
}
