//! JSON scalars to the numbers and texts that kernels compare with, and values back to scalars, both exact.

use chrono::{NaiveTime, Timelike};

use super::time_text;
use crate::engine::kind::Kind;
use crate::engine::value::{self, DAY_SECS, Value, date_text, decimal_text, duration_text, timestamp_text};
use crate::wire::query::Scalar;

/// Where a scalar lies on the whole numbers that a column stores: on one of them or between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The greatest whole number that isn't above it.
    floor: i128,
    /// Whether it is that number.
    exact: bool,
}

impl Position {
    /// The least whole number that isn't below it.
    pub fn ceil(self) -> i128 {
        if self.exact { self.floor } else { self.floor.saturating_add(1) }
    }

    /// The whole number that it is, if it is one.
    pub fn exact(self) -> Option<i128> {
        self.exact.then_some(self.floor)
    }
}

/// A scalar on the whole numbers of a column of integers, decimals, truth values, dates, timestamps, times of day or lengths of time; the reason
/// if it is none.
pub fn whole(scalar: &Scalar, kind: Kind) -> Result<Position, String> {
    match (kind, scalar) {
        (Kind::Bool, Scalar::Bool(b)) => Ok(Position { floor: i128::from(*b), exact: true }),
        (Kind::Bool, _) => Err("the column holds truth values; give true or false".into()),
        (Kind::Date, Scalar::Text(text)) => instant(text, 86_400 * NANOS),
        (Kind::Timestamp { per_second }, Scalar::Text(text)) => instant(text, NANOS / i128::from(per_second)),
        (Kind::Date | Kind::Timestamp { .. }, _) => Err("the column holds times; give ISO 8601 text such as \"2013-01-31T10:00:00\"".into()),
        (Kind::Time { per_second }, Scalar::Text(text)) => time_of_day(text, NANOS / i128::from(per_second)),
        (Kind::Time { .. }, _) => Err(NO_TIME_OF_DAY.into()),
        (Kind::Duration { per_second }, _) => length(scalar, per_second.ilog10() as i32),
        (Kind::Decimal { scale }, _) => number(scalar, scale.into()),
        _ => number(scalar, 0),
    }
}

const NANOS: i128 = 1_000_000_000;

fn instant(text: &str, tick_nanos: i128) -> Result<Position, String> {
    let nanos = time_text::parse(text).ok_or_else(|| format!("“{text}” is no time; give ISO 8601 text such as \"2013-01-31T10:00:00\""))?;
    Ok(Position { floor: nanos.div_euclid(tick_nanos), exact: nanos.rem_euclid(tick_nanos) == 0 })
}

const NO_TIME_OF_DAY: &str = "the column holds times of day; give text such as \"23:30:00\"";

fn time_of_day(text: &str, tick_nanos: i128) -> Result<Position, String> {
    let text = text.trim();
    let nanos = if ["24:00", "24:00:00"].contains(&text) {
        i128::from(DAY_SECS) * NANOS
    } else {
        let time: NaiveTime = text.parse().map_err(|_| NO_TIME_OF_DAY.to_owned())?;
        i128::from(time.num_seconds_from_midnight()) * NANOS + i128::from(time.nanosecond())
    };
    Ok(Position { floor: nanos.div_euclid(tick_nanos), exact: nanos.rem_euclid(tick_nanos) == 0 })
}

/// Seconds as whole ticks of so many per second; none where they are not whole, or more than 64 bits hold.
pub fn ticks(secs: f64, per_second: i64) -> Option<i64> {
    decimal(&secs.to_string(), per_second.ilog10() as i32)?.exact()?.try_into().ok()
}

