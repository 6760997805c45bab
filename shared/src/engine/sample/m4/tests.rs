//! The sample draws the same pixels as all points.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use proptest::prelude::*;

use super::*;
use crate::engine::sample::Sample;
use crate::engine::sample::tests::{points, sample};

/// The picture's range along the line, and its height in pixels; y reaches from -1 to 1.
const RANGE: [i64; 2] = [0, 40];
const HEIGHT: f64 = 9.0;

fn m4(batch: &RecordBatch, width: usize) -> M4 {
    let spec = format!(r#"{{"m4":{{"x":"x","y":"y","width":{width},"x_range":{RANGE:?}}}}}"#);
    let Sample::M4(m4) = sample(&spec, batch, &[batch.num_rows() / 2]) else { panic!() };
    m4
}

/// All points of the picture, in the order of the line.
fn all(batch: &RecordBatch) -> Vec<(i64, f64)> {
    let (x, y) = (batch.column(0).as_primitive::<Int64Type>(), batch.column(1).as_primitive::<Float64Type>());
    let drawn = (0..batch.num_rows()).filter(|row| x.is_valid(*row) && !y.value(*row).is_nan());
    let mut points: Vec<(i64, f64)> = drawn.map(|row| (x.value(row), y.value(row))).filter(|(x, _)| (RANGE[0]..=RANGE[1]).contains(x)).collect();
    points.sort_by_key(|(x, _)| *x);
    points
}

fn sampled(m4: &M4) -> Vec<(i64, f64)> {
    let point = |[x, y]: [Value; 2]| match (x, y) {
        (Value::Int(x), Value::Float(y)) => (x as i64, y),
        other => panic!("{other:?}"),
    };
    m4.points().into_iter().map(point).collect()
}

/// The pixels of a polyline by Bresenham's algorithm.
fn pixels(points: &[(i64, f64)], width: usize) -> BTreeSet<(i64, i64)> {
    let width = width as i64;
    let column = |x: i64| (width * (x - RANGE[0]) / (RANGE[1] - RANGE[0])).min(width - 1);
    let pixel = |(x, y): (i64, f64)| (column(x), ((y + 1.0) / 2.0 * HEIGHT).floor() as i64);
    let mut set: BTreeSet<(i64, i64)> = points.iter().copied().map(pixel).collect();
    points.windows(2).for_each(|pair| line(pixel(pair[0]), pixel(pair[1]), &mut set));
    set
}

fn line((mut x, mut y): (i64, i64), to: (i64, i64), set: &mut BTreeSet<(i64, i64)>) {
    let (dx, dy) = ((to.0 - x).abs(), -(to.1 - y).abs());
    let mut error = dx + dy;
    while (x, y) != to {
        let twice = 2 * error;
        if twice >= dy {
            error += dy;
            x += (to.0 - x).signum();
        }
        if twice <= dx {
            error += dx;
            y += (to.1 - y).signum();
        }
        set.insert((x, y));
    }
}

fn add(points: &[(i128, i128)]) -> M4 {
    let mut m4 = M4::new([Kind::Int; 2], 1);
    let axis = Axis::whole(0, 99, 1);
    points.iter().enumerate().for_each(|(row, (x, y))| m4.add(&axis, row as u64, [*x, *y]));
    m4
}

#[test]
fn a_pixel_column_keeps_its_first_last_least_and_greatest() {
    let points = add(&[(5, 1), (3, 4), (4, 9), (9, 5), (6, 0), (7, 2)]).points();
    assert_eq!(points, [[3, 4], [4, 9], [6, 0], [9, 5]].map(|point| point.map(Value::Int)));
}

#[test]
fn of_equal_ones_the_line_goes_from_the_earlier_row_to_the_later() {
    let points = add(&[(1, 5), (1, 9), (1, 0), (8, 9), (9, 0), (9, 7), (9, 5)]).points();
    assert_eq!(points, [[1, 5], [1, 9], [1, 0], [9, 5]].map(|point| point.map(Value::Int)));
}

#[test]
fn no_rows_are_no_points() {
    assert_eq!(add(&[]).points(), Vec::<[Value; 2]>::new());
}

proptest! {
    #[test]
    fn the_sample_sets_the_pixels_that_all_points_set(batch in points(), width in 1usize..60) {
        let (m4, all) = (m4(&batch, width), all(&batch));
        let sampled = sampled(&m4);
        prop_assert_eq!(pixels(&sampled, width), pixels(&all, width), "{:?} of {:?}", sampled, all);
        prop_assert!(sampled.len() <= 4 * width && sampled.len() <= all.len());
        prop_assert_eq!(m4.rows, all.len() as u64);
        prop_assert_eq!(m4.rows + m4.outside + m4.missing, batch.num_rows() as u64);
    }
}
