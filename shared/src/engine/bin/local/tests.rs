#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::{ArrayRef, TimestampMillisecondArray};
use chrono::{DateTime, NaiveDateTime};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::value::Value;

const HOUR: i64 = 3_600;
const DAYS: Unit = Unit::Seconds(DAY_SECS);
const HOURS: Unit = Unit::Seconds(HOUR);

fn utc(text: &str) -> i64 {
    text.parse::<NaiveDateTime>().unwrap().and_utc().timestamp()
}

/// A rule in a zone whose offset is `before`, then `after` from an instant on.
fn changing(unit: Unit, before: i64, from: &str, after: i64) -> Local {
    Local { unit, zone: Zone::new(vec![[0, before], [utc(from), after]]).unwrap() }
}

/// Where the bins of some instants start.
fn check(rule: &Local, rows: &[(&str, &str)]) {
    for (instant, start) in rows {
        let found = DateTime::from_timestamp(rule.start(utc(instant)), 0).unwrap().naive_utc();
        assert_eq!(format!("{found:?}"), *start, "of {instant} in {rule:?}");
    }
}

#[test]
fn days_have_25_and_23_hours_where_summer_time_ends_and_begins() {
    // New York, 2013-11-03 and 2013-03-10
    let autumn = changing(DAYS, -4 * HOUR, "2013-11-03T06:00:00", -5 * HOUR);
    check(
        &autumn,
        &[
            ("2013-11-03T03:59:59", "2013-11-02T04:00:00"),
            ("2013-11-03T04:00:00", "2013-11-03T04:00:00"),
            ("2013-11-04T04:59:59", "2013-11-03T04:00:00"),
            ("2013-11-04T05:00:00", "2013-11-04T05:00:00"),
        ],
    );
    let spring = changing(DAYS, -5 * HOUR, "2013-03-10T07:00:00", -4 * HOUR);
    check(&spring, &[("2013-03-11T03:59:59", "2013-03-10T05:00:00"), ("2013-03-11T04:00:00", "2013-03-11T04:00:00")]);
    let month = changing(Unit::Months(1), -5 * HOUR, "2013-03-10T07:00:00", -4 * HOUR);
    check(&month, &[("2013-03-20T00:00:00", "2013-03-01T05:00:00"), ("2013-04-01T03:59:59", "2013-03-01T05:00:00")]);
}

#[test]
fn an_hour_that_occurs_twice_is_two_bins_and_one_that_is_left_out_is_none() {
    let autumn = |unit| changing(unit, -4 * HOUR, "2013-11-03T06:00:00", -5 * HOUR);
    check(&autumn(HOURS), &[("2013-11-03T05:59:59", "2013-11-03T05:00:00"), ("2013-11-03T06:30:00", "2013-11-03T06:00:00")]);
    check(&autumn(Unit::Seconds(900)), &[("2013-11-03T05:20:00", "2013-11-03T05:15:00"), ("2013-11-03T06:20:00", "2013-11-03T06:15:00")]);
    check(&autumn(Unit::Seconds(6 * HOUR)), &[("2013-11-03T10:59:59", "2013-11-03T04:00:00"), ("2013-11-03T11:00:00", "2013-11-03T11:00:00")]);
    let spring = changing(HOURS, -5 * HOUR, "2013-03-10T07:00:00", -4 * HOUR);
    check(&spring, &[("2013-03-10T06:59:59", "2013-03-10T06:00:00"), ("2013-03-10T07:00:00", "2013-03-10T07:00:00")]);
}