/// Seconds, as a number or as `PT5400S` (nothing is `P0D`), in ticks of `10^-digits` seconds.
fn length(scalar: &Scalar, digits: i32) -> Result<Position, String> {
    let bare = |text: &str| {
        let (sign, length) = text.strip_prefix('-').map_or(("", text), |length| ("-", length));
        length.strip_prefix("PT").and_then(|length| length.strip_suffix('S')).map(|secs| format!("{sign}{secs}"))
    };
    let seconds = match scalar {
        Scalar::Text(text) if text == "P0D" => Scalar::Int(0),
        Scalar::Text(text) => Scalar::Text(bare(text.trim()).unwrap_or_else(|| text.clone())),
        other => other.clone(),
    };
    number(&seconds, digits).map_err(|_| "the column holds lengths of time; give seconds as a number, or text such as \"PT5400S\"".into())
}

fn number(scalar: &Scalar, scale: i32) -> Result<Position, String> {
    let text = match scalar {
        Scalar::Int(n) => n.to_string(),
        Scalar::Float(x) if x.is_finite() => x.to_string(),
        Scalar::Text(text) => text.trim().to_owned(),
        _ => return Err(NO_NUMBER.into()),
    };
    decimal(&text, scale).ok_or_else(|| NO_NUMBER.into())
}

const NO_NUMBER: &str = "the column holds numbers; give a number, or its digits as text";

/// `text · 10^scale`, exactly; what needs more than 128 bits is as far out as 128 bits reach.
fn decimal(text: &str, scale: i32) -> Option<Position> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let point = i64::try_from(digits.len()).ok()? - i64::try_from(fraction.len()).ok()? + i64::from(exponent) + i64::from(scale);
    Some(shifted(digits, point, negative))
}

/// `0.digits · 10^point`, negated if `negative`. No digits: zero.
fn shifted(digits: &str, point: i64, negative: bool) -> Position {
    if digits.is_empty() {
        return Position { floor: 0, exact: true };
    }
    if point > 39 {
        return Position { floor: if negative { i128::MIN } else { i128::MAX }, exact: true };
    }
    let point = usize::try_from(point).unwrap_or(0);
    let (whole, rest) = digits.split_at(point.min(digits.len()));
    let padded = format!("{whole:0<point$}");
    let exact = rest.bytes().all(|b| b == b'0');
    let magnitude = if padded.is_empty() { Ok(0) } else { padded.parse::<i128>() };
    match (magnitude, negative) {
        (Ok(magnitude), false) => Position { floor: magnitude, exact },
        (Ok(magnitude), true) => Position { floor: -magnitude - i128::from(!exact), exact },
        (Err(_), false) => Position { floor: i128::MAX, exact: true },
        (Err(_), true) => Position { floor: i128::MIN, exact: true },
    }
}

/// A scalar as a float. A 64-bit integer between two floats is the upper one, so that no comparison with a float changes.
/// The reason if it is no number.
pub fn float(scalar: &Scalar) -> Result<f64, String> {
    match scalar {
        Scalar::Int(n) => {
            let x = *n as f64;
            Ok(if (x as i128) < i128::from(*n) { x.next_up() } else { x })
        }
        Scalar::Float(x) => Ok(*x),
        Scalar::Text(text) => text.trim().parse().map_err(|_| NO_NUMBER.to_owned()),
        Scalar::Bool(_) => Err(NO_NUMBER.into()),
    }
}

/// A scalar as text; the reason if it is none.
pub fn text(scalar: &Scalar) -> Result<String, String> {
    match scalar {
        Scalar::Text(text) => Ok(text.clone()),
        _ => Err("the column holds text; give text".into()),
    }
}

