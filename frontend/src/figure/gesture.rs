//! From the pointer and the keys to filters, and from filters to what is outlined on the screen.

use shared::wire::query::FilterSpec;

use super::frame::{Axis, Frame};
use super::marks::{Marks, is};
use crate::queries::toggle;

/// A box on the tile, in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelBox {
    /// From the left.
    pub left: f64,
    /// From the top.
    pub top: f64,
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
}

/// Cells selected from the keyboard: from the anchor to the head, each (x cell, y cell); 0 where an axis has no cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Where the selection began.
    pub anchor: (usize, usize),
    /// Where it is now.
    pub head: (usize, usize),
}

/// One press of an arrow key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// ←
    Left,
    /// →
    Right,
    /// ↑
    Up,
    /// ↓
    Down,
}

impl Frame {
    /// The filters of a drag between two points. A drag that begins inside the brush of a continuous axis moves that brush.
    pub fn drag(&self, from: (f64, f64), to: (f64, f64), brush: &[FilterSpec]) -> Vec<FilterSpec> {
        let (start, end) = (self.values_at(from), self.values_at(to));
        match (&self.x.marks, &self.y.marks) {
            (Some((column, marks)), None) => match held(column, marks, brush, start.0) {
                Some((lo, hi)) => marks.range(column, shifted(marks, lo, hi, end.0 - start.0).0, shifted(marks, lo, hi, end.0 - start.0).1),
                None => marks.range(column, start.0, end.0),
            }
            .into_iter()
            .collect(),
            _ => [(&self.x, start.0, end.0), (&self.y, start.1, end.1)].into_iter().filter_map(|(axis, a, b)| whole_cells(axis, a, b)).collect(),
        }
    }

    /// The brush after a click: a value joins or leaves the set; a bin, a unit or a pair becomes the brush, or clears it if it was.
    pub fn click(&self, at: (f64, f64), brush: &[FilterSpec]) -> Vec<FilterSpec> {
        let Some((x, y)) = self.cell_at(at) else { return Vec::new() };
        match (&self.x.marks, &self.y.marks) {
            (None, Some((column, Marks::Values(_)))) => toggled(column, &self.select(Cursor { anchor: (x, y), head: (x, y) }), brush),
            _ => {
                let chosen = self.select(Cursor { anchor: (x, y), head: (x, y) });
                if chosen == brush { Vec::new() } else { chosen }
            }
        }
    }

    /// The cell at a point of the tile.
    pub fn cell_at(&self, at: (f64, f64)) -> Option<(usize, usize)> {
        let (x, y) = self.values_at(at);
        let cell = |axis: &Axis, value| axis.marks.as_ref().map_or(Some(0), |(_, marks)| marks.cell_at(value));
        self.holds(at).then_some(())?;
        Some((cell(&self.x, x)?, cell(&self.y, y)?))
    }

    /// The filters of the cells that a cursor covers.
    pub fn select(&self, cursor: Cursor) -> Vec<FilterSpec> {
        let axes = [(&self.x, cursor.anchor.0, cursor.head.0), (&self.y, cursor.anchor.1, cursor.head.1)];
        axes.into_iter().filter_map(|(axis, a, b)| axis.marks.as_ref().map(|(column, marks)| marks.cells(column, a, b))).collect()
    }

    /// The cursor after a key; `extend` leaves its anchor where it is. `None` where there is nothing to select.
    pub fn step(&self, cursor: Option<Cursor>, step: Step, extend: bool) -> Option<Cursor> {
        let count = |axis: &Axis| axis.marks.as_ref().map_or(1, |(_, marks)| marks.len());
        let (columns, rows) = (count(&self.x), count(&self.y));
        if columns == 0 || rows == 0 {
            return None;
        }
        let Some(cursor) = cursor else { return Some(Cursor { anchor: (0, 0), head: (0, 0) }) };
        // Cells count from the start of their axis; on a reversed one, such as that of bars, up leads back.
        let up = if self.y.range.0 > self.y.range.1 { -1 } else { 1 };
        let (across, along): (isize, isize) = match step {
            Step::Left => (-1, 0),
            Step::Right => (1, 0),
            Step::Up => (0, up),
            Step::Down => (0, -up),
        };
        let moved = |cell: usize, by: isize, count: usize| cell.min(count - 1).saturating_add_signed(by).min(count - 1);
        let head = (moved(cursor.head.0, across, columns), moved(cursor.head.1, along, rows));
        Some(Cursor { anchor: if extend { cursor.anchor } else { head }, head })
    }

    /// The selected parts of the plot, as ranges of values; an axis without cells is covered whole.
    pub fn regions(&self, brush: &[FilterSpec]) -> Vec<((f64, f64), (f64, f64))> {
        let parts = |axis: &Axis| match &axis.marks {
            Some((column, marks)) => marks.selected(column, brush),
            None => vec![axis.range],
        };
        let ys = parts(&self.y);
        parts(&self.x).into_iter().flat_map(|x| ys.iter().map(move |y| (x, *y))).collect()
    }

    /// The same on the screen.
    pub fn boxes(&self, brush: &[FilterSpec]) -> Vec<PixelBox> {
        let to_box = |((x0, x1), (y0, y1))| {
            let (left, right) = (self.left_of(x0), self.left_of(x1));
            let (top, bottom) = (self.top_of(y0), self.top_of(y1));
            PixelBox { left: left.min(right), top: top.min(bottom), width: (right - left).abs(), height: (bottom - top).abs() }
        };
        self.regions(brush).into_iter().map(to_box).collect()
    }
}

/// The brush that a drag from `position` takes hold of.
fn held(column: &str, marks: &Marks, brush: &[FilterSpec], position: f64) -> Option<(f64, f64)> {
    marks.selected(column, brush).into_iter().find(|(lo, hi)| (*lo..*hi).contains(&position))
}

/// A brush moved along its axis, not beyond its ends.
fn shifted(marks: &Marks, lo: f64, hi: f64, by: f64) -> (f64, f64) {
    let (least, greatest) = marks.extent();
    let by = by.clamp(least - lo, (greatest - hi).max(least - lo));
    (lo + by, hi + by)
}

fn whole_cells(axis: &Axis, a: f64, b: f64) -> Option<FilterSpec> {
    let (column, marks) = axis.marks.as_ref()?;
    Some(marks.cells(column, marks.cell_at(a)?, marks.cell_at(b)?))
}

fn toggled(column: &str, chosen: &[FilterSpec], brush: &[FilterSpec]) -> Vec<FilterSpec> {
    let value = chosen.first().and_then(|f| f.one_of.as_ref()).and_then(|set| set.first());
    value.map_or_else(Vec::new, |value| toggle::toggled(brush, column, value.clone()))
}

/// Whether a set brush leaves a value out.
pub(super) fn leaves_out(column: &str, brush: &[FilterSpec], key: &shared::engine::value::Value) -> bool {
    let set = brush.iter().find(|f| f.column == column).and_then(|f| f.one_of.as_ref());
    set.is_some_and(|set| !set.iter().any(|scalar| is(key, scalar.as_ref())))
}
