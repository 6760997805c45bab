use arrow_array::*;

use super::*;

const OPS: [Op; 5] = [Op::CountColumn, Op::Sum, Op::Mean, Op::Min, Op::Max];

/// `count_column`, `sum`, `mean`, `min` and `max` of a column.
fn measures(x: impl Array + 'static) -> [String; 5] {
    let batch = column(x);
    OPS.map(|op| format!("{:?}", answer(&measure(op), &batch)[0][0]))
}

#[test]
fn no_values_have_a_count_only() {
    let undefined = ["Int(0)", "Null", "Null", "Null", "Null"];
    assert_eq!(measures(Int64Array::from(Vec::<i64>::new())), undefined);
    assert_eq!(measures(Int64Array::from(vec![None, None])), undefined);
    assert_eq!(measures(Float64Array::from(vec![None, None])), undefined);
    assert_eq!(measures(Decimal128Array::from(vec![None, None])), undefined);
}

#[test]
fn one_row_is_its_own_summary() {
    assert_eq!(measures(Int8Array::from(vec![-7])), ["Int(1)", "Int(-7)", "Float(-7.0)", "Int(-7)", "Int(-7)"]);
    assert_eq!(measures(Float32Array::from(vec![0.5])), ["Int(1)", "Float(0.5)", "Float(0.5)", "Float(0.5)", "Float(0.5)"]);
}

#[test]
fn a_sum_beyond_38_digits_is_no_answer_but_a_mean_has_one() {
    let most = 10i128.pow(38) - 1;
    let batch = column(Decimal128Array::from(vec![most, 1]).with_precision_and_scale(38, 0).unwrap());
    let partial = |ops: &[Op]| {
        let measures = ops.iter().map(|op| Measure::of(*op, "x")).collect();
        execute_batch(&Plan::parse(&QuerySpec { measures, ..QuerySpec::default() }, &batch.schema()).unwrap(), &batch)
    };
    assert!(partial(&[Op::Mean, Op::Max, Op::Sum]).has_overflow());
    assert!(!partial(&[Op::Mean, Op::Max]).has_overflow());
}

#[test]
fn rows_and_sums_that_are_counted_as_one_number_stay_apart_over_millions_of_rows() {
    const ROWS: i64 = 9_000_000;
    let cell = |row: i64| (row % 7 != 0).then_some(row * 31 % 65_536 - 9_000);
    let x: ArrayRef = Arc::new((0..ROWS).map(cell).collect::<Int64Array>());
    let k: ArrayRef = Arc::new((0..ROWS).map(|row| Some((row % 3) as i8)).collect::<Int8Array>());
    let batch = batch([("k", k), ("x", x)]);
    let measures = [Measure::count(), measure(Op::Sum).measures[0].clone(), Measure::of(Op::CountColumn, "x")];
    for (group_by, keys) in [(vec![], vec![None]), (vec![GroupKey::plain("k")], vec![Some(0), Some(1), Some(2)])] {
        let spec = QuerySpec { group_by, measures: measures.to_vec(), ..QuerySpec::default() };
        let rows = execute_batch(&Plan::parse(&spec, &batch.schema()).unwrap(), &batch).finish(&[], None).rows;
        let expected = keys.into_iter().map(|key: Option<i64>| {
            let rows = || (0..ROWS).filter(|row| key.is_none_or(|key| row % 3 == key));
            let cells = || rows().filter_map(cell);
            let measures = [rows().count() as i128, cells().map(i128::from).sum(), cells().count() as i128];
            key.into_iter().map(|key| Value::Int(key.into())).chain(measures.map(Value::Int)).collect::<Vec<_>>()
        });
        assert_eq!(rows, expected.collect::<Vec<_>>());
    }
}

#[test]
fn sums_of_integers_are_exact_beyond_64_bits() {
    let [_, sum, mean, ..] = measures(Int64Array::from(vec![i64::MAX; 4]));
    assert_eq!([sum, mean], ["Int(36893488147419103228)", "Float(9.223372036854776e18)"]);
    let [_, sum, ..] = measures(UInt64Array::from(vec![u64::MAX; 2]));
    assert_eq!(sum, "Int(36893488147419103230)");
}

#[test]
fn decimals_stay_decimals() {
    let x = Decimal128Array::from(vec![Some(10), Some(20), None, Some(30)]).with_precision_and_scale(10, 2).unwrap();
    let decimal = |unscaled: i128| format!("{:?}", Value::Decimal { unscaled, scale: 2 });
    assert_eq!(measures(x), ["Int(3)".to_owned(), decimal(60), "Float(0.2)".to_owned(), decimal(10), decimal(30)]);
}

#[test]
fn floats_shifted_by_a_billion_keep_their_digits() {
    let [_, sum, mean, ..] = measures(Float64Array::from(vec![1e9 + 0.125, 1e9 + 0.25, 1e9 + 0.375]));
    assert_eq!([sum, mean], ["Float(3000000000.75)", "Float(1000000000.25)"]);
    let [_, sum, ..] = measures(Float64Array::from(vec![1.0, 1e100, 1.0, -1e100]));
    assert_eq!(sum, "Float(2.0)");
}

