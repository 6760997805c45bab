//! M4: of the rows that fall into one pixel column, those with the first x, the last x, the least y and the greatest y draw the same line.
//!
//! U. Jugel, Z. Jerzak, G. Hackenbroich, V. Markl, "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014: within a column the
//! line covers the pixels from the least to the greatest y, and between columns it goes from the last point of one to the first of the
//! next. So at most 4 points per column set the same pixels as all points, where the picture's columns are the parts of the axis.
//!
//! The line goes through the rows in the order of x, rows of one x in their own order. Of equal x the first point is therefore the earlier
//! row and the last point the later one; of equal y it is the earlier row.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::key::{self, MISSING};
use crate::engine::kind::Kind;
use crate::engine::value::Value;

/// The points of a line, per pixel column, and what they stand for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct M4 {
    kinds: [Kind; 2],
    /// One per pixel column; none where no row is.
    columns: Vec<Option<Four>>,
    /// Rows that the line goes through.
    pub rows: u64,
    /// Rows whose x lies outside the range.
    pub outside: u64,
    /// Rows that have no x or no y: null, NaN or infinite.
    pub missing: u64,
}

/// A row as a point, by the keys of its cells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Point {
    x: i128,
    y: i128,
    row: u64,
}

/// What is kept of a pixel column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Four {
    first: Point,
    last: Point,
    least: Point,
    greatest: Point,
}

impl M4 {
    /// Of no rows: `x` and `y` hold `kinds`, the picture has `width` pixel columns.
    pub(super) fn new(kinds: [Kind; 2], width: usize) -> M4 {
        M4 { kinds, columns: vec![None; width], rows: 0, outside: 0, missing: 0 }
    }

    /// Takes a row in, by the keys of its x and y.
    pub(super) fn add(&mut self, axis: &Axis, row: u64, [x, y]: [i128; 2]) {
        if x == MISSING || y == MISSING {
            self.missing += 1;
        } else if let Some(column) = axis.place(x) {
            self.rows += 1;
            take_in(&mut self.columns[column], Four::of(Point { x, y, row }));
        } else {
            self.outside += 1;
        }
    }

    /// Takes in the rows that `other` has seen, which are others of the same line.
    pub fn merge(&mut self, other: &M4) {
        for (own, other) in self.columns.iter_mut().zip(&other.columns) {
            other.iter().for_each(|four| take_in(own, *four));
        }
        self.rows += other.rows;
        self.outside += other.outside;
        self.missing += other.missing;
    }

    /// x and y of the points in the order of the line, each row once: at most 4 per pixel column.
    pub fn points(&self) -> Vec<[Value; 2]> {
        let mut points: Vec<Point> = self.columns.iter().flatten().flat_map(Four::in_order).collect();
        points.dedup_by_key(|point| point.row);
        points.iter().map(|point| [key::value(point.x, self.kinds[0]), key::value(point.y, self.kinds[1])]).collect()
    }
}

impl Four {
    fn of(point: Point) -> Four {
        Four { first: point, last: point, least: point, greatest: point }
    }

    /// In the order of the line; a row may be there more than once, but then one after another.
    fn in_order(&self) -> [Point; 4] {
        let is_ascending = (self.least.x, self.least.row) < (self.greatest.x, self.greatest.row);
        let (earlier, later) = if is_ascending { (self.least, self.greatest) } else { (self.greatest, self.least) };
        [self.first, earlier, later, self.last]
    }
}

/// Joins what two shares of the rows have of one pixel column.
fn take_in(own: &mut Option<Four>, other: Four) {
    let Some(own) = own else {
        *own = Some(other);
        return;
    };
    own.first = least_by(own.first, other.first, |point| (point.x, point.row));
    own.last = least_by(own.last, other.last, |point| Reverse((point.x, point.row)));
    own.least = least_by(own.least, other.least, |point| (point.y, point.row));
    own.greatest = least_by(own.greatest, other.greatest, |point| (Reverse(point.y), point.row));
}

fn least_by<K: Ord>(a: Point, b: Point, key: impl Fn(&Point) -> K) -> Point {
    if key(&b) < key(&a) { b } else { a }
}

#[cfg(test)]
mod tests;
