#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

use shared::wire::query::CalendarUnit;

use super::*;

fn edges(word: &str, bin: BinSpec) -> Edges {
    Edges::of(&GroupKey { column: "x".into(), bin: Some(bin) }, word).unwrap()
}

fn width(word: &str, width: f64, origin: f64) -> Edges {
    edges(word, BinSpec { width: Some(width), origin: Some(origin), ..BinSpec::default() })
}

fn every(word: &str, unit: CalendarUnit) -> Edges {
    edges(word, BinSpec { every: Some(unit), ..BinSpec::default() })
}

fn cuts(word: &str, cuts: &[Scalar]) -> Edges {
    edges(word, BinSpec { cuts: Some(cuts.to_vec()), ..BinSpec::default() })
}

fn text(text: &str) -> Scalar {
    Scalar::Text(text.into())
}

fn lies_within(edges: &Edges, key: &Value, lo: Option<Scalar>, hi: Option<Scalar>) -> bool {
    let [lo, hi] = [lo, hi].map(|end| end.map(|end| edges.bound(&end).unwrap()));
    edges.place(key).is_some_and(|place| place.lies_within(lo.as_ref(), hi.as_ref()))
}

#[track_caller]
fn refused(edges: &Edges, end: Scalar, nearest: &str) {
    let reason = edges.bound(&end).unwrap_err();
    assert!(reason.ends_with(&format!("the nearest edges are {nearest}")), "{reason}");
}

#[test]
fn bins_of_a_width_lie_between_their_edges() {
    let edges = width("float64", 0.1, 0.0);
    let within = |key: f64| lies_within(&edges, &Value::Float(key), Some(Scalar::Float(0.3)), Some(text("0.5")));
    assert_eq!([0.2, 0.1 * 3.0, 0.4, 0.5].map(within), [false, true, true, false]);
    refused(&edges, Scalar::Float(0.35), "0.3 and 0.4");
    let unbounded = |key: f64, lo: &str| lies_within(&edges, &Value::Float(key), Some(text(lo)), None);
    assert!(unbounded(f64::NEG_INFINITY, "-Infinity") && unbounded(0.2, "-Infinity") && unbounded(f64::NAN, "0.2"));
    assert!(!unbounded(f64::NEG_INFINITY, "0.2") && !lies_within(&edges, &Value::Float(f64::NAN), None, Some(text("inf"))));
}

#[test]
fn edges_far_from_zero_are_edges_as_they_are_written() {
    let edges = width("float64", 0.1, 0.0);
    for k in 1_000_000_000..1_000_000_050_i64 {
        let written = format!("{}.{}", k / 10, k % 10);
        assert!(edges.bound(&text(&written)).is_ok(), "{written}");
    }
}

#[test]
fn bins_of_whole_numbers_are_exact_whatever_their_size() {
    let edges = width("int64", 2.0, 1.0);
    let far = 9_007_199_254_740_993;
    assert!(lies_within(&edges, &Value::Int(far), Some(Scalar::Int(far as i64)), Some(Scalar::Int(far as i64 + 2))));
    assert!(!lies_within(&edges, &Value::Int(far + 2), None, Some(Scalar::Int(far as i64 + 2))));
    refused(&edges, Scalar::Int(far as i64 + 1), "9007199254740993 and 9007199254740995");
    refused(&edges, Scalar::Float(-0.5), "-1 and 1");
    assert!(lies_within(&edges, &Value::Float(-1.0), Some(Scalar::Int(-1)), Some(Scalar::Float(1.0))));
}

#[test]
fn bins_of_decimals_take_bounds_as_numbers_and_as_digits() {
    let edges = width("decimal(8,2)", 0.5, 0.0);
    assert!(lies_within(&edges, &Value::Float(9.5), Some(text("9.50")), Some(Scalar::Int(10))));
    refused(&edges, text("9.75"), "9.5 and 10");
}

#[test]
fn units_of_the_calendar_begin_at_their_edges() {
    let edges = every("timestamp", CalendarUnit::Month);
    let february = Value::Timestamp { ticks: 1_359_676_800_000_000, per_second: 1_000_000 };
    for written in ["2013-02-01", "2013-02-01T00:00:00Z", "2013-02-01 00:00:00.000", "2013-02-01T08:00:00+08:00"] {
        assert!(lies_within(&edges, &february, Some(text(written)), None), "{written}");
        assert!(!lies_within(&edges, &february, None, Some(text(written))), "{written}");
    }
    refused(&edges, text("2013-01-31"), "“2013-01-01” and “2013-02-01”");
    refused(&every("timestamp", CalendarUnit::Minute), text("2013-01-31T10:00:30"), "“2013-01-31T10:00:00” and “2013-01-31T10:01:00”");
    refused(&every("date", CalendarUnit::Week), text("1969-12-31"), "“1969-12-29” and “1970-01-05”");
    assert!(edges.bound(&Scalar::Int(5)).is_err());
}

