//! `handle.sample`: lines, scatters and tables of fewer points, against numbers that are computed from the file here.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{ArrayRef, Float64Array, RecordBatch};
use serde_json::{Value, json};
use shared::engine::aggregate::hash::hash_u64;
use tests::flights;
use tests::page::{Page, quote};
use tests::server::Server;

/// A page, and a dataset that a script in it can ask.
struct Asked {
    _server: Server,
    page: Page,
    dataset: String,
}

impl Asked {
    fn of(file_name: &str, bytes: &[u8]) -> Asked {
        let server = Server::start();
        let dataset = server.upload(file_name, bytes).id;
        let mut page = Page::open(&server, "/");
        page.wait_for("window.sightline");
        Asked { _server: server, page, dataset }
    }

    fn flights() -> Asked {
        Asked::of("flights.parquet", &std::fs::read(flights::path()).unwrap())
    }

    /// The sample, its typed arrays as arrays.
    #[track_caller]
    fn sample(&mut self, workers: usize, columns: &[&str], spec: &Value) -> Value {
        let script = format!(
            "(async () => {{ sightline.workers = {workers}; const handle = await sightline.open({}, {}); \
             try {{ const sample = await handle.sample({spec}); \
             return Object.fromEntries(Object.entries(sample).map(([k, v]) => [k, ArrayBuffer.isView(v) ? Array.from(v) : v])); \
             }} catch (error) {{ return {{ code: error.code, message: error.message }}; }} finally {{ handle.close(); }} }})()",
            quote(&self.dataset),
            json!(columns)
        );
        js(self.page.eval(&script))
    }
}

/// The same with every number as JavaScript has it, a float.
fn js(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(values) => values.into_iter().map(js).collect(),
        Value::Object(values) => values.into_iter().map(|(name, value)| (name, js(value))).collect(),
        other => other,
    }
}

fn column(name: &str) -> &'static ArrayRef {
    flights::table().column_by_name(name).unwrap()
}

fn integers(name: &str) -> Vec<Option<i64>> {
    column(name).as_primitive::<Int64Type>().iter().collect()
}

fn departures() -> Vec<i64> {
    column("departure").as_primitive::<TimestampMicrosecondType>().values().to_vec()
}

/// The part of `n` that `x` lies in.
fn part(x: i64, [lo, hi]: [i64; 2], n: usize) -> usize {
    (n as i128 * i128::from(x - lo) / i128::from(hi - lo)).min(n as i128 - 1) as usize
}

fn ends(x: impl Iterator<Item = i64> + Clone) -> [i64; 2] {
    [x.clone().min().unwrap(), x.max().unwrap()]
}

#[test]
fn a_line_has_the_first_last_least_and_greatest_of_every_pixel_column() {
    let width = 300;
    // Departure, row, delay: in the order of the line.
    let delays = integers("arr_delay");
    let mut points: Vec<(i64, usize, i64)> =
        departures().into_iter().zip(delays).enumerate().filter_map(|(row, (x, y))| Some((x, row, y?))).collect();
    points.sort_unstable();
    let range = ends(points.iter().map(|(x, _, _)| *x));
    let mut expected = Vec::new();
    for column in points.chunk_by(|a, b| part(a.0, range, width) == part(b.0, range, width)) {
        let least = column.iter().min_by_key(|(_, row, y)| (*y, *row)).unwrap();
        let greatest = column.iter().min_by_key(|(_, row, y)| (-*y, *row)).unwrap();
        let mut four = vec![column[0], *least, *greatest, column[column.len() - 1]];
        four.sort_unstable();
        four.dedup();
        expected.extend(four);
    }
    let spec = json!({ "m4": { "x": "departure", "y": "arr_delay", "width": width } });
    let line = Asked::flights().sample(3, &["departure", "arr_delay"], &spec);
    let x: Vec<i64> = expected.iter().map(|(x, _, _)| x / 1000).collect();
    let y: Vec<i64> = expected.iter().map(|(_, _, y)| *y).collect();
    let missing = flights::ROWS - points.len() as u64;
    assert_eq!(line, js(json!({ "x": x, "y": y, "rows": points.len(), "outside": 0, "missing": missing })));
}

/// Counts of `(distance, arr_delay)` on a grid over ranges, outside, missing.
fn grid(width: usize, height: usize, x_range: [i64; 2], y_range: [i64; 2], passes: impl Fn(usize) -> bool) -> (Vec<u64>, u64, u64) {
    let (mut counts, mut outside, mut missing) = (vec![0; width * height], 0, 0);
    for (_, (x, y)) in integers("distance").into_iter().zip(integers("arr_delay")).enumerate().filter(|(row, _)| passes(*row)) {
        let lies_in = |value: i64, [lo, hi]: [i64; 2]| lo <= value && value <= hi;
        match (x, y) {
            (Some(x), Some(y)) if lies_in(x, x_range) && lies_in(y, y_range) => {
                counts[part(y, y_range, height) * width + part(x, x_range, width)] += 1;
            }
            (Some(_), Some(_)) => outside += 1,
            _ => missing += 1,
        }
    }
    (counts, outside, missing)
}