#[test]
fn a_midnight_that_is_left_out_or_occurs_twice_begins_one_day() {
    // São Paulo, 2013-10-20: 00:00 was 01:00.
    let left_out = changing(DAYS, -3 * HOUR, "2013-10-20T03:00:00", -2 * HOUR);
    check(&left_out, &[("2013-10-20T02:59:59", "2013-10-19T03:00:00"), ("2013-10-20T12:00:00", "2013-10-20T03:00:00")]);
    // São Paulo, 2014-02-16: 00:00 was 23:00 of the day before. Havana, 2013-11-03: 01:00 was 00:00.
    let late = changing(DAYS, -2 * HOUR, "2014-02-16T02:00:00", -3 * HOUR);
    check(&late, &[("2014-02-16T02:30:00", "2014-02-15T02:00:00"), ("2014-02-16T03:00:00", "2014-02-16T03:00:00")]);
    let twice = changing(DAYS, -4 * HOUR, "2013-11-03T05:00:00", -5 * HOUR);
    check(&twice, &[("2013-11-03T12:00:00", "2013-11-03T04:00:00"), ("2013-11-03T04:30:00", "2013-11-03T04:00:00")]);
    // Apia left out 2011-12-30.
    let skipped = changing(DAYS, -10 * HOUR, "2011-12-30T10:00:00", 14 * HOUR);
    check(&skipped, &[("2011-12-30T09:59:59", "2011-12-29T10:00:00"), ("2011-12-30T10:00:00", "2011-12-30T10:00:00")]);
}

#[test]
fn half_an_hour_more_or_less_makes_hours_of_90_and_30_minutes() {
    // Lord Howe Island, 2013-04-07: 02:00 was 01:30; 2013-10-06: 02:00 was 02:30.
    let autumn = changing(HOURS, 11 * HOUR, "2013-04-06T15:00:00", 10 * HOUR + 1_800);
    check(&autumn, &[("2013-04-06T15:29:59", "2013-04-06T14:00:00"), ("2013-04-06T15:30:00", "2013-04-06T15:30:00")]);
    let spring = changing(HOURS, 10 * HOUR + 1_800, "2013-10-05T15:30:00", 11 * HOUR);
    check(&spring, &[("2013-10-05T15:40:00", "2013-10-05T15:30:00"), ("2013-10-05T16:00:00", "2013-10-05T16:00:00")]);
}

fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![(1i64..200_000).prop_map(Unit::Seconds), (1i64..5).prop_map(Unit::Weeks), (1i32..30).prop_map(Unit::Months)]
}

proptest! {
    /// Bins are runs of instants that begin with their key.
    #[test]
    fn bins_partition_time(
        unit in unit(),
        changes in vec((1i64..20_000_000, -14i64..=14), 1..6),
        instants in vec(-10_000_000i64..200_000_000, 1..60),
    ) {
        let mut from = 0;
        let offsets = changes.into_iter().map(|(after, hours)| { from += after; [from, hours * HOUR] }).collect();
        let rule = Local { unit, zone: Zone::new(offsets).unwrap() };
        let mut instants = instants;
        instants.sort_unstable();
        let mut last = i64::MIN;
        for instant in instants {
            let start = rule.start(instant);
            prop_assert!(start <= instant && start >= last, "{} of {} after {}", start, instant, last);
            prop_assert_eq!(rule.start(start), start);
            let next = rule.next(start);
            prop_assert!(rule.start(next) == next && rule.start(next - 1) == start, "{} after {}", next, start);
            last = start;
        }
    }
    /// A column is binned by a table where the clock was changed at whole hours, and cell by cell where it was not; as the rule says either way.
    #[test]
    fn columns_are_binned_as_instants_are(
        unit in unit(),
        changes in vec((1i64..5_000, -14i64..=14), 1..6),
        odd in 0i64..2,
        hours in vec(-2_000i64..20_000, 1..60),
    ) {
        let mut from = 0;
        let offsets = changes.into_iter().map(|(after, hours)| { from += after; [from * HOUR + odd, hours * HOUR] }).collect();
        let rule = Local { unit, zone: Zone::new(offsets).unwrap() };
        let ticks: Vec<i64> = hours.into_iter().map(|hour| hour * HOUR * 1_000).collect();
        let column = Column::of(&(Arc::new(TimestampMillisecondArray::from(ticks.clone()).with_timezone("UTC")) as ArrayRef));
        let mut coder = rule.coder(&column, ticks.len());
        let mut codes = vec![0; ticks.len()];
        coder.code(0, 0..ticks.len(), &mut codes);
        for (ticks, code) in ticks.into_iter().zip(codes) {
            let start = rule.start(ticks.div_euclid(1_000)) * 1_000;
            prop_assert_eq!(coder.key(code), Value::Timestamp { ticks: start, per_second: 1_000 });
        }
    }
}
