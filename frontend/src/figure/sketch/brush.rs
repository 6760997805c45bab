//! The tile's own brush, where it is a range: over the marks, as Plotly's shapes are.

use super::place::{Place, ordered};
use super::{Color, Command};
use crate::figure::gesture::PixelBox;
use crate::figure::{Picture, layout};

/// The outlines of a brush; nothing where there is none.
pub(super) fn brush(picture: &Picture<'_>, place: Place<'_>) -> Vec<Command> {
    let frame = place.0;
    let regions = layout::brushed(picture, frame);
    if regions.is_empty() {
        return Vec::new();
    }
    let plot = place.plot();
    let whole_height = frame.y.marks.is_none();
    // The edge of a shape that has the plot's height lies on the plot's edge and is not cut off there.
    let clip = if whole_height { PixelBox { top: 0.0, height: frame.size.height, ..plot } } else { plot };
    let outlines = regions.into_iter().map(|(x, y)| Command::Outline {
        x: ordered(place.x(x.0), place.x(x.1)),
        y: if whole_height { (plot.top, plot.top + plot.height) } else { ordered(place.y(y.0), place.y(y.1)) },
        fill: Color::Borrowed(picture.palette.brush),
        edge: Color::Borrowed(picture.palette.brush_edge),
    });
    [Command::Clip(clip)].into_iter().chain(outlines).collect()
}
