//! What is told in equal steps: numbers, and times that no calendar divides, whose places on an axis are seconds.

use shared::engine::kind::Kind;
use shared::engine::plan::{nice, scalar};
use shared::engine::value::{DAY_SECS, Value};
use shared::wire::query::Scalar;

/// What linear bins are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Any numbers.
    Number,
    /// Whole numbers: brushes end at such.
    Whole,
    /// Times of day.
    TimeOfDay,
    /// Lengths of time.
    Length,
}

const PER_SECOND: i64 = 1_000_000;

/// The end of a day in seconds. The last bin of times of day has it too.
pub(super) const DAY: f64 = DAY_SECS as f64;

impl Quantity {
    /// That of keys, of which those that are times tell it.
    pub(super) fn of(keys: &[&Value], is_whole: bool) -> Quantity {
        let times = keys.iter().find_map(|key| match key {
            Value::Time { .. } => Some(Quantity::TimeOfDay),
            Value::Duration { .. } => Some(Quantity::Length),
            _ => None,
        });
        times.unwrap_or(if is_whole { Quantity::Whole } else { Quantity::Number })
    }

    fn kind(self) -> Option<Kind> {
        match self {
            Quantity::TimeOfDay => Some(Kind::Time { per_second: PER_SECOND }),
            Quantity::Length => Some(Kind::Duration { per_second: PER_SECOND }),
            Quantity::Number | Quantity::Whole => None,
        }
    }

    /// The time at a place; none where there are numbers.
    pub(super) fn time(self, secs: f64) -> Option<Value> {
        Some(self.kind()?.value((secs * PER_SECOND as f64).round() as i128))
    }

    /// The place of a time as a filter has it; none where there are numbers.
    pub(super) fn place(self, scalar: &Scalar) -> Option<f64> {
        Some(scalar::whole(scalar, self.kind()?).ok()?.exact()? as f64 / PER_SECOND as f64)
    }

    /// A step that divides times as clocks are divided, about so many between two places; none where there are numbers.
    pub(super) fn step(self, (lo, hi): (f64, f64), count: u32) -> Option<f64> {
        nice::width(&self.time(lo)?, &self.time(hi)?, count)
    }
}

/// A time as a person reads it: `10:30` of a day, `1:30:05` or `0:05.25` long. An instant or a number is none.
pub(in crate::figure) fn clock(time: &Value) -> Option<String> {
    match time {
        Value::Time { .. } => {
            let text = time.text();
            Some(text.strip_suffix(":00").unwrap_or(&text).to_owned())
        }
        Value::Duration { ticks, per_second } => {
            let (sign, ticks) = (if *ticks < 0 { "-" } else { "" }, ticks.unsigned_abs());
            let secs = ticks / per_second.unsigned_abs();
            let (hours, minutes, seconds) = (secs / 3_600, secs / 60 % 60, secs % 60);
            let whole = if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") };
            let part = (ticks % per_second.unsigned_abs()) as f64 / *per_second as f64;
            // `0.25` without what is before the point.
            let part = if part > 0.0 { part.to_string().split_off(1) } else { String::new() };
            Some(format!("{sign}{whole}{part}"))
        }
        _ => None,
    }
}

/// The same of a length of time as a filter has it; none of other texts.
pub(in crate::figure) fn length(text: &str) -> Option<String> {
    let secs = Quantity::Length.place(&Scalar::Text(text.to_owned())).filter(|_| text.starts_with(['P', '-']))?;
    clock(&Quantity::Length.time(secs)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn times_of_day_are_told_by_the_minute_where_that_is_enough() {
        for (secs, text) in [(0.0, "00:00"), (37_800.0, "10:30"), (37_805.0, "10:30:05"), (86_400.0, "24:00")] {
            assert_eq!(clock(&Quantity::TimeOfDay.time(secs).unwrap()).unwrap(), text);
        }
    }

    #[test]
    fn lengths_of_time_are_told_as_a_stopwatch_does() {
        for (secs, text) in [(0.0, "0:00"), (5.25, "0:05.25"), (90.0, "1:30"), (5_405.0, "1:30:05"), (360_000.0, "100:00:00"), (-0.5, "-0:00.5")] {
            assert_eq!(clock(&Quantity::Length.time(secs).unwrap()).unwrap(), text);
        }
        assert_eq!((length("PT90S").as_deref(), length("90"), length("Paris")), (Some("1:30"), None, None));
    }

    #[test]
    fn filters_have_places() {
        let place = |quantity: Quantity, text: &str| quantity.place(&Scalar::Text(text.into()));
        assert_eq!((place(Quantity::TimeOfDay, "24:00:00"), place(Quantity::Length, "-PT0.5S")), (Some(86_400.0), Some(-0.5)));
        assert_eq!((place(Quantity::Number, "5"), place(Quantity::TimeOfDay, "noon")), (None, None));
    }
}
