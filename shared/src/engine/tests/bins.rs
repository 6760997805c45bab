use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::{Int16Type, UInt64Type};
use arrow_array::*;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::bin::linear::Linear;
use crate::wire::query::{CalendarUnit, Scalar};

fn linear(width: f64, origin: f64) -> QuerySpec {
    by(Some(BinSpec { width: Some(width), origin: Some(origin), ..BinSpec::default() }))
}

fn every(unit: CalendarUnit) -> QuerySpec {
    by(Some(BinSpec { every: Some(unit), ..BinSpec::default() }))
}

fn pairs(pairs: &[(&str, i128)]) -> Vec<(String, i128)> {
    pairs.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
}

#[test]
fn a_bin_holds_its_lower_edge_and_not_its_upper() {
    let x = Float64Array::from(vec![Some(-0.5), Some(0.0), Some(2.4), Some(2.5), Some(7.5), None]);
    let bins = pairs(&[("Float(-2.5)", 1), ("Float(0.0)", 2), ("Float(2.5)", 1), ("Float(7.5)", 1), ("Null", 1)]);
    assert_eq!(groups(&linear(2.5, 0.0), &column(x)), bins);
    let x = Int32Array::from(vec![-1, 0, 9, 10]);
    assert_eq!(groups(&linear(10.0, 5.0), &column(x)), pairs(&[("Float(-5.0)", 2), ("Float(5.0)", 2)]));
}

#[test]
fn nan_and_infinities_are_bins_of_their_own() {
    let x = Float64Array::from(vec![f64::NAN, f64::INFINITY, 1.0, f64::NEG_INFINITY, f64::NAN]);
    let bins = pairs(&[("Float(-inf)", 1), ("Float(1.0)", 1), ("Float(inf)", 1), ("Float(NaN)", 2)]);
    assert_eq!(groups(&linear(1.0, 0.0), &column(x)), bins);
}

#[test]
fn giants_and_nothing_are_binned() {
    let x = Float64Array::from(vec![1e300, 1e200, 3.0]);
    assert_eq!(groups(&linear(1.0, 0.0), &column(x)), pairs(&[("Float(3.0)", 1), ("Float(1e200)", 1), ("Float(1e300)", 1)]));
    assert_eq!(groups(&linear(1.0, 0.0), &column(Float64Array::from(vec![None, None]))), pairs(&[("Null", 2)]));
    assert_eq!(groups(&linear(1.0, 0.0), &column(Float64Array::from(Vec::<f64>::new()))), []);
}

#[test]
fn large_integers_are_binned_exactly() {
    let big = (1i64 << 53) + 1;
    let x = Int64Array::from(vec![big, big - 1, big + 1, i64::MAX, i64::MIN]);
    let bins = pairs(&[
        ("Float(-9.223372036854776e18)", 1),
        ("Float(9007199254740992.0)", 1),
        ("Int(9007199254740993)", 1),
        ("Float(9007199254740994.0)", 1),
        ("Int(9223372036854775807)", 1),
    ]);
    assert_eq!(groups(&linear(1.0, 0.0), &column(x)), bins);
    let x = UInt64Array::from(vec![u64::MAX, 3]);
    assert_eq!(groups(&linear(2.0, 1.0), &column(x)), pairs(&[("Float(3.0)", 1), ("Int(18446744073709551615)", 1)]));
}

#[test]
fn decimals_are_binned_as_numbers() {
    let x = Decimal128Array::from(vec![125, 249, 250]).with_precision_and_scale(10, 2).unwrap();
    assert_eq!(groups(&linear(1.25, 0.0), &column(x)), pairs(&[("Float(1.25)", 2), ("Float(2.5)", 1)]));
}

proptest! {
    /// What a bin counts is what a filter from its edge to the next lets pass.
    #[test]
    fn a_bin_counts_what_a_filter_between_its_edges_passes(
        x in vec(prop_oneof![-100.0..100.0, (-1000i32..1000).prop_map(|tenths| f64::from(tenths) / 10.0)], 1..60),
        width in prop_oneof![Just(0.1), Just(0.3), Just(2.5), 0.01..20.0],
        origin in prop_oneof![Just(0.0), -3.0..3.0],
    ) {
        let (batch, rule) = (column(Float64Array::from(x)), Linear::new(origin, width));
        for row in answer(&linear(width, origin), &batch) {
            let edge = row[0].as_f64().unwrap();
            let k = ((edge - origin) / width).round();
            prop_assert_eq!(edge, rule.edge(k));
            prop_assert!((edge - (origin + k * width)).abs() < 1e-12 * (1.0 + edge.abs()));
            let ends = [Some(Scalar::Float(edge)), Some(Scalar::Float(rule.after(edge)))];
            let count = QuerySpec::count(vec![FilterSpec { between: Some(ends), ..filter() }]);
            prop_assert_eq!(&answer(&count, &batch)[0][0], &row[1]);
        }
    }
}

