//! Where Plotly puts values. A frame's own maths stops at the plot's edges; marks may reach beyond them and are cut off there.

use super::Pair;
use crate::figure::frame::{Axis, Frame};
use crate::figure::gesture::PixelBox;

/// A frame, read as Plotly reads its axes.
#[derive(Clone, Copy)]
pub(super) struct Place<'a>(pub(super) &'a Frame);

impl Place<'_> {
    /// The pixel column of an x value.
    pub(super) fn x(self, value: f64) -> f64 {
        self.0.margin.left + along(&self.0.x, value, self.0.plot_width())
    }

    /// The pixel row of a y value.
    pub(super) fn y(self, value: f64) -> f64 {
        let axis = &self.0.y;
        self.0.margin.top + along(&Axis { marks: None, range: (axis.range.1, axis.range.0) }, value, self.0.plot_height())
    }

    /// The plot without its axes.
    pub(super) fn plot(self) -> PixelBox {
        let frame = self.0;
        PixelBox { left: frame.margin.left, top: frame.margin.top, width: frame.plot_width(), height: frame.plot_height() }
    }
}

/// Pixels from the start of an axis of a given length, to two digits, by Plotly's slope and intercept.
fn along(axis: &Axis, value: f64, length: f64) -> f64 {
    let (start, end) = axis.range;
    let slope = length / (end - start);
    round((slope * value - slope * start) * 100.0) / 100.0
}

/// As JavaScript rounds: halves go up.
pub(super) fn round(x: f64) -> f64 {
    (x + 0.5).floor()
}

/// Two numbers, the smaller one first.
pub(super) fn ordered(a: f64, b: f64) -> Pair {
    (a.min(b), a.max(b))
}
