use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::{Int8Type, UInt32Type};
use arrow_array::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::wire::query::Scalar;

/// How many rows pass.
fn passing(filter: FilterSpec, batch: &RecordBatch) -> i128 {
    let rows = answer(&QuerySpec::count(vec![filter]), batch);
    let [Value::Int(n)] = rows[0][..] else { panic!("{rows:?}") };
    n
}

fn between(lo: Option<Scalar>, hi: Option<Scalar>) -> FilterSpec {
    FilterSpec { between: Some([lo, hi]), ..filter() }
}

fn one_of(values: Vec<Option<Scalar>>) -> FilterSpec {
    FilterSpec { one_of: Some(values), ..filter() }
}

fn int(n: i64) -> Option<Scalar> {
    Some(Scalar::Int(n))
}

fn float(x: f64) -> Option<Scalar> {
    Some(Scalar::Float(x))
}

fn text(text: &str) -> Option<Scalar> {
    Some(Scalar::Text(text.into()))
}

fn dictionary(cells: &[Option<String>]) -> RecordBatch {
    let mut builder = StringDictionaryBuilder::<Int8Type>::new();
    cells.iter().for_each(|cell| builder.append_option(cell.as_deref()));
    column(builder.finish())
}

fn cells<T: Strategy>(cell: T) -> impl Strategy<Value = Vec<Option<T::Value>>> {
    vec(option::weighted(0.8, cell), 0..50)
}

fn floats() -> impl Strategy<Value = f64> {
    prop_oneof![-5.0..5.0, Just(f64::NAN), Just(f64::INFINITY), Just(-0.0), (-3i32..3).prop_map(f64::from)]
}

fn is_at_least(x: f64, lo: f64) -> bool {
    x.is_nan() || x >= lo
}

proptest! {
    #[test]
    fn integers_between_floats(x in cells(-5i64..5), lo in option::of(-60i32..60), hi in option::of(-60i32..60)) {
        let bounds = [lo, hi].map(|end| end.map(|tenths| f64::from(tenths) / 10.0));
        let wanted = x.iter().flatten().filter(|&&x| bounds[0].is_none_or(|lo| x as f64 >= lo) && bounds[1].is_none_or(|hi| (x as f64) < hi)).count();
        let [lo, hi] = bounds.map(|end| end.map(Scalar::Float));
        prop_assert_eq!(passing(between(lo.clone(), hi.clone()), &column(Int64Array::from(x.clone()))), wanted as i128);
        let narrow: Vec<Option<i8>> = x.iter().map(|x| x.map(|x| x as i8)).collect();
        prop_assert_eq!(passing(between(lo, hi), &column(Int8Array::from(narrow))), wanted as i128);
    }

    #[test]
    fn floats_between(x in cells(floats()), lo in option::of(-3i64..3), hi in option::of(-3i64..3)) {
        let within = |x: f64| lo.is_none_or(|lo| is_at_least(x, lo as f64)) && hi.is_none_or(|hi| x < hi as f64);
        let wanted = x.iter().flatten().filter(|x| within(**x)).count();
        let filter = between(lo.map(Scalar::Int), hi.map(Scalar::Int));
        prop_assert_eq!(passing(filter, &column(Float64Array::from(x))), wanted as i128);
    }

    #[test]
    fn texts_between(x in cells("[a-c]{0,2}"), lo in option::of("[a-c]{0,2}"), hi in option::of("[a-c]{0,2}")) {
        let within = |x: &String| lo.as_ref().is_none_or(|lo| x >= lo) && hi.as_ref().is_none_or(|hi| x < hi);
        let wanted = x.iter().flatten().filter(|x| within(x)).count() as i128;
        let filter = between(lo.clone().map(Scalar::Text), hi.clone().map(Scalar::Text));
        prop_assert_eq!(passing(filter.clone(), &column(StringArray::from(x.clone()))), wanted);
        prop_assert_eq!(passing(filter.clone(), &column(StringViewArray::from_iter(x.clone()))), wanted);
        prop_assert_eq!(passing(filter, &dictionary(&x)), wanted);
    }

    #[test]
    fn one_of_some_integers(x in cells(-3i64..3), set in vec(option::of(-3i64..3), 0..4)) {
        let wanted = x.iter().filter(|x| set.contains(x)).count() as i128;
        let filter = one_of(set.iter().map(|v| v.map(Scalar::Int)).collect());
        prop_assert_eq!(passing(filter.clone(), &column(Int64Array::from(x.clone()))), wanted);
        let wide = Decimal128Array::from_iter(x.iter().map(|x| x.map(|x| i128::from(x) * 100))).with_precision_and_scale(20, 2).unwrap();
        prop_assert_eq!(passing(filter.clone(), &column(wide)), wanted);
        let floats = Float32Array::from_iter(x.iter().map(|x| x.map(|x| x as f32)));
        prop_assert_eq!(passing(filter, &column(floats)), wanted);
    }

    #[test]
    fn one_of_some_texts(x in cells("[a-c]"), set in vec(option::of("[a-d]"), 0..4)) {
        let wanted = x.iter().filter(|x| set.contains(x)).count() as i128;
        let filter = one_of(set.iter().map(|v| v.clone().map(Scalar::Text)).collect());
        prop_assert_eq!(passing(filter.clone(), &column(LargeStringArray::from(x.clone()))), wanted);
        prop_assert_eq!(passing(filter, &dictionary(&x)), wanted);
    }

    #[test]
    fn null_or_not(x in cells(any::<bool>())) {
        let nulls = x.iter().filter(|x| x.is_none()).count() as i128;
        let rows = x.len() as i128;
        let batch = column(BooleanArray::from(x));
        prop_assert_eq!(passing(FilterSpec { is_null: Some(true), ..filter() }, &batch), nulls);
        prop_assert_eq!(passing(FilterSpec { is_null: Some(false), ..filter() }, &batch), rows - nulls);
    }
}

