//! The units of the calendar around an instant, in UTC. Weeks start on Monday.

use chrono::{DateTime, Datelike, NaiveDate};
use shared::wire::query::CalendarUnit;

use super::time;

const DAY_MS: i64 = 86_400_000;

/// Where the unit that holds an instant begins and where it ends, as ISO 8601; none if the instant itself is the beginning, or lies
/// outside the calendar. `nanos` since 1970-01-01T00:00:00.
pub fn around(nanos: i128, unit: CalendarUnit) -> Option<[String; 2]> {
    let ms = i64::try_from(nanos.div_euclid(1_000_000)).ok()?;
    let start = start(ms, unit)?;
    let is_start = i128::from(start) * 1_000_000 == nanos;
    (!is_start).then(|| [start, time::next(start, unit)].map(|ms| time::iso(ms, ms.rem_euclid(DAY_MS) == 0)))
}

/// The start of the unit that holds an instant, in milliseconds.
fn start(ms: i64, unit: CalendarUnit) -> Option<i64> {
    let date = DateTime::from_timestamp_millis(ms)?.date_naive();
    let months = |count: u32| NaiveDate::from_ymd_opt(date.year(), date.month0() / count * count + 1, 1);
    let first_day = match unit {
        CalendarUnit::Second => return Some(ms.div_euclid(1_000) * 1_000),
        CalendarUnit::Minute => return Some(ms.div_euclid(60_000) * 60_000),
        CalendarUnit::Hour => return Some(ms.div_euclid(3_600_000) * 3_600_000),
        CalendarUnit::Day => Some(date),
        CalendarUnit::Week => date.week(chrono::Weekday::Mon).checked_first_day(),
        CalendarUnit::Month => months(1),
        CalendarUnit::Quarter => months(3),
        CalendarUnit::Year => months(12),
    };
    Some(first_day?.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_instant_lies_between_two_starts_of_units() {
        let at = |text: &str| i128::from(time::parse(text).unwrap()) * 1_000_000;
        let day = |from: &str, to: &str| Some([from.to_owned(), to.to_owned()]);
        assert_eq!(around(at("2013-05-10"), CalendarUnit::Quarter), day("2013-04-01", "2013-07-01"));
        assert_eq!(around(at("1969-05-10"), CalendarUnit::Year), day("1969-01-01", "1970-01-01"));
        assert_eq!(around(at("1970-01-05"), CalendarUnit::Week), None);
        assert_eq!(around(at("2013-05-10") + 1, CalendarUnit::Day), day("2013-05-10", "2013-05-11"));
    }
}
