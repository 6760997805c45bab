//! Where values are on the screen: explicit sizes, margins and ranges, so that pixels and values map without asking Plotly.

use std::cmp::Ordering;

use shared::engine::value::Value;
use shared::wire::query::{Measure, Op};

use super::Picture;
use super::marks::Marks;

/// A tile's inner size in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
}

/// The space around the plot in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// Left.
    pub left: f64,
    /// Right.
    pub right: f64,
    /// Top.
    pub top: f64,
    /// Bottom.
    pub bottom: f64,
}

/// One axis of a plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The column that it shows, and its cells; none for an axis of counts.
    pub marks: Option<(String, Marks)>,
    /// The values at its start (left or bottom) and at its end.
    pub range: (f64, f64),
}

/// The geometry of one chart, and its numbers per cell for hover and keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The whole.
    pub size: Size,
    /// Around the plot.
    pub margin: Margin,
    /// Across.
    pub x: Axis,
    /// Up.
    pub y: Axis,
    /// What is shown per cell, of all rows and under the brushes; row by row of the y cells if both axes have cells. NaN is no value.
    pub counts: Vec<(f64, f64)>,
    /// The same in full, where it isn't rows that are counted.
    pub exact: Vec<[Value; 2]>,
    /// What that is.
    pub measure: Measure,
    /// Whether what is shown under the brushes is approximate.
    pub approximate: bool,
    /// Of a line of single values: these.
    pub values: Option<Values>,
}

/// The values that a line goes through, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The column that they are of.
    pub column: String,
    /// Where they are on both axes.
    pub points: Vec<(f64, f64)>,
    /// What they are in full.
    pub exact: Vec<Value>,
}

impl Axis {
    /// An axis of what is shown, with 0 on it.
    pub fn counts(counts: &[(f64, f64)], measure: &Measure) -> Axis {
        let is_rows = measure.op == Op::Count;
        // A brush leaves rows out, so a count or a sum of a part may be greater than the whole only where values are negative.
        let values = counts.iter().flat_map(|count| if is_rows { [count.0, count.0] } else { [count.0, count.1] });
        let (least, greatest) = values.fold((0.0, 0.0), |(least, greatest): (f64, f64), value| (least.min(value), greatest.max(value)));
        let greatest = if is_rows || least == greatest { greatest.max(1.0) } else { greatest };
        Axis { marks: None, range: (least * 1.05, greatest * 1.05) }
    }

    /// An axis over all of its cells.
    pub fn cells(column: &str, marks: Marks) -> Axis {
        Axis { range: marks.extent(), marks: Some((column.to_owned(), marks)) }
    }

    /// The same axis, its first cell at the other end.
    pub fn reversed(self) -> Axis {
        Axis { range: (self.range.1, self.range.0), ..self }
    }

    /// The ends of the axis are those of its cells, also where it begins and ends within these.
    fn value(&self, share: f64) -> f64 {
        let (start, end) = self.range;
        let value = start + (end - start) * share.clamp(0.0, 1.0);
        let Some((_, marks)) = self.marks.as_ref().filter(|_| start < end) else { return value };
        match share {
            ..=0.0 => value.min(marks.extent().0),
            1.0.. => value.max(marks.extent().1),
            _ => value,
        }
    }

    fn share(&self, value: f64) -> f64 {
        ((value - self.range.0) / (self.range.1 - self.range.0)).clamp(0.0, 1.0)
    }
}

impl Frame {
    /// That of counts or of what else is measured, along an axis of cells.
    pub(super) fn counted(
        picture: &Picture<'_>,
        margin: Margin,
        (x, y): (Axis, Axis),
        (counts, exact, measure): (Vec<(f64, f64)>, Vec<[Value; 2]>, Measure),
    ) -> Frame {
        Frame { size: picture.size, margin, x, y, counts, exact, measure, approximate: picture.drawn.approximate, values: None }
    }

    /// The plot's width in pixels.
    pub fn plot_width(&self) -> f64 {
        (self.size.width - self.margin.left - self.margin.right).max(1.0)
    }

    /// The plot's height in pixels.
    pub fn plot_height(&self) -> f64 {
        (self.size.height - self.margin.top - self.margin.bottom).max(1.0)
    }

    /// Whether a point of the tile lies in the plot or, where one axis alone has cells, on their labels beside it.
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        let below = if self.y.marks.is_none() { self.size.height } else { self.size.height - self.margin.bottom };
        let left = if self.x.marks.is_none() { 0.0 } else { self.margin.left };
        x >= left && x <= self.size.width - self.margin.right && y >= self.margin.top && y <= below
    }

    /// The values at a point of the tile; points outside the plot count as on its edge.
    pub fn values_at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let across = (x - self.margin.left) / self.plot_width();
        let up = 1.0 - (y - self.margin.top) / self.plot_height();
        (self.x.value(across), self.y.value(up))
    }

    /// The pixel column of an x value.
    pub fn left_of(&self, value: f64) -> f64 {
        self.margin.left + self.x.share(value) * self.plot_width()
    }

    /// The pixel row of a y value.
    pub fn top_of(&self, value: f64) -> f64 {
        self.margin.top + (1.0 - self.y.share(value)) * self.plot_height()
    }

    /// Whether there is nothing on the axes.
    pub fn is_empty(&self) -> bool {
        match &self.values {
            Some(values) => values.points.is_empty(),
            None => self.counts.iter().all(|count| count.0 == 0.0 || count.0.is_nan()),
        }
    }

    /// The value on a line that is next to a point of the tile, with its place along the line: the next one along the line, and of those in one column of
    /// pixels up.
    pub fn nearest(&self, (x, y): (f64, f64)) -> Option<(f64, &Value)> {
        let distance = |point: &(f64, f64)| ((self.left_of(point.0) - x).abs().floor(), (self.top_of(point.1) - y).abs());
        let values = self.values.as_ref()?;
        let near = values.points.iter().zip(&values.exact);
        let (point, value) = near.min_by(|a, b| distance(a.0).partial_cmp(&distance(b.0)).unwrap_or(Ordering::Equal))?;
        Some((point.0, value))
    }

    /// What is shown of a cell: of all rows and under the brushes.
    pub fn counts_at(&self, x: usize, y: usize) -> (f64, f64) {
        self.counts.get(self.place_of(x, y)).copied().unwrap_or_default()
    }

    /// The same in full; none where rows are counted.
    pub fn exact_at(&self, x: usize, y: usize) -> Option<&[Value; 2]> {
        self.exact.get(self.place_of(x, y))
    }

    fn place_of(&self, x: usize, y: usize) -> usize {
        let width = match (&self.x.marks, &self.y.marks) {
            (Some((_, marks)), Some(_)) => marks.len(),
            _ => 0,
        };
        if width > 0 { y * width + x } else { x.max(y) }
    }
}