#[test]
fn bounds_of_large_integers_are_exact() {
    let x = column(Int64Array::from(vec![(1 << 53) + 1, 1 << 53, i64::MAX, i64::MIN]));
    assert_eq!(passing(between(int((1 << 53) + 1), None), &x), 2);
    assert_eq!(passing(between(None, text("9223372036854775807")), &x), 3);
    assert_eq!(passing(between(float(-1e300), float(1e300)), &x), 4);
    assert_eq!(passing(between(float(1e300), None), &x), 0);
    let x = column(UInt64Array::from(vec![u64::MAX, 0]));
    assert_eq!(passing(one_of(vec![text("18446744073709551615")]), &x), 1);
}

#[test]
fn decimals_compare_by_their_digits() {
    let x = column(Decimal128Array::from(vec![10, 20, 30]).with_precision_and_scale(10, 2).unwrap());
    assert_eq!(passing(between(float(0.1), float(0.3)), &x), 2);
    assert_eq!(passing(between(text("0.105"), None), &x), 2);
    assert_eq!(passing(one_of(vec![text("0.1"), text("0.3000"), text("0.205")]), &x), 2);
}

#[test]
fn times_compare_with_text() {
    let noon = 1_357_041_600_000i64;
    let x = column(TimestampMillisecondArray::from(vec![noon, noon + 1, noon + 86_400_000]));
    assert_eq!(passing(between(text("2013-01-01T12:00:00"), text("2013-01-02")), &x), 2);
    assert_eq!(passing(between(text("2013-01-01T20:00:00+08:00"), text("2013-01-01T12:00:00.001Z")), &x), 1);
    assert_eq!(passing(between(text("2013-01-01T12:00:00.000001"), None), &x), 2);
    let x = column(Date32Array::from(vec![15_706, 15_707]));
    assert_eq!(passing(between(text("2013-01-01"), text("2013-01-02")), &x), 1);
    assert_eq!(passing(between(text("2013-01-01T00:00:01"), None), &x), 1);
    assert_eq!(passing(one_of(vec![text("2013-01-02")]), &x), 1);
}

#[test]
fn truth_values_compare() {
    let x = column(BooleanArray::from(vec![Some(true), Some(false), None, Some(true)]));
    assert_eq!(passing(one_of(vec![Some(Scalar::Bool(true))]), &x), 2);
    assert_eq!(passing(one_of(vec![Some(Scalar::Bool(false)), None]), &x), 2);
    assert_eq!(passing(between(None, Some(Scalar::Bool(true))), &x), 1);
}

#[test]
fn nan_passes_an_open_end_and_a_set_that_names_it() {
    let x = column(Float64Array::from(vec![Some(f64::NAN), Some(1.0), None]));
    assert_eq!(passing(between(int(0), None), &x), 2);
    assert_eq!(passing(between(None, float(f64::MAX)), &x), 1);
    assert_eq!(passing(one_of(vec![text("NaN")]), &x), 1);
}

