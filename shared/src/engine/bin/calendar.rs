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
use crate::engine::kind::Kind;
use crate::engine::store::{Column, Form, Span};
use crate::engine::value::date_of;

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
    // At the ends of time the start of a unit may be before the first day.
    let least = if kind == Kind::Date { i64::from(i32::MIN) } else { i64::MIN };
    let start_of = move |count: i64| kind.value(unit.map_or(count, |unit| unit_start(unit, count)).saturating_mul(ticks).max(least).into());
    let first = span.least.div_euclid(ticks);
    let counts = (span.greatest.div_euclid(ticks).wrapping_sub(first) as u64).saturating_add(1);
    // Far from the epoch, neither the units nor their starts need fit 64 bits.
    let fits = first.checked_mul(ticks).is_some() && counts < 1 << 32 && first.checked_add(counts as i64).is_some();
    // A unit of so many steps, and a cell moved up by less than a unit, must be counted in 32 bits.
    let counted = |steps: u64| steps < u64::from(u32::MAX / 4);
    let distances = fits && counted(span.steps()) && counted((ticks / span.step) as u64);
    if !(distances && ticks % span.step == 0 && is_dense(counts.into(), rows)) {
        return category::wholes(column, move |x| x.div_euclid(ticks.into()), move |count| start_of(count as i64));
    }
    let (table, starts) = match unit {
        None => (None, (first..first + counts as i64).collect()),
        Some(unit) => {
            let (table, starts) = starts(unit, first, counts);
            (Some(table), starts)
        }
    };
    let fill = units(span, first, ticks, table);
    Coder::known(column, fill, starts.len() as u32, move |code| start_of(starts[code as usize]))
}

/// The cells of `span` in units of `ticks`, counted from the unit `first`.
fn units<'a>(span: Span, first: i64, ticks: i64, table: Option<Vec<u32>>) -> Fill<'a> {
    // Both are multiples of the step, and less than a unit apart, even where the unit begins before the first instant.
    let ahead = span.least.wrapping_sub(first.wrapping_mul(ticks)) / span.step;
    Fill::Units { span, ahead: ahead as u32, per: (ticks / span.step) as u32, table }
}

/// Which unit each of some days falls into, and one day of each unit.
fn starts(unit: Unit, first: i64, days: u64) -> (Vec<u32>, Vec<i64>) {
    let mut starts: Vec<i64> = Vec::new();
    let code = |day: i64| {
        let start = unit_start(unit, day);
        if starts.last() != Some(&start) {
            starts.push(start);
        }
        starts.len() as u32 - 1
    };
    let table = (first..first + days as i64).map(code).collect();
    (table, starts)
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
