//! Instants on an axis, in milliseconds since 1970-01-01T00:00:00.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use shared::wire::query::CalendarUnit;

use crate::i18n::Language;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Steps that an end of a brush may fall on; none is above 2.5 times the one before.
const STEPS: [i64; 27] = [
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
];

/// The greatest step up to a day that is not above `limit` milliseconds; a day for a column of dates.
pub(super) fn step(limit: f64, dates: bool) -> i64 {
    let least = if dates { DAY } else { 1 };
    STEPS.iter().copied().filter(|s| *s as f64 <= limit).max().unwrap_or(1).max(least)
}

/// ISO 8601, as filters take it and as Plotly's date axes take it; only the date for a column of dates.
pub(super) fn iso(ms: i64, dates: bool) -> String {
    let Some(at) = instant(ms) else { return String::new() };
    let form = if dates {
        "%Y-%m-%d"
    } else if ms.rem_euclid(SECOND) == 0 {
        "%Y-%m-%dT%H:%M:%S"
    } else {
        "%Y-%m-%dT%H:%M:%S%.3f"
    };
    at.format(form).to_string()
}

/// Reads what a clock shows of ISO 8601 text: that of its offset, if it has one.
pub(super) fn shown(text: &str) -> Option<i64> {
    let zoned = DateTime::parse_from_rfc3339(text).ok();
    zoned.map(|at| at.naive_local().and_utc().timestamp_millis()).or_else(|| parse(text))
}

/// Reads ISO 8601, with or without time and offset.
pub(super) fn parse(text: &str) -> Option<i64> {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis());
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.timestamp_millis());
    }
    let local = text.trim_end_matches('Z').replace(' ', "T");
    Some(NaiveDateTime::parse_from_str(&local, "%Y-%m-%dT%H:%M:%S%.f").ok()?.and_utc().timestamp_millis())
}

/// An instant as a person reads it, no finer than `unit`.
pub(super) fn label(ms: i64, unit: CalendarUnit, language: Language) -> String {
    let Some(at) = instant(ms) else { return String::new() };
    let form = match (language, unit) {
        (_, CalendarUnit::Year) => "%Y",
        (_, CalendarUnit::Quarter) => return quarter(&at, language),
        (Language::English, CalendarUnit::Month) => "%b %Y",
        (Language::Chinese, CalendarUnit::Month) => "%Y年%-m月",
        (Language::English, CalendarUnit::Day | CalendarUnit::Week) => "%-d %b %Y",
        (Language::Chinese, CalendarUnit::Day | CalendarUnit::Week) => "%Y年%-m月%-d日",
        (Language::English, CalendarUnit::Hour | CalendarUnit::Minute) => "%-d %b %Y %H:%M",
        (Language::Chinese, CalendarUnit::Hour | CalendarUnit::Minute) => "%Y年%-m月%-d日 %H:%M",
        (Language::English, CalendarUnit::Second) => "%-d %b %Y %H:%M:%S",
        (Language::Chinese, CalendarUnit::Second) => "%Y年%-m月%-d日 %H:%M:%S",
    };
    at.format(form).to_string()
}

/// An end of a brush as a person reads it: the date, and the time if it isn't midnight.
pub(super) fn short_label(ms: i64, language: Language) -> String {
    let unit = match ms {
        _ if ms.rem_euclid(DAY) == 0 => CalendarUnit::Day,
        _ if ms.rem_euclid(MINUTE) == 0 => CalendarUnit::Minute,
        _ => CalendarUnit::Second,
    };
    label(ms, unit, language)
}

fn quarter(at: &DateTime<Utc>, language: Language) -> String {
    let year = at.format("%Y");
    let month: u32 = at.format("%-m").to_string().parse().unwrap_or(1);
    let quarter = (month - 1) / 3 + 1;
    match language {
        Language::English => format!("Q{quarter} {year}"),
        Language::Chinese => format!("{year}年第{quarter}季度"),
    }
}

fn instant(ms: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(ms)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["2013-02-28", "2013-02-28T13:05:09", "1969-12-31T23:59:59.250"] {
            let ms = parse(text).unwrap();
            assert_eq!(iso(ms, text.len() == 10), text);
        }
        assert_eq!(parse("2013-01-01T08:00:00+08:00"), parse("2013-01-01 00:00:00"));
        assert_eq!(parse("yesterday"), None);
    }

    #[test]
    fn text_with_an_offset_tells_what_its_clock_shows() {
        assert_eq!(shown("2013-01-01T08:00:00+08:00"), parse("2013-01-01T08:00:00"));
        assert_eq!((shown("2013-01-01T08:00:00Z"), shown("2013-01-01")), (parse("2013-01-01T08:00:00"), parse("2013-01-01")));
    }

    #[test]
    fn labels_follow_the_language() {
        let at = parse("2013-05-01T10:30:00").unwrap();
        assert_eq!(label(at, CalendarUnit::Month, Language::English), "May 2013");
        assert_eq!(label(at, CalendarUnit::Quarter, Language::Chinese), "2013年第2季度");
        assert_eq!(short_label(at, Language::Chinese), "2013年5月1日 10:30");
    }
}
