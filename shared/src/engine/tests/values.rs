use arrow_array::*;
use proptest::prelude::*;

use super::*;

#[test]
fn values_are_numbers_for_drawing() {
    assert_eq!(Value::Int(3).as_f64(), Some(3.0));
    assert_eq!(Value::Decimal { unscaled: -125, scale: 2 }.as_f64(), Some(-1.25));
    assert_eq!(Value::Decimal { unscaled: 3, scale: -2 }.as_f64(), Some(300.0));
    assert_eq!(Value::Text("3".into()).as_f64(), None);
    assert_eq!(Value::Date(-1).epoch_ms(), Some(-86_400_000.0));
    assert_eq!(Value::Timestamp { ticks: 1_500_000, per_second: 1_000_000 }.epoch_ms(), Some(1_500.0));
    assert_eq!(Value::Int(3).epoch_ms(), None);
}

/// A filter made of a cell's value passes that cell and no other.
fn picks_itself(batch: &RecordBatch) {
    for row in answer(&by(None), batch) {
        let spec = QuerySpec { filters: vec![FilterSpec { one_of: Some(vec![row[0].to_scalar()]), ..filter() }], ..by(None) };
        assert_eq!(shown(&answer(&spec, batch)), shown(&[row]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_value_is_picked_by_its_scalar(n in any::<i64>(), x in any::<f64>(), d in any::<i64>(), days in -90_000_000i32..90_000_000) {
        picks_itself(&column(Int64Array::from(vec![Some(n), Some(n.wrapping_add(1)), None])));
        picks_itself(&column(UInt64Array::from(vec![n as u64, u64::MAX])));
        picks_itself(&column(Float64Array::from(vec![x, x.next_up(), f64::NAN, f64::INFINITY, f64::NEG_INFINITY])));
        picks_itself(&column(Float32Array::from(vec![x as f32, 0.1])));
        let decimals = Decimal128Array::from(vec![i128::from(d) * 1_000_000_007, i128::from(d)]).with_precision_and_scale(38, 7);
        picks_itself(&column(decimals.unwrap()));
        picks_itself(&column(Date32Array::from(vec![days, days + 1])));
        let secs = i64::from(days) * 86_400 + n % 86_400;
        picks_itself(&column(TimestampSecondArray::from(vec![secs, secs + 1])));
        picks_itself(&column(TimestampMillisecondArray::from(vec![secs * 1_000 + 1, secs * 1_000])));
        picks_itself(&column(TimestampMicrosecondArray::from(vec![secs * 1_000_000 + 1, secs * 1_000_000]).with_timezone("Asia/Shanghai")));
        picks_itself(&column(TimestampNanosecondArray::from(vec![n, n.wrapping_add(1)])));
    }
}
