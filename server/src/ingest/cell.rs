//! What the text of one cell can be, and its value. One grammar for looking and for reading, so the two can't disagree.
//!
//! | type | accepted | left as text, so that nothing is lost |
//! | --- | --- | --- |
//! | bool | `true`, `false` in any case | `1`, `0`, `yes` |
//! | int64 | `-?(0\|[1-9][0-9]*)` | `007`, `+1`, `1_000`, `-0`, beyond 64 bits |
//! | float64 | the same with `.digits` and exponent, `.5`, `NaN`, `inf`, `Infinity` | digits that a float64 can't give back, `01.5`, `1.`, `1,5` |
//! | decimal | those of a float64 with as many digits after the point as all others, at least two; at most 18 digits, no exponent, no `-0.00` | as for float64 |
//! | date | `2024-02-29`, if it exists | every other order and sign |
//! | timestamp | date, `T` or blank, `HH:MM[:SS[.digits]]` | leap seconds, digits below a microsecond |
//! | time | `HH:MM[:SS[.digits]]`, if there is such a time of day | `7:30`, `24:00`, `23:30+08:00`, digits below a microsecond |
//! | timestamp at an offset, of several in UTC | the same with `Z` or `±HH:MM` | zone names |

use chrono::{NaiveDate, NaiveTime, Timelike};

/// Cells that a float64 column may hold.
pub(super) const FLOAT: u8 = 1;
/// Cells that an int64 column may hold.
pub(super) const INT: u8 = 2;
/// Cells that a bool column may hold.
pub(super) const BOOL: u8 = 4;
/// Cells that a date column may hold.
pub(super) const DATE: u8 = 8;
/// Cells that a timestamp column may hold.
pub(super) const LOCAL: u8 = 16;
/// Cells that a timestamp column with a zone may hold.
pub(super) const INSTANT: u8 = 32;
/// Cells that a column of times of day may hold.
pub(super) const CLOCK: u8 = 64;
/// Cells that are dates or times of a day.
pub(super) const TIMES: u8 = DATE | LOCAL | INSTANT;
/// All of them.
pub(super) const ANY: u8 = 127;

/// Integers up to this one are exact as float64.
const FLOAT_EXACT: u64 = 1 << 53;
/// Digits of a decimal at most; more would take sixteen bytes a cell and not eight.
pub(super) const DECIMAL_DIGITS: usize = 18;
/// Decimal digits that a float64 always gives back.
const FLOAT_DIGITS: usize = 15;
const DAYS_TO_EPOCH: i32 = 719_163;
const MICRO_DIGITS: u32 = 6;

/// The types that a column with this cell may have, as bits. The cell isn't empty.
pub(super) fn classify(cell: &[u8]) -> u8 {
    match cell[0] {
        b'0'..=b'9' if is_date_like(cell) => dated(cell),
        b'0'..=b'9' if cell.get(2) == Some(&b':') => parse_clock(cell).map_or(0, |_| CLOCK),
        b'0'..=b'9' | b'-' | b'.' => number(cell),
        b't' | b'f' | b'T' | b'F' if parse_bool(cell).is_some() => BOOL,
        b'n' | b'N' | b'i' | b'I' if spelled_float(cell).is_some() => FLOAT,
        _ => 0,
    }
}

/// Whether a cell of class [`FLOAT`] is a word (`NaN`) rather than digits; words alone make no float column.
pub(super) fn is_spelled(cell: &[u8]) -> bool {
    spelled_float(cell).is_some()
}

/// See the module's table.
pub(super) fn parse_bool(cell: &[u8]) -> Option<bool> {
    if cell.eq_ignore_ascii_case(b"true") {
        Some(true)
    } else if cell.eq_ignore_ascii_case(b"false") {
        Some(false)
    } else {
        None
    }
}

/// See the module's table.
pub(super) fn parse_int(cell: &[u8]) -> Option<i64> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    match digits {
        [] | [b'0', _, ..] => return None,
        [b'0'] if negative => return None,
        _ => {}
    }
    let mut value: i64 = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // Summed below zero, because the least int64 has no positive twin.
        value = value.checked_mul(10)?.checked_sub(i64::from(digit))?;
    }
    if negative { Some(value) } else { value.checked_neg() }
}

/// Digits after the point of a cell of class [`FLOAT`], where a decimal of [`DECIMAL_DIGITS`] gives the cell back.
pub(super) fn scale(cell: &[u8]) -> Option<i8> {
    let unsigned = cell.strip_prefix(b"-").unwrap_or(cell);
    let point = unsigned.iter().position(|byte| *byte == b'.')?;
    let plain = unsigned.len() - 1 <= DECIMAL_DIGITS && unsigned.iter().enumerate().all(|(at, byte)| at == point || byte.is_ascii_digit());
    let is_signed_zero = unsigned.len() < cell.len() && unsigned.iter().all(|byte| matches!(byte, b'0' | b'.'));
    if plain && !is_signed_zero { i8::try_from(unsigned.len() - point - 1).ok() } else { None }
}