#[test]
fn a_raster_counts_every_row_and_is_an_image() {
    let (width, height) = (64, 32);
    let (x, y): (Vec<i64>, Vec<i64>) = integers("distance").into_iter().zip(integers("arr_delay")).filter_map(|(x, y)| Some((x?, y?))).unzip();
    let (x_range, y_range) = (ends(x.into_iter()), ends(y.into_iter()));
    let (counts, outside, missing) = grid(width, height, x_range, y_range, |_| true);
    let spec = json!({ "density": { "x": "distance", "y": "arr_delay", "width": width, "height": height } });
    let found = Asked::flights().sample(2, &["distance", "arr_delay"], &spec);
    let seen: Vec<bool> = counts.chunks(width).rev().flatten().map(|count| *count > 0).collect();
    let opaque: Vec<bool> = found["image"].as_array().unwrap().chunks(4).map(|pixel| pixel[3] == 255.0).collect();
    assert_eq!(opaque, seen);
    let expected = json!({ "counts": counts, "width": width, "height": height, "x": x_range, "y": y_range, "outside": outside, "missing": missing,
        "image": found["image"] });
    assert_eq!(found, js(expected));
}

#[test]
fn a_raster_over_given_ranges_and_filters_counts_what_lies_outside() {
    let origin = arrow_cast::cast(column("origin"), &arrow_schema::DataType::Utf8).unwrap();
    let origin = origin.as_string::<i32>();
    let (counts, outside, missing) = grid(20, 10, [100, 1_000], [-60, 60], |row| origin.value(row) == "JFK");
    let filters = json!([{ "column": "origin", "in": ["JFK"] }]);
    let spec = json!({ "density": { "x": "distance", "y": "arr_delay", "width": 20, "height": 10, "x_range": [100, 1000], "y_range": [-60, 60],
        "filters": filters, "scale": "log", "ramp": ["#000000", "#ff0000"] } });
    let found = Asked::flights().sample(2, &["distance", "arr_delay", "origin"], &spec);
    assert_eq!(json!([found["counts"], found["outside"], found["missing"]]), js(json!([counts, outside, missing])));
    let greatest = counts.iter().max().unwrap();
    let top_down: Vec<&u64> = counts.chunks(20).rev().flatten().collect();
    let at = top_down.iter().position(|count| *count == greatest).unwrap();
    assert_eq!(found["image"].as_array().unwrap()[at * 4..at * 4 + 4], [255.0, 0.0, 0.0, 255.0].map(Value::from));
}

#[test]
fn the_ranges_of_floats_leave_nan_and_infinity_out_and_no_number_outside() {
    let number = |i: i64| (i * 7_919 % 1_000) as f64 / 7.0 + 0.1;
    let cells = (0..1_000).map(number).chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    let x = Float64Array::from_iter_values(cells);
    let batch = RecordBatch::try_from_iter([("x", Arc::new(x.clone()) as ArrayRef), ("y", Arc::new(x) as ArrayRef)]).unwrap();
    let mut asked = Asked::of("odd.arrow", &flights::arrow_file(&batch));
    let found = asked.sample(1, &["x", "y"], &json!({ "density": { "x": "x", "y": "y", "width": 3, "height": 1 } }));
    let finite: Vec<f64> = batch.column(0).as_primitive::<Float64Type>().values().iter().copied().filter(|x| x.is_finite()).collect();
    let ends = [finite.iter().copied().fold(f64::MAX, f64::min), finite.iter().copied().fold(f64::MIN, f64::max)];
    assert_eq!(json!([found["x"], found["outside"], found["missing"]]), js(json!([ends, 0, 3])));
    assert_eq!(found["counts"].as_array().unwrap().iter().map(|count| count.as_f64().unwrap()).sum::<f64>(), 1_000.0);
}

#[test]
fn rows_drawn_by_lot_are_the_same_however_many_workers_hold_them() {
    let (carrier, seed) = (arrow_cast::cast(column("carrier"), &arrow_schema::DataType::Utf8).unwrap(), 11);
    let (carrier, distance, delay) = (carrier.as_string::<i32>(), integers("distance"), integers("arr_delay"));
    let passes = |row: &usize| distance[*row].is_some_and(|distance| distance < 500);
    let of = (0..distance.len()).filter(passes).count();
    let mut drawn: Vec<usize> = (0..distance.len()).filter(passes).collect();
    drawn.sort_unstable_by_key(|row| hash_u64(*row as u64 ^ hash_u64(seed)));
    drawn.truncate(25);
    drawn.sort_unstable();
    let expected: Vec<Value> = drawn.into_iter().map(|row| json!([carrier.value(row), delay[row]])).collect();
    let filters = json!([{ "column": "distance", "between": [null, 500] }]);
    let spec = json!({ "reservoir": { "columns": ["carrier", "arr_delay"], "rows": 25, "seed": seed, "filters": filters } });
    let mut asked = Asked::flights();
    for workers in [1, 3] {
        assert_eq!(
            asked.sample(workers, &["carrier", "arr_delay", "distance"], &spec),
            js(json!({ "rows": expected, "of": of })),
            "{workers} workers"
        );
    }
}

#[test]
fn a_sample_that_makes_no_sense_is_an_error_that_names_the_field() {
    let mut asked = Asked::of("few.csv", b"a,b\n1,x\n2,y\n");
    for (spec, field) in [
        (json!({ "m4": { "x": "b", "y": "a", "width": 10 } }), "m4.x"),
        (json!({ "density": { "x": "a", "y": "?", "width": 10, "height": 10 } }), "density.y"),
        (json!({ "density": { "x": "a", "y": "a", "width": 10, "height": 10, "ramp": ["blue"] } }), "density.ramp"),
        (json!({ "reservoir": { "columns": ["a"], "rows": 0, "seed": 1 } }), "reservoir.rows"),
    ] {
        let error = asked.sample(1, &["a", "b"], &spec);
        assert_eq!(error["code"], "invalid_query", "{spec}: {error}");
        assert!(error["message"].as_str().unwrap().contains(field), "{spec}: {error}");
    }
}
