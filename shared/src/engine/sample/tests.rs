//! Samples over batches, as workers take them: in shares, through bytes, merged last one first.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampNanosecondArray,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::execute::columns_of;
use crate::engine::plan::parse_filters;
use crate::engine::value::Value;
use crate::wire::sample::SampleSpec;

/// The sample of a batch in shares that begin at `cuts`.
pub(super) fn sample(spec: &str, batch: &RecordBatch, cuts: &[usize]) -> Sample {
    let spec: SampleSpec = serde_json::from_str(spec).unwrap();
    let sampler = Sampler::parse(&spec, &batch.schema()).unwrap();
    let filters = parse_filters(spec.filters(), &batch.schema()).unwrap();
    let mut edges = [&[0, batch.num_rows()], cuts].concat();
    edges.sort_unstable();
    let mut merged = sampler.empty();
    for share in edges.windows(2).rev() {
        let batch = batch.slice(share[0], share[1] - share[0]);
        let (columns, chunk_rows) = (columns_of(&batch), [batch.num_rows()]);
        let columns: Vec<_> = columns.iter().collect();
        let mask = filters.iter().map(|filter| filter.mask(&columns, 0)).reduce(|all, mask| &all & &mask);
        let sample = sampler.take(&Rows { columns, chunk_rows: &chunk_rows, chunks: 0..1, masks: vec![mask], first_row: share[0] as u64 });
        merged.merge(&Sample::from_bytes(&sample.to_bytes()).unwrap());
    }
    merged
}

pub(super) fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

fn table() -> RecordBatch {
    let n: ArrayRef = Arc::new(Int64Array::from(vec![Some(4), None, Some(1), Some(9), Some(1)]));
    let f: ArrayRef = Arc::new(Float64Array::from(vec![0.5, 1.5, f64::NAN, -2.25, f64::INFINITY]));
    let t: ArrayRef = Arc::new(StringArray::from(vec![Some("b"), Some("a"), Some("c"), None, Some("a")]));
    let d: ArrayRef = Arc::new(Date32Array::from(vec![0, 1, 2, 3, 4]));
    let b: ArrayRef = Arc::new(BinaryArray::from(vec![Some(&b"x"[..]); 5]));
    batch([("n", n), ("f", f), ("t", t), ("d", d), ("b", b)])
}

fn m4(spec: &str, batch: &RecordBatch) -> M4 {
    let Sample::M4(m4) = sample(spec, batch, &[]) else { panic!("{spec}") };
    m4
}

