//! Where values lie on the line of a column's values, so that what a script names and what an answer holds compare as the column's own type.

use shared::engine::kind::Kind;
use shared::engine::plan::scalar;
use shared::engine::value::Value;
use shared::wire::column_type::{Role, role};
use shared::wire::query::Scalar;

/// Times are counted in nanoseconds, which every unit of Arrow's divides.
const NANOS: i64 = 1_000_000_000;
const DAY_NANOS: i128 = 86_400 * NANOS as i128;

/// A place on the line of one column. Places of different columns don't compare.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub(super) enum Place {
    /// Of whole numbers, digits of decimals, truth values, and times in nanoseconds.
    Whole(i128),
    /// Of floats.
    Float(f64),
    /// Of text, by code points.
    Text(String),
}

/// What a column's values are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) kind: Kind,
    /// Floats of 32 bits: 0.1 names the number that 0.1 is there.
    single: bool,
}

impl Line {
    /// Of a column whose type is `word` of the contract.
    pub(super) fn of(word: &str) -> Line {
        let scale = |word: &str| word.trim_end_matches(')').rsplit(',').next().and_then(|scale| scale.trim().parse().ok()).unwrap_or(0);
        let kind = match role(word) {
            _ if word == "time" => Kind::Time { per_second: NANOS },
            _ if word == "duration" => Kind::Duration { per_second: NANOS },
            Role::Number if word.starts_with("float") => Kind::Float,
            Role::Number if word.starts_with("decimal") => Kind::Decimal { scale: scale(word) },
            Role::Number => Kind::Int,
            Role::Category if word == "bool" => Kind::Bool,
            Role::Category => Kind::Text,
            Role::Time => Kind::Timestamp { per_second: NANOS },
            Role::Opaque => Kind::Opaque,
        };
        Line { kind, single: word == "float32" }
    }

    /// The least place of a cell that isn't below a bound, as in `between`; the reason if it bounds no cells of the column.
    pub(super) fn bound(self, end: &Scalar) -> Result<Place, String> {
        match self.kind {
            Kind::Float => {
                let x = scalar::float(end)?;
                if x.is_nan() { Err("NaN bounds nothing; leave the end open with null".into()) } else { Ok(Place::Float(x)) }
            }
            Kind::Text => scalar::text(end).map(Place::Text),
            kind => scalar::whole(end, kind).map(|position| Place::Whole(position.ceil())),
        }
    }

    /// The place that a value names, as in `in`; none between two cells, the reason if it is no value of the column's type.
    pub(super) fn exact(self, value: &Scalar) -> Result<Option<Place>, String> {
        Ok(match self.kind {
            Kind::Float => {
                let x = scalar::float(value)?;
                Some(Place::Float(if self.single { f64::from(x as f32) } else { x }))
            }
            Kind::Text => Some(Place::Text(scalar::text(value)?)),
            kind => scalar::whole(value, kind)?.exact().map(Place::Whole),
        })
    }
}

impl Place {
    /// Of a value of an answer; none for null.
    pub(super) fn of(value: &Value) -> Option<Place> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(b) => Place::Whole(i128::from(*b)),
            Value::Int(n) => Place::Whole(*n),
            Value::Decimal { unscaled, .. } => Place::Whole(*unscaled),
            Value::Float(x) => Place::Float(*x),
            Value::Text(text) => Place::Text(text.clone()),
            Value::Date(days) => Place::Whole(i128::from(*days) * DAY_NANOS),
            Value::Timestamp { ticks, per_second } | Value::Time { ticks, per_second } | Value::Duration { ticks, per_second } => {
                Place::Whole(i128::from(*ticks) * i128::from(NANOS / per_second))
            }
        })
    }

    /// Whether both are one; NaN is NaN.
    pub(super) fn is(&self, other: &Place) -> bool {
        self == other || (self.is_nan() && other.is_nan())
    }

    /// Whether it lies in `[lo, hi)`; NaN, which is greater than all others, only where `hi` is open.
    pub(super) fn lies_within(&self, lo: Option<&Place>, hi: Option<&Place>) -> bool {
        if self.is_nan() { hi.is_none() } else { lo.is_none_or(|lo| self >= lo) && hi.is_none_or(|hi| self < hi) }
    }

    fn is_nan(&self) -> bool {
        matches!(self, Place::Float(x) if x.is_nan())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]
    use super::*;

    fn text(text: &str) -> Scalar {
        Scalar::Text(text.into())
    }

    /// Whether a value is at or above a bound, and whether it is what the bound names.
    fn check(word: &str, value: Value, end: Scalar) -> (bool, bool) {
        let (line, place) = (Line::of(word), Place::of(&value).unwrap());
        let exact = line.exact(&end).unwrap();
        (place.lies_within(Some(&line.bound(&end).unwrap()), None), exact.is_some_and(|exact| place.is(&exact)))
    }

    #[test]
    fn decimals_compare_by_their_value() {
        let nine_fifty = Value::Decimal { unscaled: 950, scale: 2 };
        assert_eq!(check("decimal(10,2)", nine_fifty.clone(), text("10")), (false, false));
        assert_eq!(check("decimal(10,2)", nine_fifty.clone(), Scalar::Float(9.5)), (true, true));
        assert_eq!(check("decimal(10,2)", nine_fifty, text("9.495")), (true, false));
    }

    #[test]
    fn infinite_numbers_compare_as_numbers() {
        assert_eq!(check("float64", Value::Float(f64::NEG_INFINITY), Scalar::Int(-5)), (false, false));
        assert_eq!(check("float64", Value::Float(-5.0), text("-Infinity")), (true, false));
        assert_eq!(check("float64", Value::Float(f64::NEG_INFINITY), text("-inf")), (true, true));
        assert!(check("float32", Value::Float(f64::from(0.1f32)), Scalar::Float(0.1)).1);
    }

    #[test]
    fn a_time_is_the_same_however_it_is_written() {
        let tenth = || Value::Timestamp { ticks: 1_359_590_400_100, per_second: 1_000 };
        for written in ["2013-01-31T00:00:00.1", "2013-01-31 00:00:00.100Z", "2013-01-31T08:00:00.10+08:00"] {
            assert_eq!(check("timestamp(UTC)", tenth(), text(written)), (true, true), "{written}");
        }
        assert_eq!(check("timestamp", tenth(), text("2013-01-31")), (true, false));
        assert_eq!(check("timestamp", tenth(), text("2013-01-31T00:00:00.100000001")), (false, false));
        assert_eq!(check("date", Value::Date(15_736), text("2013-01-31T00:00:00Z")), (true, true));
    }

    #[test]
    fn what_is_no_value_of_the_column_is_refused() {
        for (word, end) in [("int32", text("x")), ("date", Scalar::Int(5)), ("bool", text("true")), ("string", Scalar::Int(5))] {
            assert!(Line::of(word).bound(&end).is_err() && Line::of(word).exact(&end).is_err(), "{word}");
        }
        assert!(Line::of("float64").bound(&text("NaN")).is_err());
    }
}