/// The value of a cell of class [`FLOAT`].
pub(super) fn parse_float(cell: &[u8]) -> Option<f64> {
    spelled_float(cell).or_else(|| std::str::from_utf8(cell).ok()?.parse().ok())
}

/// Days since 1970-01-01.
pub(super) fn parse_date(cell: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = cell else { return None };
    let year = two(*y1, *y2)? * 100 + two(*y3, *y4)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, two(*m1, *m2)?, two(*d1, *d2)?)?;
    Some(chrono::Datelike::num_days_from_ce(&date) - DAYS_TO_EPOCH)
}

/// Microseconds since 1970-01-01T00:00:00, in UTC if there is an offset; and that, in seconds.
pub(super) fn parse_timestamp(cell: &[u8]) -> Option<(i64, Option<i64>)> {
    let (micros, offset) = parse_instant(cell, MICRO_DIGITS)?;
    Some((i64::try_from(micros).ok()?, offset))
}

/// Microseconds since midnight.
pub(super) fn parse_clock(cell: &[u8]) -> Option<i64> {
    parse_time(cell, MICRO_DIGITS)
}

/// The offset of a cell of class [`INSTANT`], in seconds.
pub(super) fn offset(cell: &[u8]) -> Option<i64> {
    split_offset(cell)?.1
}

/// The same in units of `10^-digits` seconds.
pub(super) fn parse_instant(cell: &[u8], digits: u32) -> Option<(i128, Option<i64>)> {
    let (date, rest) = cell.split_at_checked(10)?;
    let (b' ' | b'T', time) = rest.split_first().map(|(s, t)| (*s, t))? else { return None };
    let (time, offset) = split_offset(time)?;
    let seconds = i64::from(parse_date(date)?) * 86_400 - offset.unwrap_or(0);
    Some((i128::from(seconds) * 10_i128.pow(digits) + i128::from(parse_time(time, digits)?), offset))
}

/// `value * 10^scale`, where the number that the text writes is a whole one then; with a point or an exponent, too.
pub(super) fn parse_scaled(cell: &[u8], scale: i32) -> Option<i128> {
    let decimal = Decimal::read(cell).or_else(|| Decimal::read_whole(cell))?;
    let fraction = &decimal.fraction[..decimal.fraction.iter().rposition(|d| *d != b'0').map_or(0, |last| last + 1)];
    let mut value: i128 = 0;
    for digit in decimal.whole.iter().chain(fraction) {
        value = value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    let shift = scale + decimal.exponent - i32::try_from(fraction.len()).ok()?;
    let factor = || 10_i128.checked_pow(shift.unsigned_abs());
    let value = match shift {
        _ if value == 0 => 0,
        0.. => value.checked_mul(factor()?)?,
        _ => factor().filter(|factor| value % factor == 0).map(|factor| value / factor)?,
    };
    Some(if cell.starts_with(b"-") { -value } else { value })
}

fn number(cell: &[u8]) -> u8 {
    if let Some(value) = parse_int(cell) {
        return if value.unsigned_abs() <= FLOAT_EXACT { INT | FLOAT } else { INT };
    }
    let fits = Decimal::read(cell).is_some_and(|decimal| decimal.is_exact(cell)) || spelled_float(cell).is_some();
    if fits { FLOAT } else { 0 }
}

/// The parts of a decimal number that has a point, an exponent or `-0`.
struct Decimal<'a> {
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i32,
}

