#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, DurationMicrosecondArray, DurationMillisecondArray, Float64Array, Int64Array, RecordBatch, StringArray,
    Time32SecondArray, TimestampSecondArray,
};
use proptest::prelude::*;

use super::*;
use crate::engine::execute::execute_batch;
use crate::engine::plan::Plan;
use crate::engine::plan::zones::{named, of_column};

fn asked(bin: &str) -> QuerySpec {
    serde_json::from_str(&format!(r#"{{"group_by":[{{"column":"x","bin":{bin}}}],"measures":[{{"op":"count"}}]}}"#)).unwrap()
}

fn answer(spec: &QuerySpec, batch: &RecordBatch) -> Answer {
    execute_batch(&Plan::parse(spec, &batch.schema()).unwrap(), batch).finish(&spec.order_by, spec.limit)
}

fn of_numbers(spec: &QuerySpec) -> Result<Vec<Need>, PlanError> {
    needs(spec, |_| Scale::Numbers)
}

/// One zone that there is, an hour ahead.
fn zones(zone: &str, [from, _]: [i64; 2]) -> Option<Vec<[i64; 2]>> {
    (zone == "Etc/One").then(|| vec![[from, 3_600]])
}

/// The settled bin of the first key, and the settled query's answer.
fn settled(spec: &QuerySpec, x: impl arrow_array::Array + 'static) -> (BinSpec, Vec<Vec<Value>>) {
    let batch = RecordBatch::try_from_iter_with_nullable([("x", Arc::new(x) as ArrayRef, true)]).unwrap();
    let needs = needs(spec, |column| Scale::of_column(&batch.schema(), column)).unwrap();
    let answers: Vec<Answer> = needs.iter().map(|need| answer(&need.question, &batch)).collect();
    let spec = settle(spec, &needs, &answers, zones).unwrap();
    (spec.group_by[0].bin.clone().unwrap(), answer(&spec, &batch).rows)
}

/// The same of a column that has a zone, whose bins are named first.
fn settled_in(own: &str, bin: &str, instant: i64) -> (BinSpec, Value) {
    let x = TimestampSecondArray::from(vec![instant]).with_timezone(own);
    let schema = RecordBatch::try_from_iter([("x", Arc::new(x.clone()) as ArrayRef)]).unwrap().schema();
    let spec = asked(bin);
    assert_eq!(crate::engine::plan::check(&spec, &schema), Ok(()));
    let (bin, rows) = settled(&named(&spec, |column| of_column(&schema, column)), x);
    (bin, rows[0][0].clone())
}

fn width(bin: &str, x: Vec<f64>) -> f64 {
    settled(&asked(bin), Float64Array::from(x)).0.width.unwrap()
}

#[test]
fn a_number_of_bins_becomes_a_nice_width() {
    for (count, x, expected) in [
        (10, vec![0.0, 99.0], 10.0),
        (20, vec![-3.0, 97.0], 5.0),
        (4, vec![0.1, 0.9], 0.25),
        (1, vec![1.0, 9.0], 10.0),
        (7, vec![1e-300, 6e-300], 1e-300),
        (3, vec![-1.7e308, 1.7e308], 1e308),
        (5, vec![7.0], 1.0),
        (5, vec![], 1.0),
        (10, vec![f64::NEG_INFINITY, 0.0, 99.0, f64::NAN], 10.0),
    ] {
        assert_eq!(width(&format!(r#"{{"count":{count}}}"#), x.clone()), expected, "{count} of {x:?}");
    }
    assert_eq!(settled(&asked(r#"{"count":20}"#), Int64Array::from(vec![0, 9])).0.width, Some(1.0));
}

#[test]
fn quantile_bins_have_as_many_rows_and_equal_edges_once() {
    let counts = |rows: &[Vec<Value>]| rows.iter().map(|row| row[1].as_f64().unwrap()).collect::<Vec<_>>();
    let (bin, rows) = settled(&asked(r#"{"quantiles":4}"#), Int64Array::from_iter_values(0..101));
    assert_eq!(bin.cuts, Some([25, 50, 75].map(Scalar::Int).to_vec()));
    assert_eq!(counts(&rows), [25.0, 25.0, 25.0, 26.0]);
    let (bin, rows) = settled(&asked(r#"{"quantiles":4}"#), Float64Array::from(vec![0.0, 0.0, 0.0, 5.0, 5.0, f64::NAN]));
    assert_eq!((bin.cuts, counts(&rows)), (Some(vec![Scalar::Int(5)]), vec![3.0, 3.0]));
    let (bin, _) = settled(&asked(r#"{"quantiles":100}"#), Int64Array::from_iter_values(0..1_000));
    assert_eq!(bin.cuts.unwrap().len(), 99);
}

#[test]
fn the_most_frequent_values_come_first_then_others_then_null() {
    let x = StringArray::from(vec![Some("c"), Some("b"), Some("c"), None, Some("a"), Some("b"), Some("d"), None, None]);
    let (bin, rows) = settled(&asked(r#"{"top":2}"#), x);
    assert_eq!(bin.among, Some(["b", "c"].map(|text| Scalar::Text(text.into())).to_vec()));
    let n = |key, rows| vec![key, Value::Int(rows)];
    assert_eq!(rows, [n(Value::Int(0), 2), n(Value::Int(1), 2), n(Value::Int(2), 2), n(Value::Null, 3)]);
    let (bin, rows) = settled(&asked(r#"{"top":9}"#), Float64Array::from(vec![f64::NAN, f64::NAN, 0.0, -0.0, 1.5]));
    assert_eq!(bin.among.unwrap().len(), 3);
    assert_eq!(rows, [n(Value::Int(0), 2), n(Value::Int(1), 2), n(Value::Int(2), 1)]);
}

#[test]
fn the_rows_are_those_of_the_questions_own_filters() {
    let filters = vec![FilterSpec { column: "x".into(), between: Some([None, Some(Scalar::Int(10))]), ..FilterSpec::default() }];
    let spec = QuerySpec { filters, ..asked(r#"{"count":10}"#) };
    assert_eq!(settled(&spec, Int64Array::from(vec![0, 9, 5_000])).0.width, Some(1.0));
}

#[test]
fn a_zone_becomes_its_offsets_from_before_the_first_bin() {
    let x = || TimestampSecondArray::from(vec![Some(1_000_000_000), None]).with_timezone("UTC");
    let (bin, rows) = settled(&asked(r#"{"every":"day","zone":"Etc/One"}"#), x());
    assert!(bin.offsets.unwrap()[0][0] < 1_000_000_000 - 86_400);
    // 2001-09-09T01:46:40 in UTC
    assert_eq!(rows[0][0], Value::Timestamp { ticks: 999_990_000, per_second: 1 });
    let spec = asked(r#"{"every":"day","zone":"Etc/Two"}"#);
    let error = settle(&spec, &of_numbers(&spec).unwrap(), &[], zones).unwrap_err();
    assert_eq!((error.field.as_str(), check_zones(&spec, |zone| zone == "Etc/One")), ("group_by[0].bin.zone", Err(error.clone())));
}

#[test]
fn calendar_bins_without_a_zone_go_by_the_clock_of_their_columns_own() {
    // 2001-09-09T01:46:40 in UTC
    let at = 1_000_000_000;
    let days = |own, bin| settled_in(own, bin, at).1;
    let starts = |ticks| Value::Timestamp { ticks, per_second: 1 };
    for (own, ticks) in [("UTC", 999_993_600), ("Etc/One", 999_990_000), ("+08:00", 999_964_800), ("-0330", 999_919_800), ("-03", 999_918_000)] {
        assert_eq!(days(own, r#"{"every":"day"}"#), starts(ticks), "{own}");
    }
    assert_eq!(days("+08:00", r#"{"every":"day","zone":"Etc/One"}"#), starts(999_990_000));
    assert_eq!(days("Etc/One", r#"{"every":"day","zone":"UTC"}"#), starts(999_993_600));
    assert_eq!(days("UTC", r#"{"every":"day","zone":"+08"}"#), starts(999_964_800));
    let bin = settled_in("+08:00", r#"{"every":"week","n":2}"#, at).0;
    assert_eq!((bin.zone.as_deref(), bin.offsets, bin.n), (Some("+08:00"), Some(vec![[0, 28_800]]), Some(2)));
    assert_eq!(settled_in("UTC", r#"{"every":"day"}"#, at).0, asked(r#"{"every":"day"}"#).group_by[0].bin.clone().unwrap());
}

#[test]
fn a_zone_that_nobody_named_is_never_taken_for_utc() {
    let day = asked(r#"{"every":"day"}"#);
    let parsed = |own: &str| {
        let x = TimestampSecondArray::from(vec![1_000_000_000]).with_timezone(own);
        let batch = RecordBatch::try_from_iter([("x", Arc::new(x) as ArrayRef)]).unwrap();
        Plan::parse(&day, &batch.schema()).map(|_| answer(&day, &batch).rows[0][0].clone()).map_err(|error| error.field)
    };
    assert_eq!(parsed("+08:00"), Ok(Value::Timestamp { ticks: 999_964_800, per_second: 1 }));
    assert_eq!(parsed("Asia/Shanghai"), Err("group_by[0].bin.zone".to_owned()));
}

#[test]
fn what_is_wrong_is_named_without_a_schema() {
    for (bin, field) in [(r#"{"count":0}"#, ".count"), (r#"{"quantiles":1}"#, ".quantiles"), (r#"{"top":0}"#, ".top"), (r#"{"top":1,"width":2}"#, "")]
    {
        assert_eq!(of_numbers(&asked(bin)).unwrap_err().field, format!("group_by[0].bin{field}"));
    }
    let spec = asked(r#"{"count":5}"#);
    let text = Answer { keys: 0, rows: vec![vec![Value::Text("a".into()), Value::Text("b".into())]] };
    assert_eq!(settle(&spec, &of_numbers(&spec).unwrap(), &[text], zones).unwrap_err().field, "group_by[0].bin.count");
    let need = &of_numbers(&asked(r#"{"quantiles":5}"#)).unwrap()[0];
    assert_eq!(need.blame("measures[3].column", &asked(r#"{"quantiles":5}"#)), "group_by[0].bin.quantiles");
}

#[test]
fn a_cut_of_large_whole_numbers_is_that_number() {
    for b in [9_007_199_254_740_993, 36_028_797_018_963_969] {
        let (bin, rows) = settled(&asked(r#"{"quantiles":2}"#), Int64Array::from(vec![b - 1, b - 1, b, b, b]));
        assert_eq!((bin.cuts, rows.len()), (Some(vec![Scalar::Int(b)]), 2));
    }
}

#[test]
fn a_cut_of_wide_decimals_has_all_their_digits() {
    let b = 123_456_789_012_345_678_901;
    let x = Decimal128Array::from(vec![b - 1, b - 1, b, b, b]).with_precision_and_scale(38, 2).unwrap();
    let (bin, rows) = settled(&asked(r#"{"quantiles":2}"#), x);
    assert_eq!((bin.cuts, rows.len()), (Some(vec![Scalar::Text("1234567890123456789.01".into())]), 2));
    // Between two of them lies what no float tells from both.
    let x = Decimal128Array::from(vec![b, b + 1, b + 2, b + 3, b + 5]).with_precision_and_scale(38, 2).unwrap();
    assert!(settled(&asked(r#"{"quantiles":7}"#), x).0.cuts.unwrap().len() < 6);
}

#[test]
fn quantile_bins_of_times_are_cut_at_times() {
    let cuts = |x: ArrayRef| settled(&asked(r#"{"quantiles":2}"#), x).0.cuts.unwrap();
    let texts = |text: &str| vec![Scalar::Text(text.into())];
    assert_eq!(cuts(Arc::new(Date32Array::from(vec![Some(0), None, Some(1), Some(4)]))), texts("1970-01-02"));
    let second = || TimestampSecondArray::from(vec![0, 60, 3_600]);
    assert_eq!(cuts(Arc::new(second())), texts("1970-01-01T00:01:00"));
    assert_eq!(cuts(Arc::new(second().with_timezone("Etc/One"))), texts("1970-01-01T00:01:00Z"));
    assert_eq!(cuts(Arc::new(Time32SecondArray::from(vec![0, 60, 3_600]))), texts("00:01:00"));
    let (bin, rows) = settled(&asked(r#"{"quantiles":2}"#), DurationMillisecondArray::from(vec![-500, 0, 2_000]));
    assert_eq!((bin.cuts, rows.len()), (Some(texts("P0D")), 2));
}

#[test]
fn a_number_of_bins_of_times_becomes_a_width_that_clocks_have() {
    let of = |count: u32, x: ArrayRef| settled(&asked(&format!(r#"{{"count":{count}}}"#)), x);
    let times = |secs: Vec<i32>| Arc::new(Time32SecondArray::from(secs)) as ArrayRef;
    let (bin, rows) = of(24, times(vec![0, 3_599, 3_600, 86_399]));
    assert_eq!((bin.width, rows.len()), (Some(3_600.0), 3));
    assert_eq!(rows[2], [Value::Time { ticks: 82_800, per_second: 1 }, Value::Int(1)]);
    assert_eq!(of(100, times(vec![0, 3])).0.width, Some(1.0));
    let lengths = |ticks: Vec<i64>| Arc::new(DurationMicrosecondArray::from(ticks)) as ArrayRef;
    for (greatest, width) in [(9, 0.000_001), (9_000_000, 1.0), (900_000_000, 120.0), (900_000_000_000, 86_400.0), (90_000_000_000_000, 8_640_000.0)]
    {
        assert_eq!(of(10, lengths(vec![0, greatest])).0.width, Some(width), "{greatest}");
    }
}

proptest! {
    /// Bins of a width are near the number that was wished, and cover all values.
    #[test]
    fn a_number_of_bins_is_about_met(x in proptest::collection::vec(-1e6..1e6, 2..40), count in 1u32..60) {
        let (bin, rows) = settled(&asked(&format!(r#"{{"count":{count}}}"#)), Float64Array::from(x.clone()));
        let keys: Vec<f64> = rows.iter().map(|row| row[0].as_f64().unwrap()).collect();
        let bins = ((keys[keys.len() - 1] - keys[0]) / bin.width.unwrap()).round() + 1.0;
        prop_assume!(x.iter().any(|other| other != &x[0]));
        prop_assert!(bins <= 2.0 * f64::from(count) + 2.0 && bins >= f64::from(count) / 3.0, "{} bins", bins);
        prop_assert_eq!(rows.iter().map(|row| row[1].as_f64().unwrap()).sum::<f64>(), x.len() as f64);
    }
}
