//! What the cells of a column mean, whatever Arrow type stores them.

use arrow_schema::{DataType, TimeUnit};
use serde::{Deserialize, Serialize};

use super::value::Value;

/// What the cells of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Truth values.
    Bool,
    /// Integers of any width.
    Int,
    /// Floating-point numbers of any width.
    Float,
    /// Decimals.
    Decimal {
        /// Digits after the point.
        scale: i8,
    },
    /// Text, dictionary-encoded or not.
    Text,
    /// Days.
    Date,
    /// Instants or local times.
    Timestamp {
        /// Ticks per second.
        per_second: i64,
    },
    /// Times of day.
    Time {
        /// Ticks per second.
        per_second: i64,
    },
    /// Lengths of time.
    Duration {
        /// Ticks per second.
        per_second: i64,
    },
    /// Anything else: its values are only counted.
    Opaque,
}

impl Kind {
    /// The kind of an Arrow type.
    pub fn of(data_type: &DataType) -> Kind {
        use DataType as D;
        match data_type {
            D::Boolean => Kind::Bool,
            D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 | D::UInt64 => Kind::Int,
            D::Float32 | D::Float64 => Kind::Float,
            D::Decimal32(_, scale) | D::Decimal64(_, scale) | D::Decimal128(_, scale) => Kind::Decimal { scale: *scale },
            D::Utf8 | D::LargeUtf8 | D::Utf8View => Kind::Text,
            D::Dictionary(_, values) if Kind::of(values) == Kind::Text => Kind::Text,
            D::Date32 => Kind::Date,
            D::Timestamp(unit, _) => Kind::Timestamp { per_second: ticks_per_second(*unit) },
            D::Time32(unit) | D::Time64(unit) => Kind::Time { per_second: ticks_per_second(*unit) },
            D::Duration(unit) => Kind::Duration { per_second: ticks_per_second(*unit) },
            _ => Kind::Opaque,
        }
    }

    /// Whether sums make sense.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Int | Kind::Float | Kind::Decimal { .. })
    }

    /// Whether linear bins make sense: of numbers, and of times that no calendar divides.
    pub fn has_width(self) -> bool {
        self.is_number() || matches!(self, Kind::Time { .. } | Kind::Duration { .. })
    }

    /// Whether there are values between two others: of numbers and of times.
    pub fn is_scale(self) -> bool {
        self.is_number() || self == Kind::Date || self.per_second().is_some()
    }

    /// Whether its cells are whole numbers by nature, not by chance.
    pub fn is_whole(self) -> bool {
        !matches!(self, Kind::Float | Kind::Text | Kind::Opaque)
    }

    /// Whether calendar bins make sense.
    pub fn is_time(self) -> bool {
        matches!(self, Kind::Date | Kind::Timestamp { .. })
    }

    /// Ticks per second of what is counted in ticks.
    pub fn per_second(self) -> Option<i64> {
        match self {
            Kind::Timestamp { per_second } | Kind::Time { per_second } | Kind::Duration { per_second } => Some(per_second),
            _ => None,
        }
    }

    /// Digits after the point of the numbers that whole cells stand for.
    pub fn scale(self) -> i8 {
        if let Kind::Decimal { scale } = self { scale } else { 0 }
    }

    /// The value of a cell that is stored as a whole number.
    pub fn value(self, raw: i128) -> Value {
        match self {
            Kind::Bool => Value::Bool(raw != 0),
            Kind::Float => Value::Float(raw as f64),
            Kind::Decimal { scale } => Value::Decimal { unscaled: raw, scale },
            Kind::Date => Value::Date(raw as i32),
            Kind::Timestamp { per_second } => Value::Timestamp { ticks: raw as i64, per_second },
            Kind::Time { per_second } => Value::Time { ticks: raw as i64, per_second },
            Kind::Duration { per_second } => Value::Duration { ticks: raw as i64, per_second },
            Kind::Int | Kind::Text | Kind::Opaque => Value::Int(raw),
        }
    }
}

fn ticks_per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}
