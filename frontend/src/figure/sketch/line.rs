//! Lines over filled areas: that of all rows behind that under the brushes.

use super::place::Place;
use super::{Color, Command, Pair};
use crate::figure::Picture;
use crate::figure::line::{self, Layer};
use crate::figure::marks::Marks;

/// Plotly's markers are this big.
const RADIUS: f64 = 3.0;

/// Both layers, the one of all rows first.
pub(super) fn line(picture: &Picture<'_>, place: Place<'_>, marks: &Marks, counts: &[Pair]) -> Vec<Command> {
    let [behind, before] = line::layers(picture.palette);
    let starts: Vec<f64> = (0..marks.len()).map(|cell| place.x(marks.edges(cell).0)).collect();
    let points = |pick: fn(&Pair) -> f64| -> Vec<Option<Pair>> {
        starts.iter().zip(counts).map(|(x, count)| Some(pick(count)).filter(|value| value.is_finite()).map(|value| (*x, place.y(value)))).collect()
    };
    let zero = place.y(0.0);
    let mut commands = layer(&points(|count| count.0), &behind, zero, line::has_dots(marks));
    commands.extend(layer(&points(|count| count.1), &before, zero, line::has_dots(marks)));
    commands
}

/// An area to zero that goes straight across gaps, and its line.
fn layer(points: &[Option<Pair>], look: &Layer, zero: f64, dots: bool) -> Vec<Command> {
    let there: Vec<Pair> = points.iter().copied().flatten().collect();
    let (Some(first), Some(last)) = (there.first(), there.last()) else { return Vec::new() };
    let corners = [(last.0, zero), (first.0, zero)].into_iter().chain(there.iter().copied()).collect();
    let area = Command::Area { points: corners, color: Color::Borrowed(look.fill) };
    [area].into_iter().chain(strokes(points, look, dots)).collect()
}

/// A line that doesn't go across gaps, and dots.
pub(super) fn strokes(points: &[Option<Pair>], look: &Layer, dots: bool) -> Vec<Command> {
    let color = Color::Borrowed(look.color);
    let runs = points.split(Option::is_none).filter(|run| run.len() > 1);
    let lines = runs.map(|run| Command::Line { points: run.iter().copied().flatten().collect(), width: look.width, color: color.clone() });
    let mut commands: Vec<Command> = lines.collect();
    if dots {
        commands.extend(points.iter().flatten().map(|at| Command::Dot { at: *at, radius: RADIUS, color: color.clone() }));
    }
    commands
}
