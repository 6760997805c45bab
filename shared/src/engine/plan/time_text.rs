//! ISO 8601 text to an instant.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

/// Nanoseconds since 1970-01-01T00:00:00 of a date, a local time or a time with an offset: `2013-01-31`, `2013-01-31T10:00`,
/// `2013-01-31 10:00:00.25`, `2013-01-31T10:00:00Z`, `2013-01-31T10:00:00+08:00`. Without an offset the text is taken as UTC.
pub(crate) fn parse(text: &str) -> Option<i128> {
    let text = text.trim();
    let utc = date(text).or_else(|| local(text)).or_else(|| with_offset(text))?;
    let utc = utc.and_utc();
    Some(i128::from(utc.timestamp()) * 1_000_000_000 + i128::from(utc.timestamp_subsec_nanos()))
}

fn date(text: &str) -> Option<NaiveDateTime> {
    text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN))
}

fn local(text: &str) -> Option<NaiveDateTime> {
    let text = text.replacen(' ', "T", 1);
    text.parse().or_else(|_| format!("{text}:00").parse()).ok()
}

fn with_offset(text: &str) -> Option<NaiveDateTime> {
    text.parse::<DateTime<FixedOffset>>().ok().map(|instant| instant.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_instant_is_read() {
        let ten = 1_359_626_400i128 * 1_000_000_000;
        let rows = [
            ("2013-01-31", ten - 36_000 * 1_000_000_000),
            ("2013-01-31T10:00", ten),
            ("2013-01-31T10:00:00", ten),
            ("2013-01-31 10:00:00", ten),
            ("2013-01-31T10:00:00Z", ten),
            ("2013-01-31 10:00:00Z", ten),
            ("2013-01-31T18:00:00+08:00", ten),
            ("2013-01-31T10:00:00.000000001", ten + 1),
            ("2013-01-31T10:00:00.25Z", ten + 250_000_000),
        ];
        for (text, nanos) in rows {
            assert_eq!(parse(text), Some(nanos), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "2013", "2013-02-30", "31.01.2013", "2013-01-31T25:00:00", "now"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