impl Value {
    /// The scalar that a filter reads back as exactly this value: times as ISO 8601 text, decimals, large integers, NaN and ±∞ as
    /// text. None for null and for times outside chrono's calendar.
    pub fn to_scalar(&self) -> Option<Scalar> {
        match self {
            Value::Null => None,
            Value::Bool(b) => Some(Scalar::Bool(*b)),
            Value::Int(n) => Some(i64::try_from(*n).map_or_else(|_| Scalar::Text(n.to_string()), Scalar::Int)),
            Value::Float(x) if x.is_finite() => Some(Scalar::Float(*x)),
            Value::Float(x) => Some(Scalar::Text(x.to_string())),
            Value::Decimal { unscaled, scale } => Some(Scalar::Text(decimal_text(*unscaled, *scale))),
            Value::Text(text) => Some(Scalar::Text(text.clone())),
            Value::Date(days) => date_text(*days).map(Scalar::Text),
            Value::Timestamp { ticks, per_second } => timestamp_text(*ticks, *per_second).map(Scalar::Text),
            Value::Time { ticks, per_second } => value::time_text(*ticks, *per_second).map(Scalar::Text),
            Value::Duration { ticks, per_second } => duration_text(*ticks, *per_second).map(Scalar::Text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lie_where_their_digits_say() {
        let rows = [
            ("0.5", 0, 1, None),
            ("-0.5", 0, 0, None),
            ("3.0", 0, 3, Some(3)),
            ("0.1", 1, 1, Some(1)),
            ("-12.345", 2, -1234, None),
            ("1e3", 0, 1000, Some(1000)),
            ("1.5e-3", 4, 15, Some(15)),
            ("007", 0, 7, Some(7)),
            ("0", 3, 0, Some(0)),
            ("120", -1, 12, Some(12)),
            ("170141183460469231731687303715884105727", 0, i128::MAX, Some(i128::MAX)),
        ];
        for (text, scale, ceil, exact) in rows {
            let position = decimal(text, scale);
            assert_eq!(position.map(Position::ceil), Some(ceil), "{text}");
            assert_eq!(position.and_then(Position::exact), exact, "{text}");
        }
    }

    #[test]
    fn a_number_beyond_128_bits_is_beyond_every_cell() {
        assert_eq!(decimal("1e300", 0).map(Position::ceil), Some(i128::MAX));
        assert_eq!(decimal("-1e300", 0).map(Position::ceil), Some(i128::MIN));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "1.2.3", "abc", "1e", "0x10", "١"] {
            assert_eq!(decimal(text, 0), None, "{text}");
        }
    }

    #[test]
    fn times_of_day_and_lengths_of_time_lie_on_their_ticks() {
        let (time, length) = (Kind::Time { per_second: 1_000 }, Kind::Duration { per_second: 1_000 });
        let text = |text: &str| Scalar::Text(text.into());
        for (kind, scalar, exact) in [
            (time, text("23:30"), Some(84_600_000)),
            (time, text("00:00:00.250"), Some(250)),
            (time, text("24:00"), Some(86_400_000)),
            (time, text("00:00:00.0001"), None),
            (length, text("PT5400S"), Some(5_400_000)),
            (length, text("-PT0.5S"), Some(-500)),
            (length, Scalar::Int(90), Some(90_000)),
            (length, Scalar::Float(0.0005), None),
        ] {
            assert_eq!(whole(&scalar, kind).map(Position::exact), Ok(exact), "{scalar:?}");
        }
        for (kind, scalar) in [(time, text("24:30")), (time, Scalar::Int(3)), (length, text("PT1H")), (length, text("soon"))] {
            assert!(whole(&scalar, kind).is_err(), "{scalar:?}");
        }
    }

    #[test]
    fn a_value_comes_back_from_its_scalar() {
        for ticks in [0, 1, 84_600_000, 86_399_999, 86_400_000] {
            for kind in [Kind::Time { per_second: 1_000 }, Kind::Duration { per_second: 1_000 }] {
                let scalar = kind.value(ticks).to_scalar().map(|scalar| whole(&scalar, kind).map(Position::exact));
                assert_eq!(scalar, Some(Ok(Some(ticks))));
            }
        }
    }

    #[test]
    fn an_integer_between_two_floats_is_the_upper_one() {
        assert_eq!(float(&Scalar::Int((1 << 53) + 1)), Ok(2f64.powi(53) + 2.0));
        assert_eq!(float(&Scalar::Int(-3)), Ok(-3.0));
    }
}