#[test]
fn what_is_null_nan_or_infinite_is_missing_and_what_is_off_the_axis_outside() {
    let line = m4(r#"{"m4":{"x":"n","y":"f","width":10,"x_range":[0,5]}}"#, &table());
    assert_eq!(line.points(), [[Value::Int(4), Value::Float(0.5)]]);
    assert_eq!((line.rows, line.outside, line.missing), (1, 1, 3));
    let Sample::Density(grid) =
        sample(r#"{"density":{"x":"d","y":"f","width":2,"height":2,"x_range":["1970-01-01","1970-01-04"],"y_range":[-3,1]}}"#, &table(), &[2])
    else {
        panic!()
    };
    assert_eq!((grid.counts, grid.outside, grid.missing), (vec![0, 1, 1, 0], 1, 2));
}

#[test]
fn rows_that_the_filters_leave_out_are_not_even_counted() {
    let line = m4(r#"{"m4":{"x":"n","y":"n","width":10,"x_range":[0,9],"filters":[{"column":"t","in":["a"]}]}}"#, &table());
    assert_eq!((line.points(), line.rows, line.missing), (vec![[Value::Int(1), Value::Int(1)]], 1, 1));
    let Sample::Reservoir(rows) =
        sample(r#"{"reservoir":{"columns":["d","t"],"rows":9,"seed":1,"filters":[{"column":"t","in":["a"]}]}}"#, &table(), &[3])
    else {
        panic!()
    };
    let text = Value::Text("a".into());
    assert_eq!((rows.rows(), rows.of), (vec![vec![Value::Date(1), text.clone()], vec![Value::Date(4), text]], 2));
}

#[test]
fn without_a_range_no_row_is_drawn() {
    let line = m4(r#"{"m4":{"x":"n","y":"f","width":10}}"#, &table());
    assert_eq!((line.points().len(), line.rows, line.outside, line.missing), (0, 0, 2, 3));
}

#[test]
fn large_integers_decimals_and_instants_are_exact() {
    let big = (1 << 60) + 1;
    let n: ArrayRef = Arc::new(Int64Array::from(vec![big, big + 1, big + 2]));
    let m: ArrayRef =
        Arc::new(Decimal128Array::from(vec![10i128.pow(37) + 1, 10i128.pow(37), 10i128.pow(37) + 2]).with_precision_and_scale(38, 2).unwrap());
    let t: ArrayRef = Arc::new(TimestampNanosecondArray::from(vec![big, big + 1, big + 2]));
    let batch = batch([("n", n), ("m", m), ("t", t)]);
    let decimal = |unscaled: i128| Value::Decimal { unscaled, scale: 2 };
    let line = m4(&format!(r#"{{"m4":{{"x":"n","y":"m","width":3,"x_range":[{big},{}]}}}}"#, big + 2), &batch);
    let m = 10i128.pow(37);
    let n = i128::from(big);
    assert_eq!(line.points(), [[Value::Int(n), decimal(m + 1)], [Value::Int(n + 1), decimal(m)], [Value::Int(n + 2), decimal(m + 2)]]);
    let times = [big, big + 2].map(|ticks| crate::engine::value::timestamp_text(ticks, 1_000_000_000).unwrap());
    let line = m4(&format!(r#"{{"m4":{{"x":"t","y":"n","width":1,"x_range":{times:?}}}}}"#), &batch);
    let instant = |ticks| Value::Timestamp { ticks, per_second: 1_000_000_000 };
    assert_eq!(line.points(), [[instant(big), Value::Int(n)], [instant(big + 2), Value::Int(n + 2)]]);
}

#[test]
fn what_is_wrong_is_named() {
    let rows = [
        (r#"{"m4":{"x":"?","y":"f","width":1}}"#, "m4.x"),
        (r#"{"m4":{"x":"t","y":"f","width":1}}"#, "m4.x"),
        (r#"{"m4":{"x":"n","y":"b","width":1}}"#, "m4.y"),
        (r#"{"m4":{"x":"n","y":"f","width":0}}"#, "m4.width"),
        (r#"{"m4":{"x":"n","y":"f","width":1,"x_range":[2,1]}}"#, "m4.x_range"),
        (r#"{"m4":{"x":"n","y":"f","width":1,"x_range":[0.5,1]}}"#, "m4.x_range"),
        (r#"{"m4":{"x":"f","y":"f","width":1,"x_range":[0,"inf"]}}"#, "m4.x_range"),
        (r#"{"m4":{"x":"d","y":"f","width":1,"x_range":[0,1]}}"#, "m4.x_range"),
        (r#"{"m4":{"x":"n","y":"f","width":1,"filters":[{"column":"n","is_null":true},{"column":"n"}]}}"#, "m4.filters[1]"),
        (r#"{"density":{"x":"n","y":"f","width":1,"height":4097}}"#, "density.height"),
        (r#"{"density":{"x":"n","y":"f","width":1,"height":1,"y_range":[1,"NaN"]}}"#, "density.y_range"),
        (r#"{"reservoir":{"columns":[],"rows":1,"seed":1}}"#, "reservoir.columns"),
        (r#"{"reservoir":{"columns":["n","b"],"rows":1,"seed":1}}"#, "reservoir.columns[1]"),
        (r#"{"reservoir":{"columns":["n"],"rows":100001,"seed":1}}"#, "reservoir.rows"),
    ];
    for (spec, field) in rows {
        let parsed = Sampler::parse(&serde_json::from_str(spec).unwrap(), &table().schema());
        assert_eq!(parsed.map(|_| ()).map_err(|error| error.field), Err(field.to_owned()), "{spec}");
    }
}

const SPECS: [&str; 3] = [
    r#"{"m4":{"x":"x","y":"y","width":5,"x_range":[0,40]}}"#,
    r#"{"density":{"x":"x","y":"y","width":5,"height":3,"x_range":[0,40],"y_range":[-1,1]}}"#,
    r#"{"reservoir":{"columns":["x","y"],"rows":7,"seed":3}}"#,
];

/// Rows of `x`, whole and perhaps null, and `y`, a float with ties.
pub(super) fn points() -> impl Strategy<Value = RecordBatch> {
    let y = prop_oneof![8 => (-8i32..8).prop_map(|y| f64::from(y) / 8.0), 1 => Just(f64::NAN)];
    vec((proptest::option::weighted(0.9, -5i64..45), y), 0..80).prop_map(|rows| {
        let (x, y): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        batch([("x", Arc::new(Int64Array::from(x)) as ArrayRef), ("y", Arc::new(Float64Array::from(y)))])
    })
}

/// NaN doesn't equal itself, its bytes do.
fn same(a: &Sample, b: &Sample) -> bool {
    a.to_bytes() == b.to_bytes()
}

proptest! {
    #[test]
    fn shares_of_the_rows_merge_to_the_sample_of_all(batch in points(), cuts in vec(0usize..80, 0..4)) {
        let cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(batch.num_rows())).collect();
        for spec in SPECS {
            prop_assert!(same(&sample(spec, &batch, &cuts), &sample(spec, &batch, &[])), "{}", spec);
        }
    }

    #[test]
    fn merging_commutes_and_associates(batches in [points(), points(), points()]) {
        let merged = |samples: &[&Sample]| samples.iter().skip(1).fold(samples[0].clone(), |mut all, sample| { all.merge(sample); all });
        for spec in SPECS {
            // Rows of one share have other numbers than those of the next.
            let numbered = |which: usize| {
                let parsed: SampleSpec = serde_json::from_str(spec).unwrap();
                let sampler = Sampler::parse(&parsed, &batches[which].schema()).unwrap();
                let (columns, rows) = (columns_of(&batches[which]), [batches[which].num_rows()]);
                sampler.take(&Rows { columns: columns.iter().collect(), chunk_rows: &rows, chunks: 0..1, masks: vec![None], first_row: which as u64 * 1000 })
            };
            let [a, b, c] = [numbered(0), numbered(1), numbered(2)];
            prop_assert!(same(&merged(&[&a, &b]), &merged(&[&b, &a])), "{}", spec);
            prop_assert!(same(&merged(&[&merged(&[&a, &b]), &c]), &merged(&[&a, &merged(&[&b, &c])])), "{}", spec);
        }
    }
}