#[test]
fn a_float_of_32_bits_is_named_by_its_shortest_digits() {
    assert_eq!(passing(one_of(vec![float(0.1)]), &column(Float32Array::from(vec![0.1, 0.2]))), 1);
}

#[test]
fn a_dictionary_with_a_null_among_its_values_has_null_cells() {
    let keys = PrimitiveArray::<UInt32Type>::from(vec![0, 1, 1]);
    let values = StringArray::from(vec![Some("a"), None]);
    let x = column(DictionaryArray::new(keys, Arc::new(values)));
    assert_eq!(passing(FilterSpec { is_null: Some(true), ..filter() }, &x), 2);
    assert_eq!(passing(between(text(""), None), &x), 1);
    assert_eq!(groups(&by(None), &x), [("Text(\"a\")".into(), 1), ("Null".into(), 2)]);
}

#[test]
fn all_filters_must_hold() {
    let x = column(Int64Array::from_iter_values(0..10));
    let spec = QuerySpec::count(vec![between(int(2), None), between(None, int(5)), one_of(vec![int(3), int(9)])]);
    assert_eq!(answer(&spec, &x), [[Value::Int(1)]]);
}

fn json(filter: &str) -> FilterSpec {
    serde_json::from_str(filter).unwrap()
}

#[test]
fn texts_are_searched() {
    let x = column(StringArray::from(vec![Some("New York"), Some("newark"), None, Some("München"), Some("")]));
    let rows = [
        (r#"{"column":"x","contains":"ew"}"#, 2),
        (r#"{"column":"x","contains":"NEW","ignore_case":true}"#, 2),
        (r#"{"column":"x","contains":"Ü","ignore_case":true}"#, 1),
        (r#"{"column":"x","starts_with":"New"}"#, 1),
        (r#"{"column":"x","starts_with":""}"#, 4),
        (r#"{"column":"x","matches":"^[a-z]+k$"}"#, 1),
        (r#"{"column":"x","matches":"^new","ignore_case":true}"#, 2),
    ];
    for (filter, expected) in rows {
        assert_eq!(passing(json(filter), &x), expected, "{filter}");
    }
}

#[test]
fn conditions_are_joined_as_in_sql() {
    let x = column(Int32Array::from(vec![Some(1), Some(2), Some(3), None]));
    let rows = [
        (r#"{"not":{"column":"x","between":[2,null]}}"#, 1),
        (r#"{"not":{"column":"x","in":[2]}}"#, 2),
        (r#"{"not":{"column":"x","in":[2,null]}}"#, 2),
        (r#"{"not":{"column":"x","is_null":true}}"#, 3),
        (r#"{"any":[{"column":"x","in":[1]},{"column":"x","is_null":true}]}"#, 2),
        (r#"{"all":[{"column":"x","between":[2,null]},{"not":{"column":"x","in":[3]}}]}"#, 1),
        (r#"{"not":{"any":[{"column":"x","in":[1]},{"column":"x","in":[2]}]}}"#, 1),
        (r#"{"not":{"all":[{"column":"x","in":[1]},{"column":"x","is_null":false}]}}"#, 3),
        (r#"{"not":{"not":{"column":"x","in":[1]}}}"#, 1),
    ];
    for (filter, expected) in rows {
        assert_eq!(passing(json(filter), &x), expected, "{filter}");
    }
}

#[test]
fn conditions_that_say_nothing_are_refused_by_name() {
    let schema = column(StringArray::from(vec!["a"])).schema();
    let deep = (0..40).fold(r#"{"column":"x","is_null":true}"#.to_owned(), |inner, _| format!(r#"{{"not":{inner}}}"#));
    let rows = [
        (r#"{"column":"x"}"#, "filters[0]"),
        (r#"{"column":"x","contains":"a","is_null":true}"#, "filters[0]"),
        (r#"{"any":[]}"#, "filters[0].any"),
        (r#"{"all":[{"column":"x","is_null":true},{"column":"y","is_null":true}]}"#, "filters[0].all[1].column"),
        (r#"{"column":"x","not":{"column":"x","is_null":true}}"#, "filters[0].column"),
        (r#"{"column":"x","matches":"("}"#, "filters[0].matches"),
    ];
    for (filter, field) in rows {
        let error = crate::engine::plan::parse_filters(&[json(filter)], &schema).unwrap_err();
        assert_eq!(error.field, field, "{filter}: {error}");
    }
    assert!(crate::engine::plan::parse_filters(&[json(&deep)], &schema).is_err());
}
