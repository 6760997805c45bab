//! A chart's marks as drawing commands: what Plotly would draw over axes that stand still, without asking it.
//!
//! While a brush is dragged, a canvas shows this over the axes that Plotly painted last; then Plotly takes over with the same picture.
//! Sizes and colours are those of the figures, by the same functions; where plotly.js (4.1.1) rounds, this rounds alike.

mod bars;
mod brush;
mod contrast;
mod heatmap;
mod line;
mod place;
mod series;
mod texts;

use std::borrow::Cow;

use shared::wire::dashboard::ChartSpec;

use super::frame::Frame;
use super::gesture::PixelBox;
use super::{Picture, tally};
use place::Place;

/// Points in CSS pixels from the tile's upper left corner, or a span between two columns or rows of them.
type Pair = (f64, f64);

/// A colour as CSS writes it.
pub type Color = Cow<'static, str>;

/// What a canvas draws, from the bottom up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    /// The commands, in order.
    pub commands: Vec<Command>,
}

/// One step of drawing, in CSS pixels from the tile's upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// What follows is seen only in there.
    Clip(PixelBox),
    /// A filled rectangle with sharp edges: of a device's pixels those whose middle is in it.
    Rect {
        /// From the left edge to the right one.
        x: Pair,
        /// From the upper edge to the lower one.
        y: Pair,
        /// Its colour.
        color: Color,
    },
    /// A filled polygon with smooth edges.
    Area {
        /// Its corners.
        points: Vec<Pair>,
        /// Its colour.
        color: Color,
    },
    /// A line from point to point, its ends flat, its corners mitred up to twice its width.
    Line {
        /// The points; one alone is not seen.
        points: Vec<Pair>,
        /// How thick it is.
        width: f64,
        /// Its colour.
        color: Color,
    },
    /// A filled circle.
    Dot {
        /// Its middle.
        at: Pair,
        /// Its radius.
        radius: f64,
        /// Its colour.
        color: Color,
    },
    /// A filled rectangle with smooth edges and a line around it.
    Outline {
        /// From the left edge to the right one.
        x: Pair,
        /// From the upper edge to the lower one.
        y: Pair,
        /// The colour inside.
        fill: Color,
        /// The colour of the line, 1 pixel thick.
        edge: Color,
    },
    /// Words in the page's font.
    Text {
        /// The middle of their base line.
        at: Pair,
        /// The font's size.
        size: f64,
        /// What is written.
        text: String,
        /// Its colour.
        color: Color,
    },
}

/// The marks of a chart over the axes of `frame`, and its own brush; `None` for tiles that are no charts and for frames of other charts.
///
/// Keys that have no cell in the frame, such as those of rows that came since, are left out until Plotly draws new axes.
pub fn sketch(picture: &Picture<'_>, frame: &Frame) -> Option<Sketch> {
    let place = Place(frame);
    let x = frame.x.marks.as_ref().map(|(_, marks)| marks);
    let y = frame.y.marks.as_ref().map(|(_, marks)| marks);
    let marks = match (picture.chart, x, y) {
        (ChartSpec::Histogram { .. }, Some(x), None) => bars::histogram(picture, place, x, &tally::along(picture.drawn, &frame.measure, x).counts),
        (ChartSpec::Bar { column, .. }, None, Some(y)) => {
            bars::bars(picture, place, y, column, &tally::along(picture.drawn, &frame.measure, y).counts)
        }
        (ChartSpec::Line { .. }, Some(x), None) => line::line(picture, place, x, &tally::along(picture.drawn, &frame.measure, x).counts),
        (ChartSpec::Heatmap { .. } | ChartSpec::Scatter { .. }, Some(x), Some(y)) => heatmap::heatmap(picture, place, x, y),
        (ChartSpec::Series { .. }, Some(_), None) => series::series(picture, place),
        _ => return None,
    };
    let clip = Command::Clip(place.plot());
    Some(Sketch { commands: [clip].into_iter().chain(marks).chain(brush::brush(picture, place)).collect() })
}
