//! One value of an answer, exact: integers and decimals never pass through floating point.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// Seconds of a day.
pub const DAY_SECS: i64 = 86_400;

/// A group key or a measure's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// No value: SQL's null, or a measure of no values.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer of any width, and sums of them.
    Int(i128),
    /// A floating-point number; NaN is a value, greater than all others.
    Float(f64),
    /// `unscaled / 10^scale`.
    Decimal {
        /// The digits.
        unscaled: i128,
        /// Digits after the point.
        scale: i8,
    },
    /// Text.
    Text(String),
    /// Days since 1970-01-01.
    Date(i32),
    /// An instant (or a local time, if its column has no zone).
    Timestamp {
        /// Ticks since 1970-01-01T00:00:00.
        ticks: i64,
        /// Ticks per second: 1, 1_000, 1_000_000 or 1_000_000_000.
        per_second: i64,
    },
    /// A time of day.
    Time {
        /// Ticks since midnight.
        ticks: i64,
        /// Ticks per second, as above.
        per_second: i64,
    },
    /// A length of time.
    Duration {
        /// Its ticks.
        ticks: i64,
        /// Ticks per second, as above.
        per_second: i64,
    },
}

impl Value {
    /// A number for drawing, rounded to the nearest `f64`; none for what is no number.
    pub fn as_f64(&self) -> Option<f64> {
        match *self {
            Value::Int(n) => Some(n as f64),
            Value::Float(x) => Some(x),
            Value::Decimal { unscaled, scale } => Some(decimal_to_f64(unscaled, scale)),
            _ => None,
        }
    }

    /// A number on a scale of equal steps: of times of day and lengths of time seconds; none for other values.
    pub fn on_scale(&self) -> Option<f64> {
        match self {
            Value::Time { ticks, per_second } | Value::Duration { ticks, per_second } => Some(*ticks as f64 / *per_second as f64),
            value => value.as_f64(),
        }
    }

    /// As text, in full; nothing for null. What no calendar or clock has, as infinity in some databases, is the number that it is stored as.
    pub fn text(&self) -> String {
        let or_number = |text: Option<String>, stored: i64| text.unwrap_or_else(|| stored.to_string());
        match self {
            Value::Null => String::new(),
            Value::Bool(truth) => truth.to_string(),
            Value::Int(n) => n.to_string(),
            Value::Float(x) => x.to_string(),
            Value::Decimal { unscaled, scale } => decimal_text(*unscaled, *scale),
            Value::Text(text) => text.clone(),
            Value::Date(days) => or_number(date_text(*days), i64::from(*days)),
            Value::Timestamp { ticks, per_second } => or_number(timestamp_text(*ticks, *per_second), *ticks),
            Value::Time { ticks, per_second } => or_number(time_text(*ticks, *per_second), *ticks),
            Value::Duration { ticks, per_second } => or_number(duration_text(*ticks, *per_second), *ticks),
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00 of a date or a timestamp, for drawing; none for other values.
    pub fn epoch_ms(&self) -> Option<f64> {
        match *self {
            Value::Date(days) => Some(f64::from(days) * 86_400_000.0),
            Value::Timestamp { ticks, per_second } => Some(ticks as f64 / per_second as f64 * 1_000.0),
            _ => None,
        }
    }
}

/// `unscaled / 10^scale`, to the nearest `f64` for up to 15 digits.
pub fn decimal_to_f64(unscaled: i128, scale: i8) -> f64 {
    let power = 10f64.powi(i32::from(scale).abs());
    if scale < 0 { unscaled as f64 * power } else { unscaled as f64 / power }
}

/// A decimal as a person writes it: `-12.50`.
pub fn decimal_text(unscaled: i128, scale: i8) -> String {
    let sign = if unscaled < 0 { "-" } else { "" };
    let digits = unscaled.unsigned_abs().to_string();
    if scale <= 0 {
        let zeros = if unscaled == 0 { 0 } else { usize::from(scale.unsigned_abs()) };
        return format!("{sign}{digits}{}", "0".repeat(zeros));
    }
    let scale = usize::from(scale.unsigned_abs());
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    format!("{sign}{whole}.{fraction}")
}

/// A date as ISO 8601 text; none outside chrono's calendar (262,000 years either way).
pub fn date_text(days: i32) -> Option<String> {
    date_of(i64::from(days)).map(|date| format!("{date:?}"))
}

/// An instant as ISO 8601 text without a zone, with as many fractional digits as it needs; none outside chrono's calendar.
pub fn timestamp_text(ticks: i64, per_second: i64) -> Option<String> {
    let (secs, nanos) = secs_and_nanos(ticks, per_second)?;
    let instant = DateTime::from_timestamp(secs, nanos)?;
    Some(format!("{:?}", instant.naive_utc()))
}

/// A time of day as ISO 8601 text, with as many fractional digits as it needs; the end of a day, which bounds it, is `24:00:00`. None outside of a day.
pub fn time_text(ticks: i64, per_second: i64) -> Option<String> {
    let (secs, nanos) = secs_and_nanos(ticks, per_second)?;
    if (secs, nanos) == (DAY_SECS, 0) {
        return Some("24:00:00".to_owned());
    }
    NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(secs).ok()?, nanos).map(|time| format!("{time:?}"))
}

/// A length of time as ISO 8601 text in seconds: `PT5400S`, `-PT0.5S`, `P0D`; none where milliseconds in 64 bits don't hold it.
pub fn duration_text(ticks: i64, per_second: i64) -> Option<String> {
    let (secs, nanos) = secs_and_nanos(ticks, per_second)?;
    TimeDelta::new(secs, nanos).map(|length| length.to_string())
}

fn secs_and_nanos(ticks: i64, per_second: i64) -> Option<(i64, u32)> {
    let nanos = ticks.rem_euclid(per_second) * (1_000_000_000 / per_second);
    Some((ticks.div_euclid(per_second), u32::try_from(nanos).ok()?))
}

/// The calendar day that is `days` after 1970-01-01; none outside chrono's calendar.
pub fn date_of(days: i64) -> Option<NaiveDate> {
    let epoch = NaiveDate::default();
    let distance = Days::new(days.unsigned_abs());
    if days < 0 { epoch.checked_sub_days(distance) } else { epoch.checked_add_days(distance) }
}
