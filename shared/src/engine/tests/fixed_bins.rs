//! Logarithmic bins, bins of several calendar units, prefixes.

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::*;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::wire::query::{CalendarUnit, Scalar};

fn log(base: f64) -> QuerySpec {
    by(Some(BinSpec { log: Some(base), ..BinSpec::default() }))
}

fn every(n: u32, unit: CalendarUnit) -> QuerySpec {
    by(Some(BinSpec { every: Some(unit), n: Some(n), ..BinSpec::default() }))
}

fn prefix(chars: u32) -> QuerySpec {
    by(Some(BinSpec { prefix: Some(chars), ..BinSpec::default() }))
}

fn pairs(pairs: &[(&str, i128)]) -> Vec<(String, i128)> {
    pairs.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
}

#[test]
fn a_power_begins_its_logarithmic_bin() {
    let x = Float64Array::from(vec![1000.0, 999.9, 0.001, 0.000_999, 1.0, 9.99, 1e22]);
    let bins = pairs(&[("Float(0.0001)", 1), ("Float(0.001)", 1), ("Float(1.0)", 2), ("Float(100.0)", 1), ("Float(1000.0)", 1), ("Float(1e22)", 1)]);
    assert_eq!(groups(&log(10.0), &column(x)), bins);
    let x = Int64Array::from(vec![1_000_000_000_000_000_000, 999_999_999_999_999_999, 7]);
    assert_eq!(groups(&log(10.0), &column(x)), pairs(&[("Float(1.0)", 1), ("Float(1e17)", 1), ("Float(1e18)", 1)]));
    let x = Decimal128Array::from(vec![1, 99, 100, 1000]).with_precision_and_scale(9, 2).unwrap();
    assert_eq!(groups(&log(10.0), &column(x)), pairs(&[("Float(0.01)", 1), ("Float(0.1)", 1), ("Float(1.0)", 1), ("Float(10.0)", 1)]));
}

#[test]
fn what_is_not_positive_is_in_the_group_of_null() {
    let x = Float64Array::from(vec![Some(0.0), Some(-3.0), None, Some(f64::NEG_INFINITY), Some(2.0), Some(f64::INFINITY), Some(f64::NAN)]);
    assert_eq!(groups(&log(2.0), &column(x)), pairs(&[("Float(2.0)", 1), ("Float(inf)", 1), ("Float(NaN)", 1), ("Null", 4)]));
    assert_eq!(groups(&log(2.0), &column(Int32Array::from(vec![0, -1, 3]))), pairs(&[("Float(2.0)", 1), ("Null", 2)]));
    assert_eq!(groups(&log(2.0), &column(Int32Array::from(vec![None, None]))), pairs(&[("Null", 2)]));
}

#[test]
fn the_end_of_a_day_is_in_the_last_bin_of_its_times() {
    let x = column(Time32SecondArray::from(vec![Some(0), Some(86_399), Some(86_400), None]));
    let hours = by(Some(BinSpec { width: Some(3_600.0), ..BinSpec::default() }));
    assert_eq!(texts(&hours, &x.slice(0, 3)), ["00:00:00", "23:00:00"]);
    assert_eq!(answer(&hours, &x)[1][1], Value::Int(2));
    // Bins that don't divide the day end with it anyway.
    let uneven = by(Some(BinSpec { width: Some(50_000.0), ..BinSpec::default() }));
    assert_eq!(texts(&uneven, &x.slice(0, 3)), ["00:00:00", "13:53:20"]);
}

/// The keys as text.
fn texts(spec: &QuerySpec, batch: &RecordBatch) -> Vec<String> {
    let text = |row: Vec<Value>| if let Some(Scalar::Text(text)) = row[0].to_scalar() { text } else { panic!("{row:?}") };
    answer(spec, batch).into_iter().map(text).collect()
}

#[test]
fn bins_of_several_units_start_where_their_rule_says() {
    // 2013-05-05T10:44:59, a Sunday, and one second before 1970
    let x = column(TimestampSecondArray::from(vec![1_367_750_699, -1]));
    for (n, unit, starts) in [
        (15, CalendarUnit::Minute, ["1969-12-31T23:45:00", "2013-05-05T10:30:00"]),
        (6, CalendarUnit::Hour, ["1969-12-31T18:00:00", "2013-05-05T06:00:00"]),
        (36, CalendarUnit::Hour, ["1969-12-30T12:00:00", "2013-05-04T12:00:00"]),
        (2, CalendarUnit::Week, ["1969-12-29T00:00:00", "2013-04-22T00:00:00"]),
        (2, CalendarUnit::Quarter, ["1969-07-01T00:00:00", "2013-01-01T00:00:00"]),
        (10, CalendarUnit::Year, ["1960-01-01T00:00:00", "2010-01-01T00:00:00"]),
    ] {
        assert_eq!(texts(&every(n, unit), &x), starts, "{n} {unit:?}");
    }
    // The same day and 1969-12-31.
    let x = column(Date32Array::from(vec![15_830, -1]));
    assert_eq!(texts(&every(48, CalendarUnit::Hour), &x), ["1969-12-30", "2013-05-05"]);
    assert_eq!(texts(&every(15, CalendarUnit::Minute), &x), ["1969-12-31", "2013-05-05"]);
    assert_eq!(texts(&every(5, CalendarUnit::Month), &x), ["1969-08-01", "2013-05-01"]);
}