#[test]
fn calendar_bins_start_where_their_unit_starts() {
    // 2012-12-31, a Monday; 2013-01-01; 2013-02-28; 2013-05-05, a Sunday; 1969-12-31
    let x = column(Date32Array::from(vec![15_705, 15_706, 15_764, 15_830, -1]));
    let text = |unit| {
        let texts = answer(&every(unit), &x).into_iter().map(|row| match row[0].to_scalar() {
            Some(Scalar::Text(text)) => text,
            other => panic!("{other:?}"),
        });
        texts.collect::<Vec<_>>()
    };
    assert_eq!(text(CalendarUnit::Hour), ["1969-12-31", "2012-12-31", "2013-01-01", "2013-02-28", "2013-05-05"]);
    assert_eq!(text(CalendarUnit::Week), ["1969-12-29", "2012-12-31", "2013-02-25", "2013-04-29"]);
    assert_eq!(text(CalendarUnit::Month), ["1969-12-01", "2012-12-01", "2013-01-01", "2013-02-01", "2013-05-01"]);
    assert_eq!(text(CalendarUnit::Quarter), ["1969-10-01", "2012-10-01", "2013-01-01", "2013-04-01"]);
    assert_eq!(text(CalendarUnit::Year), ["1969-01-01", "2012-01-01", "2013-01-01"]);
}

#[test]
fn timestamps_of_every_unit_are_binned_in_utc() {
    let secs = [1_357_041_599i64, 1_357_041_600, -1];
    let keys = |spec: &QuerySpec, batch: &RecordBatch| answer(spec, batch).iter().map(|row| row[0].to_scalar().unwrap()).collect::<Vec<_>>();
    let scaled = |by: i64| secs.map(|s| s * by).to_vec();
    for x in [
        column(TimestampSecondArray::from(scaled(1))),
        column(TimestampMillisecondArray::from(scaled(1_000)).with_timezone("UTC")),
        column(TimestampMicrosecondArray::from(scaled(1_000_000))),
        column(TimestampNanosecondArray::from(scaled(1_000_000_000))),
    ] {
        let starts = |texts: &[&str]| texts.iter().map(|text| Scalar::Text((*text).into())).collect::<Vec<_>>();
        assert_eq!(keys(&every(CalendarUnit::Hour), &x), starts(&["1969-12-31T23:00:00", "2013-01-01T11:00:00", "2013-01-01T12:00:00"]));
        assert_eq!(keys(&every(CalendarUnit::Minute), &x), starts(&["1969-12-31T23:59:00", "2013-01-01T11:59:00", "2013-01-01T12:00:00"]));
        assert_eq!(keys(&every(CalendarUnit::Day), &x), starts(&["1969-12-31T00:00:00", "2013-01-01T00:00:00"]));
        assert_eq!(keys(&every(CalendarUnit::Month), &x), starts(&["1969-12-01T00:00:00", "2013-01-01T00:00:00"]));
    }
}

#[test]
fn times_outside_the_calendar_are_kept() {
    let x = column(TimestampSecondArray::from(vec![Some(i64::MIN), Some(i64::MAX), None]));
    for unit in [CalendarUnit::Second, CalendarUnit::Day, CalendarUnit::Year] {
        assert_eq!(answer(&every(unit), &x).len(), 3);
    }
    let x = column(TimestampNanosecondArray::from(vec![i64::MIN, i64::MAX]));
    assert_eq!(answer(&every(CalendarUnit::Year), &x).len(), 2);
    assert_eq!(answer(&every(CalendarUnit::Week), &column(Date32Array::from(vec![i32::MIN, i32::MAX]))).len(), 2);
}

#[test]
fn categories_are_the_values() {
    let x = StringArray::from(vec![Some("b"), Some("a"), None, Some("b"), Some("")]);
    let names = pairs(&[("Text(\"\")", 1), ("Text(\"a\")", 1), ("Text(\"b\")", 2), ("Null", 1)]);
    assert_eq!(groups(&by(None), &column(x)), names);
    let mut builder = StringDictionaryBuilder::<UInt64Type>::new();
    [Some("b"), Some("a"), None, Some("b"), Some("")].into_iter().for_each(|cell| builder.append_option(cell));
    assert_eq!(groups(&by(None), &column(builder.finish())), names);
    let x = BooleanArray::from(vec![Some(true), None, Some(true)]);
    assert_eq!(groups(&by(None), &column(x)), pairs(&[("Bool(true)", 2), ("Null", 1)]));
    let x = Int64Array::from(vec![i64::MAX, i64::MIN, i64::MAX]);
    assert_eq!(groups(&by(None), &column(x)), pairs(&[("Int(-9223372036854775808)", 1), ("Int(9223372036854775807)", 2)]));
    let x = Float64Array::from(vec![0.0, -0.0, f64::NAN, -f64::NAN, 1.5]);
    assert_eq!(groups(&by(None), &column(x)), pairs(&[("Float(0.0)", 2), ("Float(1.5)", 1), ("Float(NaN)", 2)]));
}

