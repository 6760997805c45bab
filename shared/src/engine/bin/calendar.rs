//! Calendar bins: the instant at which a value's bin of `n` units starts, in UTC. Weeks start on Monday.
//!
//! Bins of seconds to days are counted from 1970-01-01T00:00, those of weeks from Monday 1969-12-29, those of months to years from January
//! of the year 0. So bins never straddle a day where a whole number of them fills it, nor a year, a decade or a century.
//!
//! Seconds to days are whole numbers of ticks, because Unix time has no leap seconds. Weeks to years are asked of chrono, once per
//! day that can occur. A day outside chrono's calendar (262,000 years either way) is a unit of its own.

use chrono::{Datelike, NaiveDate};

use super::category;
use super::coder::{Coder, Fill, is_dense};
use super::divisor::Divisor;
use crate::engine::kind::Kind;
use crate::engine::store::{Column, Form, Span};
use crate::engine::value::{Value, date_of};

/// What a bin is made of, in units of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of seconds. Of dates: one that divides the day, or whole days.
    Seconds(i64),
    /// A number of weeks from Monday.
    Weeks(i64),
    /// A number of calendar months.
    Months(i32),
}

const DAY_SECS: i64 = 86_400;

/// The codes of a date or timestamp column.
pub fn coder(unit: Unit, column: &Column, rows: usize) -> Coder<'_> {
    let (Form::Whole, Some(span)) = (column.form(), column.span) else { return category::nothing(column) };
    let kind = column.kind;
    // Ticks of the unit, or of the days that longer units are made of.
    let (ticks, unit) = match (kind, unit) {
        (Kind::Timestamp { per_second }, Unit::Seconds(secs)) => (secs * per_second, None),
        (Kind::Timestamp { per_second }, _) => (DAY_SECS * per_second, Some(unit)),
        (_, Unit::Seconds(secs)) => ((secs / DAY_SECS).max(1), None),
        _ => (1, Some(unit)),
    };
    in_units((column, span), rows, ticks, unit)
}

/// The codes of a column in so many ticks, or in the units of the calendar that days of so many ticks lie in.
pub(super) fn in_units((column, span): (&Column, Span), rows: usize, ticks: i64, unit: Option<Unit>) -> Coder<'_> {
    let kind = column.kind;
    let start = move |count: i64| unit.map_or(count, |unit| unit_start(unit, count));
    // At the ends of time the start of a unit may be before the first day.
    let least = if kind == Kind::Date { i64::from(i32::MIN) } else { i64::MIN };
    let key = move |start: i64| kind.value(start.saturating_mul(ticks).max(least).into());
    tabled((column, span), rows, ticks, start, key)
        .unwrap_or_else(|| category::wholes(column, move |x| x.div_euclid(ticks.into()), move |count| key(start(count as i64))))
}

/// Codes by a table of the units of `ticks` that a column's cells lie in. `start` gives what tells apart the bins that such a unit, counted from
/// 1970, can lie in, ascending; `key` makes it a key. None where there are too many units, or cells between two steps.
pub(super) fn tabled<'a>(
    (column, span): (&'a Column, Span),
    rows: usize,
    ticks: i64,
    start: impl Fn(i64) -> i64,
    key: impl Fn(i64) -> Value + 'a,
) -> Option<Coder<'a>> {
    let first = span.least.div_euclid(ticks);
    let units = (span.greatest.div_euclid(ticks).wrapping_sub(first) as u64).saturating_add(1);
    // Far from the epoch, neither the units nor their starts need fit 64 bits.
    let fits = first.checked_mul(ticks).is_some() && units < 1 << 32 && first.checked_add(units as i64).is_some();
    // A unit of so many steps, and a cell moved up by less than a unit, must be counted in 31 bits.
    let counted = |steps: u64| steps < u64::from(u32::MAX / 4);
    let distances = fits && counted(span.steps()) && counted((ticks / span.step) as u64);
    if !(distances && ticks % span.step == 0 && is_dense(units.into(), rows)) {
        return None;
    }
    let mut starts: Vec<i64> = Vec::new();
    let code = |unit: i64| {
        let start = start(unit);
        if starts.last() != Some(&start) {
            starts.push(start);
        }
        starts.len() as u32 - 1
    };
    let table: Vec<u32> = (first..first + units as i64).map(code).collect();
    // Both are multiples of the step, and less than a unit apart, even where the unit begins before the first instant.
    let ahead = span.least.wrapping_sub(first.wrapping_mul(ticks)) / span.step;
    let table = (starts.len() < table.len()).then_some(table);
    let fill = Fill::Units { span, ahead: ahead as u32, per: Divisor::new((ticks / span.step) as u32), table };
    Some(Coder::known(column, fill, starts.len() as u32, move |code| key(starts[code as usize])))
}

/// The day that a day's unit starts on, both counted from 1970-01-01.
pub(super) fn unit_start(unit: Unit, day: i64) -> i64 {
    date_of(day).and_then(|date| first_day(unit, day, date)).unwrap_or(day)
}

fn first_day(unit: Unit, day: i64, date: NaiveDate) -> Option<i64> {
    /// From Monday 1969-12-29 to 1970-01-01.
    const FROM_MONDAY: i64 = 3;
    match unit {
        Unit::Seconds(_) => Some(day),
        Unit::Weeks(weeks) => Some((day + FROM_MONDAY).div_euclid(7 * weeks) * 7 * weeks - FROM_MONDAY),
        Unit::Months(months) => {
            let month = (date.year() * 12 + date.month0() as i32).div_euclid(months) * months;
            let first = NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12).unsigned_abs() + 1, 1)?;
            Some((first - NaiveDate::default()).num_days())
        }
    }
}