#[test]
fn bins_of_many_units_at_the_ends_of_time_are_kept() {
    let x = column(TimestampSecondArray::from(vec![Some(i64::MIN), Some(i64::MAX), None]));
    for unit in [CalendarUnit::Second, CalendarUnit::Day, CalendarUnit::Week, CalendarUnit::Year] {
        assert_eq!(answer(&every(10_000, unit), &x).len(), 3, "{unit:?}");
    }
}

#[test]
fn the_first_day_that_there_is_is_in_the_first_bin() {
    let days = answer(&every(7, CalendarUnit::Day), &column(Date32Array::from(vec![i32::MIN, 0])));
    assert_eq!(days[0][0], Value::Date(i32::MIN));
}

#[test]
fn a_power_of_two_is_in_the_bin_that_it_begins_however_large() {
    for exponent in [54, 55, 57, 60, 62] {
        let groups = answer(&log(2.0), &column(Int64Array::from(vec![1_i64 << exponent, (1 << exponent) - 1])));
        assert_eq!(groups.iter().map(|row| row[0].as_f64().unwrap().log2()).collect::<Vec<_>>(), [f64::from(exponent) - 1.0, f64::from(exponent)]);
    }
}

#[test]
fn prefixes_are_of_characters_in_every_kind_of_text() {
    let cells = [Some("été"), Some("ét"), Some("日本語"), Some(""), None, Some("é")];
    let bins = pairs(&[("Text(\"\")", 1), ("Text(\"é\")", 1), ("Text(\"ét\")", 2), ("Text(\"日本\")", 1), ("Null", 1)]);
    assert_eq!(groups(&prefix(2), &column(StringArray::from(cells.to_vec()))), bins);
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    cells.into_iter().for_each(|cell| builder.append_option(cell));
    assert_eq!(groups(&prefix(2), &column(builder.finish())), bins);
}

proptest! {
    /// Each value lies from its bin's key to the next power.
    #[test]
    fn logarithmic_bins_hold_their_values(
        x in vec(prop_oneof![1e-300..1e300, 0.0..100.0, (-20i32..20).prop_map(|k| 3f64.powi(k))], 1..40),
        base in 1.1..20.0,
    ) {
        let keys: Vec<f64> = answer(&log(base), &column(Float64Array::from(x.clone()))).iter().filter_map(|row| row[0].as_f64()).collect();
        for x in x.into_iter().filter(|x| *x > 0.0) {
            prop_assert!(keys.iter().any(|key| *key <= x && x < key * base * (1.0 + 1e-12)), "{} in {:?}", x, keys);
        }
    }

    /// Bins of units partition time: a value's key is not above it, and no key lies between.
    #[test]
    fn bins_of_units_partition_time(secs in vec(-4_000_000_000i64..8_000_000_000, 1..40), n in 1u32..50) {
        use CalendarUnit::{Day, Hour, Minute, Month, Quarter, Second, Week, Year};
        for unit in [Second, Minute, Hour, Day, Week, Month, Quarter, Year] {
            let rows = answer(&every(n, unit), &column(TimestampSecondArray::from(secs.clone())));
            let key = |row: &Vec<Value>| if let Value::Timestamp { ticks, .. } = row[0] { ticks } else { i64::MAX };
            let keys: Vec<i64> = rows.iter().map(key).collect();
            for (at, row) in rows.iter().enumerate() {
                let upper = keys.get(at + 1).copied().unwrap_or(i64::MAX);
                let inside = secs.iter().filter(|secs| keys[at] <= **secs && **secs < upper).count();
                prop_assert_eq!(&row[1], &Value::Int(inside as i128));
            }
        }
    }

    /// Each text is in the group of its first characters.
    #[test]
    fn prefixes_partition_texts(x in vec("[a-cé]{0,4}", 1..40), chars in 1u32..4) {
        let first = |text: &str| text.chars().take(chars as usize).collect::<String>();
        for row in answer(&prefix(chars), &column(StringArray::from(x.clone()))) {
            let inside = x.iter().filter(|text| Value::Text(first(text)) == row[0]).count();
            prop_assert_eq!(&row[1], &Value::Int(inside as i128));
        }
    }
}