#[test]
fn a_text_twice_in_a_dictionary_is_one_group() {
    let keys = PrimitiveArray::<Int16Type>::from(vec![0, 1, 1]);
    let x = DictionaryArray::new(keys, Arc::new(StringArray::from(vec!["a", "a"])));
    assert_eq!(groups(&by(None), &column(x)), pairs(&[("Text(\"a\")", 3)]));
}

proptest! {
    /// Two and three keys, whether their product is small enough for a table or not.
    #[test]
    fn several_keys_group_like_a_map(
        rows in vec((0i64..4, -1_000_000i64..1_000_000, "[a-c]"), 1..80),
        spread in prop_oneof![Just(1), Just(1_000_000)],
    ) {
        let mut wanted = std::collections::BTreeMap::new();
        for (a, b, c) in &rows {
            *wanted.entry((*a, b / spread, c.clone())).or_insert(0i128) += 1;
        }
        let x: ArrayRef = Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.0)));
        let y: ArrayRef = Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.1 / spread)));
        let z: ArrayRef = Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.2)));
        let spec = QuerySpec { group_by: ["x", "y", "z"].map(GroupKey::plain).into(), measures: vec![Measure::count()], ..QuerySpec::default() };
        let wanted: Vec<Vec<Value>> = wanted
            .into_iter()
            .map(|((a, b, c), n)| vec![Value::Int(a.into()), Value::Int(b.into()), Value::Text(c), Value::Int(n)])
            .collect();
        prop_assert_eq!(answer(&spec, &batch([("x", x), ("y", y), ("z", z)])), wanted);
    }
}

#[test]
fn the_first_instants_that_there_are_have_a_day() {
    let x = TimestampNanosecondArray::from(vec![i64::MIN, i64::MIN + 2]);
    let keys = groups(&every(CalendarUnit::Day), &column(x));
    assert_eq!(keys.len(), 1, "{keys:?}");
}

#[test]
fn times_with_microseconds_are_binned_by_units_of_more_steps_than_32_bits_count() {
    let at = |secs: i64, micros: i64| (1_356_998_400 + secs) * 1_000_000 + micros;
    let x = column(TimestampMicrosecondArray::from(vec![at(72_000, 1), at(72_010, 0), at(71_999, 999_999)]));
    assert_eq!(groups(&every(CalendarUnit::Day), &x), [(format!("Timestamp {{ ticks: {}, per_second: 1000000 }}", at(0, 0)), 3)]);
    assert_eq!(groups(&every(CalendarUnit::Hour), &x).iter().map(|group| group.1).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_cell_that_is_written_as_an_edge_is_in_the_bin_that_begins_there() {
    for (width, origin) in [(0.1, 0.0), (0.05, 0.0), (0.02, 0.01), (0.025, 0.0), (0.001, 5.5), (1e-7, 0.0), (2.5, 0.0)] {
        let rule = Linear::new(origin, width);
        for k in -2_000i32..2_000 {
            // As a person would write it.
            let edge: f64 = format!("{:.8}", origin + f64::from(k) * width).parse().unwrap();
            assert_eq!(rule.edge(f64::from(k)), edge, "edge {k} of {width} from {origin}");
        }
    }
    let tenths: Vec<f64> = (-50..50).map(|k| f64::from(k) / 10.0).collect();
    let rows = answer(&linear(0.1, 0.0), &column(Float64Array::from(tenths.clone())));
    assert_eq!(rows.iter().map(|row| row[0].as_f64().unwrap()).collect::<Vec<_>>(), tenths);
}

#[test]
fn decimals_and_integers_that_no_float_holds_are_in_the_bins_that_filters_between_their_edges_let_pass() {
    let decimal = |cells: Vec<i128>, precision, scale| column(Decimal128Array::from(cells).with_precision_and_scale(precision, scale).unwrap());
    let ones = 10i128.pow(18);
    // A hair below 1 and below 0.1, and the edges themselves.
    let near = decimal(vec![ones - 1, ones, ones / 10 - 1, ones / 10], 38, 18);
    assert_eq!(groups(&linear(1.0, 0.0), &near), pairs(&[("Float(0.0)", 3), ("Float(1.0)", 1)]));
    assert_eq!(groups(&linear(0.1, 0.0), &near), pairs(&[("Float(0.0)", 1), ("Float(0.1)", 1), ("Float(0.9)", 1), ("Float(1.0)", 1)]));
    let large = decimal(vec![999_999_999_999_999_999, 1_000_000_000_000_000_000], 18, 2);
    assert_eq!(groups(&linear(1e15, 0.0), &large), pairs(&[("Float(9000000000000000.0)", 1), ("Float(1e16)", 1)]));
    let far = (1i64 << 53) + 1;
    let halves = column(Int64Array::from(vec![far, far - 1]));
    assert_eq!(groups(&linear(0.5, 0.0), &halves).len(), 1, "an edge is a float, and no float is between them");
    let longest = decimal(vec![10i128.pow(38) - 1, 1 - 10i128.pow(38)], 38, 0);
    assert_eq!(groups(&linear(10.0, 0.0), &longest), pairs(&[("Float(-1e38)", 1), ("Float(1e38)", 1)]));
}