impl<'a> Decimal<'a> {
    fn read(cell: &'a [u8]) -> Option<Self> {
        let unsigned = cell.strip_prefix(b"-").unwrap_or(cell);
        let (whole, rest) = unsigned.split_at(digits(unsigned));
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => rest.split_at(digits(rest)),
            _ => (&rest[..0], rest),
        };
        let has_point = rest.len() + whole.len() + fraction.len() < unsigned.len();
        if (has_point && fraction.is_empty()) || (whole.is_empty() && fraction.is_empty()) || matches!(whole, [b'0', _, ..]) {
            return None;
        }
        let exponent = match rest {
            [] if !has_point && whole != b"0" => return None,
            [] => 0,
            [b'e' | b'E', rest @ ..] => parse_exponent(rest)?,
            _ => return None,
        };
        Some(Decimal { whole, fraction, exponent })
    }

    /// A plain integer of any length.
    fn read_whole(cell: &'a [u8]) -> Option<Self> {
        let whole = cell.strip_prefix(b"-").unwrap_or(cell);
        let plain = !whole.is_empty() && digits(whole) == whole.len() && !matches!(whole, [b'0', _, ..]);
        plain.then_some(Decimal { whole, fraction: &whole[..0], exponent: 0 })
    }

    /// Whether a float64 gives all digits back. Fifteen always come back in the middle of its range; others are tried.
    fn is_exact(&self, cell: &[u8]) -> bool {
        if self.whole.len() + self.fraction.len() <= FLOAT_DIGITS && self.exponent.abs() < 250 {
            return true;
        }
        let Some(value) = parse_float(cell).filter(|v| v.is_finite()) else { return false };
        let shortest = format!("{:e}", value.abs());
        let mantissa: Vec<u8> = shortest.bytes().take_while(|b| *b != b'e').filter(|b| *b != b'.').collect();
        trimmed(&mantissa) == self.significant()
    }

    /// The digits without zeros at both ends.
    fn significant(&self) -> Vec<u8> {
        trimmed(&[self.whole, self.fraction].concat()).to_vec()
    }
}

fn trimmed(digits: &[u8]) -> &[u8] {
    let start = digits.iter().position(|d| *d != b'0').unwrap_or(digits.len());
    let end = digits.iter().rposition(|d| *d != b'0').map_or(start, |last| last + 1);
    &digits[start..end]
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
}

fn parse_exponent(text: &[u8]) -> Option<i32> {
    let digits = text.strip_prefix(b"+").or(text.strip_prefix(b"-")).unwrap_or(text);
    if digits.is_empty() || digits.len() > 6 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn spelled_float(cell: &[u8]) -> Option<f64> {
    Some(match cell {
        b"NaN" | b"nan" => f64::NAN,
        b"inf" | b"Infinity" => f64::INFINITY,
        b"-inf" | b"-Infinity" => f64::NEG_INFINITY,
        _ => return None,
    })
}

fn is_date_like(cell: &[u8]) -> bool {
    cell.len() >= 10 && cell[4] == b'-' && cell[7] == b'-'
}

/// Whether a cell is written like an ISO date or timestamp, be there such a day or not.
pub(super) fn is_shaped_as_time(cell: &[u8]) -> bool {
    let shaped = |(at, byte): (usize, &u8)| matches!((at, byte), (4 | 7, b'-')) || (![4, 7].contains(&at) && byte.is_ascii_digit());
    cell.len() >= 10 && cell[..10].iter().enumerate().all(shaped) && matches!(cell.get(10), None | Some(b'T' | b' '))
}

fn dated(cell: &[u8]) -> u8 {
    match (parse_date(cell), parse_timestamp(cell)) {
        (Some(_), _) => DATE,
        (_, Some((_, Some(_)))) => INSTANT,
        (_, Some((_, None))) => LOCAL,
        _ => 0,
    }
}

/// `HH:MM[:SS[.digits]]` in units of `10^-digits` seconds; digits below them must be zeros.
pub(super) fn parse_time(time: &[u8], digits: u32) -> Option<i64> {
    let (clock, fraction) = match time {
        [h1, h2, b':', m1, m2] => ((two(*h1, *h2)?, two(*m1, *m2)?, 0), &time[..0]),
        [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] => ((two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?), rest),
        _ => return None,
    };
    let kept = digits as usize;
    let seconds = NaiveTime::from_hms_opt(clock.0, clock.1, clock.2)?.num_seconds_from_midnight();
    let ticks = match fraction {
        [] => 0,
        [b'.', below @ ..] if !below.is_empty() && below.iter().all(u8::is_ascii_digit) => {
            if below.iter().skip(kept).any(|d| *d != b'0') {
                return None;
            }
            below.iter().chain(std::iter::repeat(&b'0')).take(kept).fold(0, |sum, d| sum * 10 + i64::from(d - b'0'))
        }
        _ => return None,
    };
    Some(i64::from(seconds) * 10_i64.pow(digits) + ticks)
}

/// The time without its offset, and the offset in seconds.
fn split_offset(time: &[u8]) -> Option<(&[u8], Option<i64>)> {
    if let Some(time) = time.strip_suffix(b"Z") {
        return Some((time, Some(0)));
    }
    match time {
        [time @ .., sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(*h1, *h2)?, two(*m1, *m2)?);
            let seconds = i64::from(hours * 3_600 + minutes * 60);
            (hours <= 18 && minutes < 60).then_some((time, Some(if *sign == b'-' { -seconds } else { seconds })))
        }
        _ => Some((time, None)),
    }
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

#[cfg(test)]
mod tests;