#[test]
fn units_of_a_zone_begin_at_edges_by_its_clock() {
    let bin = BinSpec { every: Some(CalendarUnit::Day), zone: Some("+08:00".into()), offsets: Some(vec![[0, 28_800]]), ..BinSpec::default() };
    let edges = edges("timestamp(+08:00)", bin);
    let first = Value::Timestamp { ticks: 1_359_648_000, per_second: 1 };
    assert!(lies_within(&edges, &first, Some(text("2013-02-01T00:00:00+08:00")), Some(text("2013-02-01T16:00:00Z"))));
    refused(&edges, text("2013-02-01T00:00:00Z"), "“2013-02-01T00:00:00+08:00” and “2013-02-02T00:00:00+08:00”");
}

#[test]
fn cuts_compare_as_the_columns_type() {
    let edges = cuts("decimal(8,2)", &[text("2.00"), text("10.00")]);
    assert!(lies_within(&edges, &Value::Int(1), Some(Scalar::Int(2)), Some(Scalar::Float(10.0))));
    refused(&edges, Scalar::Int(3), "“2.00” and “10.00”");
    refused(&edges, Scalar::Int(11), "“10.00” and null");
    let days = cuts("timestamp(UTC)", &[text("2013-01-31")]);
    assert!(lies_within(&days, &Value::Int(1), Some(text("2013-01-31T00:00:00Z")), None));
}

#[test]
fn the_bin_below_all_cuts_passes_an_open_end_only() {
    let edges = cuts("int32", &[Scalar::Int(1), Scalar::Int(5)]);
    let within = |bin: i128, lo: Option<i64>| lies_within(&edges, &Value::Int(bin), lo.map(Scalar::Int), Some(Scalar::Int(5)));
    assert_eq!([within(0, None), within(0, Some(1)), within(1, Some(1)), within(2, None)], [true, false, true, false]);
    assert!(!lies_within(&edges, &Value::Null, None, None) && lies_within(&edges, &Value::Int(2), None, None));
}

#[test]
fn a_set_names_values_or_where_bins_begin() {
    let values = Edges::of(&GroupKey::plain("x"), "decimal(8,2)").unwrap();
    assert_eq!(values.named(&text("9.5")), Ok(values.place(&Value::Decimal { unscaled: 950, scale: 2 })));
    assert_eq!(values.named(&text("9.505")), Ok(None));
    let bins = width("int32", 10.0, 0.0);
    assert_eq!(bins.named(&Scalar::Int(20)), Ok(bins.place(&Value::Float(20.0))));
    assert!(bins.named(&Scalar::Int(21)).is_err());
}

#[test]
fn logarithmic_bins_end_at_powers() {
    for word in ["float64", "int64", "decimal(10,2)"] {
        let edges = edges(word, BinSpec { log: Some(10.0), ..BinSpec::default() });
        let within = |key: f64| lies_within(&edges, &Value::Float(key), Some(Scalar::Int(10)), Some(Scalar::Int(1_000)));
        assert_eq!([1.0, 10.0, 100.0, 1_000.0].map(within), [false, true, true, false], "{word}");
        assert_eq!(edges.named(&Scalar::Int(100)).unwrap(), edges.place(&Value::Float(100.0)), "{word}");
        refused(&edges, Scalar::Int(500), "100 and 1000");
        assert!(!edges.has_open_start());
    }
}

#[test]
fn bins_without_edges_are_named_one_by_one() {
    let prefixes = edges("string", BinSpec { prefix: Some(1), ..BinSpec::default() });
    assert!(prefixes.bound(&text("a")).is_err() && prefixes.named(&text("a")).unwrap() == Some(Place::Text("a".into())));
    let among = edges("string", BinSpec { among: Some(vec![text("b")]), ..BinSpec::default() });
    assert!(among.bound(&text("b")).is_err() && among.named(&Scalar::Int(1)).unwrap() == Some(Place::Whole(1)));
    let quarter_hours = BinSpec { every: Some(CalendarUnit::Minute), n: Some(15), ..BinSpec::default() };
    assert!(edges("timestamp", quarter_hours).bound(&text("2013-01-31")).is_err());
}
