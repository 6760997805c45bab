//! A column of a batch as the kernels see it: a few wide types instead of Arrow's many.
//!
//! Whole numbers, booleans, dates and timestamps are `i64`; 64-bit unsigned integers and decimals are `i128`; floats are `f64`; text
//! is a dictionary and its codes. All of these widenings are exact. Columns that are stored wide already are borrowed.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, TimeUnit};

use super::text::{TextCells, Texts};
use super::value::Value;

/// What the cells of a column mean, whatever Arrow type stores them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
            _ => Kind::Opaque,
        }
    }

    /// Whether sums and linear bins make sense.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Int | Kind::Float | Kind::Decimal { .. })
    }

    /// Whether calendar bins make sense.
    pub fn is_time(self) -> bool {
        matches!(self, Kind::Date | Kind::Timestamp { .. })
    }

    /// The value of a cell that is stored as a whole number.
    pub fn value(self, raw: i128) -> Value {
        match self {
            Kind::Bool => Value::Bool(raw != 0),
            Kind::Decimal { scale } => Value::Decimal { unscaled: raw, scale },
            Kind::Date => Value::Date(raw as i32),
            Kind::Timestamp { per_second } => Value::Timestamp { ticks: raw as i64, per_second },
            Kind::Int | Kind::Float | Kind::Text | Kind::Opaque => Value::Int(raw),
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

/// A column of a batch. Cells at null positions hold anything.
pub struct Column<'a> {
    /// What the cells mean.
    pub kind: Kind,
    /// One per row.
    pub cells: Cells<'a>,
    /// Which rows have a value; none if all have.
    pub nulls: Option<NullBuffer>,
}

/// The cells of a column.
pub enum Cells<'a> {
    /// Whole numbers of up to 64 bits, signed.
    Whole(Cow<'a, [i64]>),
    /// Whole numbers that need more.
    Wide(Cow<'a, [i128]>),
    /// Floating-point numbers.
    Float(Cow<'a, [f64]>),
    /// Text.
    Text(TextCells<'a>),
    /// Nothing that the engine reads.
    Opaque,
}

impl<'a> Column<'a> {
    /// Looks at an array.
    pub fn of(array: &'a dyn Array) -> Column<'a> {
        let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
        let cells = cells_of(array, nulls.as_ref()).unwrap_or(Cells::Opaque);
        Column { kind: Kind::of(array.data_type()), cells, nulls }
    }
}

fn cells_of<'a>(array: &'a dyn Array, nulls: Option<&NullBuffer>) -> Option<Cells<'a>> {
    use DataType as D;
    Some(match array.data_type() {
        D::Boolean => Cells::Whole(array.as_boolean().values().iter().map(i64::from).collect()),
        D::Int8 => whole::<Int8Type>(array),
        D::Int16 => whole::<Int16Type>(array),
        D::Int32 => whole::<Int32Type>(array),
        D::UInt8 => whole::<UInt8Type>(array),
        D::UInt16 => whole::<UInt16Type>(array),
        D::UInt32 => whole::<UInt32Type>(array),
        D::Date32 => whole::<Date32Type>(array),
        D::Int64 => borrowed::<Int64Type>(array),
        D::Timestamp(TimeUnit::Second, _) => borrowed::<TimestampSecondType>(array),
        D::Timestamp(TimeUnit::Millisecond, _) => borrowed::<TimestampMillisecondType>(array),
        D::Timestamp(TimeUnit::Microsecond, _) => borrowed::<TimestampMicrosecondType>(array),
        D::Timestamp(TimeUnit::Nanosecond, _) => borrowed::<TimestampNanosecondType>(array),
        D::UInt64 => wide::<UInt64Type>(array),
        D::Decimal32(..) => wide::<Decimal32Type>(array),
        D::Decimal64(..) => wide::<Decimal64Type>(array),
        D::Decimal128(..) => Cells::Wide(Cow::Borrowed(array.as_primitive::<Decimal128Type>().values())),
        D::Float32 => Cells::Float(array.as_primitive::<Float32Type>().values().iter().map(|&x| f64::from(x)).collect()),
        D::Float64 => Cells::Float(Cow::Borrowed(array.as_primitive::<Float64Type>().values())),
        D::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let values = dictionary.values().as_ref();
            Cells::Text(TextCells { codes: codes_of(dictionary.keys(), nulls)?, dictionary: Texts::of(values)? })
        }
        _ => Cells::Text(TextCells::picked(&Texts::of(array)?, array.len(), nulls)),
    })
}

fn whole<'a, T: ArrowPrimitiveType<Native: Into<i64>>>(array: &'a dyn Array) -> Cells<'a> {
    Cells::Whole(array.as_primitive::<T>().values().iter().map(|&x| x.into()).collect())
}

fn wide<'a, T: ArrowPrimitiveType<Native: Into<i128>>>(array: &'a dyn Array) -> Cells<'a> {
    Cells::Wide(array.as_primitive::<T>().values().iter().map(|&x| x.into()).collect())
}

fn borrowed<'a, T: ArrowPrimitiveType<Native = i64>>(array: &'a dyn Array) -> Cells<'a> {
    Cells::Whole(Cow::Borrowed(array.as_primitive::<T>().values()))
}

/// A dictionary's keys of any width; 0 at null positions.
fn codes_of(keys: &dyn Array, nulls: Option<&NullBuffer>) -> Option<Vec<u32>> {
    let mut codes: Vec<u32> = match keys.data_type() {
        DataType::Int32 => keys.as_primitive::<Int32Type>().values().iter().map(|&k| k as u32).collect(),
        DataType::UInt32 => keys.as_primitive::<UInt32Type>().values().to_vec(),
        DataType::UInt64 => keys.as_primitive::<UInt64Type>().values().iter().map(|&k| k as u32).collect(),
        _ => match cells_of(keys, None)? {
            Cells::Whole(keys) => keys.iter().map(|&k| k as u32).collect(),
            _ => return None,
        },
    };
    if let Some(nulls) = nulls {
        for (code, valid) in codes.iter_mut().zip(nulls) {
            *code *= u32::from(valid);
        }
    }
    Some(codes)
}
