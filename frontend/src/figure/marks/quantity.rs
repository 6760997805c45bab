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
    /// Times of day, in ticks of their column: brushes end at such.
    TimeOfDay {
        /// Ticks per second.
        per_second: i64,
    },
    /// Lengths of time, in such ticks.
    Length {
        /// Ticks per second.
        per_second: i64,
    },
}

/// Ticks per second of all times that there are.
const UNITS: [i64; 4] = [1, 1_000, 1_000_000, 1_000_000_000];

/// The end of a day in seconds. The last bin of times of day has it too.
pub(super) const DAY: f64 = DAY_SECS as f64;

impl Quantity {
    /// That of keys, of which those that are times tell it.
    pub(super) fn of(keys: &[&Value], is_whole: bool) -> Quantity {
        let times = keys.iter().find_map(|key| match **key {
            Value::Time { per_second, .. } => Some(Quantity::TimeOfDay { per_second }),
            Value::Duration { per_second, .. } => Some(Quantity::Length { per_second }),
            _ => None,
        });
        times.unwrap_or(if is_whole { Quantity::Whole } else { Quantity::Number })
    }

    fn kind(self) -> Option<Kind> {
        match self {
            Quantity::TimeOfDay { per_second } => Some(Kind::Time { per_second }),
            Quantity::Length { per_second } => Some(Kind::Duration { per_second }),
            Quantity::Number | Quantity::Whole => None,
        }
    }

    /// Whether they are times of day, which no bin goes beyond.
    pub(super) fn is_of_day(self) -> bool {
        matches!(self, Quantity::TimeOfDay { .. })
    }

    /// The time at a place, on the nearest tick; none where there are numbers.
    pub(super) fn time(self, secs: f64) -> Option<Value> {
        let kind = self.kind()?;
        Some(kind.value((secs * kind.per_second()? as f64).round() as i128))
    }

    /// The place of a time as a filter has it; none where there are numbers.
    pub(super) fn place(self, scalar: &Scalar) -> Option<f64> {
        self.kind()?;
        read(scalar, |per_second| if self.is_of_day() { Kind::Time { per_second } } else { Kind::Duration { per_second } })?.on_scale()
    }

    /// A step that divides times as clocks are divided, about so many between two places; none where there are numbers.
    pub(super) fn step(self, (lo, hi): (f64, f64), count: u32) -> Option<f64> {
        nice::width(&self.time(lo)?, &self.time(hi)?, count)
    }
}

/// A time that a filter tells, in the coarsest ticks that hold it.
fn read(scalar: &Scalar, kind: impl Fn(i64) -> Kind) -> Option<Value> {
    UNITS.into_iter().map(kind).find_map(|kind| Some(kind.value(scalar::whole(scalar, kind).ok()?.exact()?)))
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
    // Decimals and wide integers are texts, too.
    text.strip_prefix('-').unwrap_or(text).strip_prefix('P')?;
    clock(&read(&Scalar::Text(text.to_owned()), |per_second| Kind::Duration { per_second })?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const DAY_TIME: Quantity = Quantity::TimeOfDay { per_second: 1_000_000 };
    const LENGTH: Quantity = Quantity::Length { per_second: 1_000_000 };

    #[test]
    fn times_of_day_are_told_by_the_minute_where_that_is_enough() {
        for (secs, text) in [(0.0, "00:00"), (37_800.0, "10:30"), (37_805.0, "10:30:05"), (86_400.0, "24:00")] {
            assert_eq!(clock(&DAY_TIME.time(secs).unwrap()).unwrap(), text);
        }
    }

    #[test]
    fn lengths_of_time_are_told_as_a_stopwatch_does() {
        for (secs, text) in [(0.0, "0:00"), (5.25, "0:05.25"), (90.0, "1:30"), (5_405.0, "1:30:05"), (360_000.0, "100:00:00"), (-0.5, "-0:00.5")] {
            assert_eq!(clock(&LENGTH.time(secs).unwrap()).unwrap(), text);
        }
        assert_eq!((length("PT90S").as_deref(), length("90"), length("Paris")), (Some("1:30"), None, None));
        assert_eq!((length("-90"), length("-12.50"), length("-PT90S").as_deref()), (None, None, Some("-1:30")));
        assert_eq!((length("PT123456789.1S").as_deref(), length("PT0.0000001S").as_deref()), (Some("34293:33:09.1"), Some("0:00.0000001")));
    }

    #[test]
    fn filters_have_places() {
        let place = |quantity: Quantity, text: &str| quantity.place(&Scalar::Text(text.into()));
        assert_eq!((place(DAY_TIME, "24:00:00"), place(LENGTH, "-PT0.5S")), (Some(86_400.0), Some(-0.5)));
        assert_eq!((place(Quantity::Number, "5"), place(DAY_TIME, "noon")), (None, None));
    }
}
