//! Lines of values: that through all rows behind that through those under the brushes.

use super::line::strokes;
use super::place::Place;
use super::{Command, Pair};
use crate::figure::{Picture, line, series};

/// Both lines.
pub(super) fn series(picture: &Picture<'_>, place: Place<'_>) -> Vec<Command> {
    let layers = [&picture.drawn.total, &picture.drawn.filtered].into_iter().zip(line::layers(picture.palette));
    let drawn = layers.flat_map(|(answer, look)| {
        let points: Vec<Option<Pair>> = series::points(answer).into_iter().map(|(x, y)| Some((place.x(x), place.y(y)))).collect();
        strokes(&points, &look, series::has_dots(points.len()))
    });
    drawn.collect()
}
