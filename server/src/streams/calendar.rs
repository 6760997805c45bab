//! Instants and calendar units: where the watermark stands.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use shared::engine::bin::local::Local;
use shared::engine::plan;
use shared::wire::query::CalendarUnit;

use crate::sql::zones::between;

const MICROS: i64 = 1_000_000;

/// A unit that holds an instant began no earlier.
const YEAR_SECS: i64 = 367 * 86_400;

/// The start of the unit that `micros` (since 1970) lies in, by the calendar of the zone that a column of that type has, else of UTC.
pub(super) fn unit_start(micros: i64, unit: CalendarUnit, type_word: &str) -> i64 {
    let zone = type_word.strip_prefix("timestamp(").and_then(|word| word.strip_suffix(')')).unwrap_or("UTC");
    let secs = micros.div_euclid(MICROS);
    let zone = between(zone, [secs.saturating_sub(YEAR_SECS), secs]);
    Local { unit: plan::unit(unit, 1), zone }.start(secs).saturating_mul(MICROS)
}

/// ISO 8601 text of a profile to microseconds, fractions of them cut off.
pub(super) fn instant(text: &str) -> Option<i64> {
    if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
        return Some(zoned.timestamp_micros());
    }
    let text = text.trim_end_matches('Z').replacen(' ', "T", 1);
    if let Ok(local) = text.parse::<NaiveDateTime>() {
        return Some(local.and_utc().timestamp_micros());
    }
    Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc().timestamp_micros())
}

/// An instant as a filter on a column of that type says it.
pub(super) fn text(micros: i64, type_word: &str) -> Option<String> {
    let at = DateTime::from_timestamp_micros(micros)?.naive_utc();
    Some(match type_word {
        "date" => at.date().to_string(),
        "timestamp" => at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
        _ => at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_starts_where_the_calendar_says() {
        let at = instant("2026-11-22T23:59:58.999999Z").unwrap();
        let rows = [
            (CalendarUnit::Second, "2026-11-22T23:59:58.000000Z"),
            (CalendarUnit::Minute, "2026-11-22T23:59:00.000000Z"),
            (CalendarUnit::Hour, "2026-11-22T23:00:00.000000Z"),
            (CalendarUnit::Day, "2026-11-22T00:00:00.000000Z"),
            (CalendarUnit::Week, "2026-11-16T00:00:00.000000Z"),
            (CalendarUnit::Month, "2026-11-01T00:00:00.000000Z"),
            (CalendarUnit::Quarter, "2026-10-01T00:00:00.000000Z"),
            (CalendarUnit::Year, "2026-01-01T00:00:00.000000Z"),
        ];
        for (unit, start) in rows {
            assert_eq!(text(unit_start(at, unit, "timestamp(UTC)"), "timestamp(UTC)").unwrap(), start, "{unit:?}");
        }
    }

    #[test]
    fn a_time_before_1970_lies_in_the_unit_that_began_before_it() {
        assert_eq!(unit_start(-1, CalendarUnit::Second, "timestamp"), -1_000_000);
        assert_eq!(text(unit_start(-1, CalendarUnit::Month, "date"), "date").unwrap(), "1969-12-01");
    }

    #[test]
    fn a_unit_starts_by_the_clock_of_the_columns_zone() {
        let at = instant("2013-11-04T04:30:00Z").unwrap();
        for (word, day) in
            [("+08:00", "2013-11-03T16:00:00.000000Z"), ("America/New_York", "2013-11-03T04:00:00.000000Z"), ("Mars", "2013-11-04T00:00:00.000000Z")]
        {
            assert_eq!(text(unit_start(at, CalendarUnit::Day, &format!("timestamp({word})")), "timestamp(UTC)").unwrap(), day, "{word}");
        }
    }

    #[test]
    fn every_way_in_which_a_profile_writes_a_time_is_read() {
        for form in ["2026-11-22", "2026-11-22T00:00:00", "2026-11-22T00:00:00Z", "2026-11-22 00:00:00.000", "2026-11-22T08:00:00+08:00"] {
            assert_eq!(text(instant(form).unwrap(), "timestamp").unwrap(), "2026-11-22T00:00:00.000000", "{form}");
        }
        assert_eq!(instant("soon"), None);
    }
}
