//! Calendar bins: the instant at which a value's unit starts, in UTC. Weeks start on Monday.
//!
//! Seconds to days are whole numbers of ticks, because Unix time has no leap seconds. Weeks to years are asked of chrono, once per
//! day that occurs. A day outside chrono's calendar (262,000 years either way) is a unit of its own.

use arrow_buffer::NullBuffer;
use chrono::{Datelike, NaiveDate};

use super::{category, whole};
use crate::engine::column::{Cells, Column, Kind};
use crate::engine::groups::Coded;
use crate::engine::value::{Value, date_of};

/// Units of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of seconds that divides the day, or the day.
    Seconds(i64),
    /// Seven days from Monday.
    Week,
    /// A number of calendar months that divides the year, or the year.
    Months(u32),
}

const DAY_SECS: i64 = 86_400;

/// Bins the rows of a date or timestamp column.
pub fn codes<'a>(unit: Unit, column: &Column<'_>) -> Coded<'a> {
    let Cells::Whole(cells) = &column.cells else { return category::floats(&[], None) };
    let nulls = column.nulls.as_ref();
    let kind = column.kind;
    match (kind, unit) {
        (Kind::Timestamp { per_second }, Unit::Seconds(secs)) => floored(cells, nulls, secs * per_second, move |start| kind.value(start.into())),
        (Kind::Timestamp { per_second }, _) => {
            let day_ticks = DAY_SECS * per_second;
            floored(cells, nulls, day_ticks, move |ticks| {
                let start = unit_start(unit, ticks.div_euclid(day_ticks));
                kind.value(start.saturating_mul(day_ticks).into())
            })
        }
        _ => whole::codes(cells, nulls, move |day| kind.value(unit_start(unit, day).into())),
    }
}

/// Codes ticks by the multiple of `step` below them.
fn floored<'a>(ticks: &[i64], nulls: Option<&NullBuffer>, step: i64, key: impl Fn(i64) -> Value + 'a) -> Coded<'a> {
    let steps: Vec<i64> = ticks.iter().map(|t| t.div_euclid(step)).collect();
    whole::codes(&steps, nulls, move |k| key(k.saturating_mul(step)))
}

/// The day that a day's unit starts on, both counted from 1970-01-01.
fn unit_start(unit: Unit, day: i64) -> i64 {
    date_of(day).and_then(|date| first_day(unit, date)).map_or(day, |first| (first - NaiveDate::default()).num_days())
}

fn first_day(unit: Unit, date: NaiveDate) -> Option<NaiveDate> {
    match unit {
        Unit::Seconds(_) => Some(date),
        Unit::Week => Some(date.week(chrono::Weekday::Mon).checked_first_day()?),
        Unit::Months(months) => NaiveDate::from_ymd_opt(date.year(), date.month0() / months * months + 1, 1),
    }
}