#[test]
fn nan_and_infinities_come_through() {
    let x = Float64Array::from(vec![1.0, f64::NAN, f64::NEG_INFINITY]);
    assert_eq!(measures(x), ["Int(3)", "Float(NaN)", "Float(NaN)", "Float(-inf)", "Float(NaN)"]);
    let x = Float64Array::from(vec![1.0, f64::INFINITY]);
    assert_eq!(measures(x), ["Int(2)", "Float(inf)", "Float(inf)", "Float(1.0)", "Float(inf)"]);
}

#[test]
fn text_times_and_truth_values_have_extremes() {
    let extremes = |x: ArrayRef| {
        let batch = batch([("x", x)]);
        [Op::Min, Op::Max].map(|op| answer(&measure(op), &batch)[0][0].clone())
    };
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(extremes(Arc::new(StringArray::from(vec![Some("b"), None, Some("a")]))), [text("a"), text("b")]);
    assert_eq!(extremes(Arc::new(Date32Array::from(vec![3, -1]))), [Value::Date(-1), Value::Date(3)]);
    assert_eq!(extremes(Arc::new(BooleanArray::from(vec![Some(true), None]))), [Value::Bool(true), Value::Bool(true)]);
    let at = |ticks| Value::Timestamp { ticks, per_second: 1_000 };
    assert_eq!(extremes(Arc::new(TimestampMillisecondArray::from(vec![5, 2]))), [at(2), at(5)]);
}

#[test]
fn any_column_can_be_counted() {
    let x = BinaryArray::from(vec![Some(&b"a"[..]), None]);
    assert_eq!(answer(&measure(Op::CountColumn), &column(x)), [[Value::Int(1)]]);
}

#[test]
fn a_group_whose_values_are_all_null_has_no_sum() {
    let x: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None, None]));
    let g: ArrayRef = Arc::new(StringArray::from(vec!["a", "a", "b"]));
    let spec = QuerySpec { group_by: vec![GroupKey::plain("g")], ..measure(Op::Sum) };
    let rows = answer(&spec, &batch([("x", x), ("g", g)]));
    assert_eq!(rows, [[Value::Text("a".into()), Value::Int(1)], [Value::Text("b".into()), Value::Null]]);
}

#[test]
fn values_from_end_to_end_of_64_bits_are_counted_one_by_one() {
    let x = Int64Array::from(vec![i64::MIN, i64::MAX, i64::MAX, 0, 1]);
    let spec = QuerySpec { measures: [Op::Distinct, Op::Mode, Op::Median].map(|op| Measure::of(op, "x")).to_vec(), ..QuerySpec::default() };
    let spec = QuerySpec { group_by: vec![GroupKey::plain("g")], ..spec };
    let g: ArrayRef = Arc::new(StringArray::from(vec!["a"; 5]));
    let rows = answer(&spec, &batch([("x", Arc::new(x) as ArrayRef), ("g", g)]));
    assert_eq!(rows[0][1..], [Value::Int(4), Value::Int(i64::MAX.into()), Value::Float(1.0)]);
}

#[test]
fn whole_numbers_keep_their_digits_beside_floats() {
    const FAR: i64 = 1 << 60;
    let x: ArrayRef = Arc::new(Int64Array::from(vec![Some(FAR + 1), Some(FAR + 2), Some(FAR + 6), None]));
    let y: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.5), Some(1.0), Some(3.0), Some(9.0)]));
    for (column, with) in [("x", "y"), ("y", "x")] {
        let pair = |op| Measure { with: Some(with.into()), ..Measure::of(op, column) };
        let spec = QuerySpec { measures: [Op::Corr, Op::Covar].map(pair).to_vec(), ..QuerySpec::default() };
        assert_eq!(answer(&spec, &batch([("x", x.clone()), ("y", y.clone())])), [[Value::Float(1.0), Value::Float(3.5)]]);
    }
}

#[test]
fn a_median_of_times_is_the_last_tick_at_or_before_it() {
    let of = |op, array: ArrayRef, q| {
        let measure = Measure { q, ..Measure::of(op, "x") };
        answer(&QuerySpec { measures: vec![measure], ..QuerySpec::default() }, &batch([("x", array)])).remove(0).remove(0)
    };
    let days = || Arc::new(Date32Array::from(vec![Some(-3), None, Some(0), Some(9), Some(-6)])) as ArrayRef;
    assert_eq!(of(Op::Median, days(), None), Value::Date(-2));
    assert_eq!(of(Op::Quantile, days(), Some(1.0)), Value::Date(9));
    assert_eq!(of(Op::ApproxQuantile, days(), Some(0.5)), Value::Date(-2));
    // So close that no float tells them apart.
    let nanos = |ticks: [i64; 2]| Arc::new(TimestampNanosecondArray::from(ticks.to_vec())) as ArrayRef;
    let at = |ticks| Value::Timestamp { ticks, per_second: 1_000_000_000 };
    assert_eq!(of(Op::Median, nanos([i64::MAX - 2, i64::MAX]), None), at(i64::MAX - 1));
    assert_eq!(of(Op::Median, nanos([i64::MIN, i64::MAX]), None), at(-1));
    assert_eq!(of(Op::ApproxQuantile, nanos([0, i64::MAX]), Some(1.0)), at(i64::MAX), "a float of it is beyond 64 bits");
    let none = Arc::new(DurationSecondArray::from(vec![None::<i64>])) as ArrayRef;
    assert_eq!(of(Op::Median, none, None), Value::Null);
}
