//! The calendar unit of a line.

use crate::engine::plan::time_text;
use crate::wire::dataset::Column;
use crate::wire::profile::ColumnProfile;
use crate::wire::query::{CalendarUnit, Scalar};

/// Points of a line at most.
const MAX_POINTS: f64 = 400.0;

/// Units from fine to coarse, with their mean length in seconds.
const UNITS: [(CalendarUnit, f64); 8] = [
    (CalendarUnit::Second, 1.0),
    (CalendarUnit::Minute, 60.0),
    (CalendarUnit::Hour, 3_600.0),
    (CalendarUnit::Day, 86_400.0),
    (CalendarUnit::Week, 604_800.0),
    (CalendarUnit::Month, 2_629_746.0),
    (CalendarUnit::Quarter, 7_889_238.0),
    (CalendarUnit::Year, 31_556_952.0),
];

/// The finest unit, not finer than the column, that gives at most 400 points, hardly more of them than there are different values.
pub(super) fn of(column: &Column, profile: &ColumnProfile) -> Option<CalendarUnit> {
    let span_secs = secs(profile.max.as_ref()?)? - secs(profile.min.as_ref()?)?;
    let most = if profile.distinct_exact { MAX_POINTS.min(1.5 * profile.distinct as f64) } else { MAX_POINTS };
    let is_date = column.r#type == "date";
    let mut units = UNITS.iter().filter(|(unit, _)| !is_date || !matches!(unit, CalendarUnit::Second | CalendarUnit::Minute | CalendarUnit::Hour));
    Some(units.find(|(_, secs)| span_secs / secs <= most).map_or(CalendarUnit::Year, |(unit, _)| *unit))
}

fn secs(time: &Scalar) -> Option<f64> {
    let Scalar::Text(text) = time else { return None };
    time_text::parse(text).map(|nanos| nanos as f64 / 1e9)
}
