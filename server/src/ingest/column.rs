//! One column of text cells: first which type fits all of them, then their values.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder, Time64MicrosecondBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_schema::{DataType, TimeUnit};
use chrono::FixedOffset;

use super::cell;

/// The types that fit all cells seen so far.
#[derive(Clone, Debug)]
pub(super) struct ColumnTypes {
    fitting: u8,
    seen: bool,
    seen_digits: bool,
    /// Of instants, in seconds.
    offsets: Common<i64>,
    /// Digits after the point; none of a number that a decimal would not write as its cell does.
    scales: Common<Option<i8>>,
    /// Whether one of these digits is a zero at the end, which no program writes of a float.
    seen_padding: bool,
    odd: Option<Box<[u8]>>,
}

/// What cells have in common.
#[derive(Clone, Copy, Debug)]
enum Common<T> {
    None,
    All(T),
    Several,
}

impl<T: Copy + PartialEq> Common<T> {
    fn add(&mut self, next: T) {
        *self = match *self {
            Common::None => Common::All(next),
            Common::All(before) if before == next => *self,
            _ => Common::Several,
        };
    }
}

/// Digits of a decimal column, which then takes eight bytes a cell; a cell of more is none.
const DECIMAL_DIGITS: u8 = cell::DECIMAL_DIGITS as u8;

/// Fewer digits after the point are no decimal's: programs write whole floats as `5.0`.
const LEAST_SCALE: i8 = 2;

/// Whether it is a type of numbers with a point.
pub(super) fn is_fractional(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Float64 | DataType::Decimal128(..))
}

/// The offset that all have, as a zone's name; else they are told in UTC.
fn zone(offsets: Common<i64>) -> String {
    let Common::All(seconds) = offsets else { return "UTC".into() };
    let offset = i32::try_from(seconds).ok().filter(|seconds| *seconds != 0).and_then(FixedOffset::east_opt);
    offset.map_or_else(|| "UTC".into(), |offset| offset.to_string())
}

impl Default for ColumnTypes {
    fn default() -> Self {
        ColumnTypes {
            fitting: cell::ANY,
            seen: false,
            seen_digits: false,
            offsets: Common::None,
            scales: Common::None,
            seen_padding: false,
            odd: None,
        }
    }
}

impl ColumnTypes {
    /// Looks at one cell; an empty one is null and fits every type.
    #[inline]
    pub(super) fn add(&mut self, text: &[u8]) {
        if text.is_empty() || self.fitting == 0 {
            self.seen |= !text.is_empty();
            return;
        }
        let class = cell::classify(text);
        let before = self.fitting;
        self.fitting &= class;
        if self.fitting == 0 && (before & !cell::TIMES == 0 || (before == cell::ANY && cell::is_shaped_as_time(text))) {
            self.odd = Some(text.into());
        }
        self.seen = true;
        if class == cell::INSTANT
            && let Some(offset) = cell::offset(text)
        {
            self.offsets.add(offset);
        }
        // Columns of whole numbers alone have nothing to tell of points.
        if class & cell::FLOAT != 0 && !matches!(self.scales, Common::Several) {
            self.scales.add(if class & cell::INT == 0 { cell::scale(text) } else { None });
            self.seen_padding |= text.ends_with(b"0");
        }
        self.seen_digits |= class & cell::INT != 0 || (class & cell::FLOAT != 0 && !cell::is_spelled(text));
    }

    /// The first cell that is no date or time as those before it are, or is written like one and is none.
    pub(super) fn odd(&self) -> Option<&[u8]> {
        self.odd.as_deref()
    }

    /// Leaves no type but text.
    pub(super) fn add_text(&mut self) {
        self.fitting = 0;
        self.seen = true;
    }

    /// Whether no type but text is left.
    pub(super) fn is_text(&self) -> bool {
        self.fitting == 0
    }

    /// Whether more cells that fit [`ColumnTypes::data_type`] leave it as it is: a column of nulls may become anything, one of words for floats too.
    pub(super) fn is_settled(&self) -> bool {
        self.seen && (self.is_text() || self.data_type() != DataType::Utf8)
    }

    /// The same of numbers in JSON, which are floats by its own standard, unless `decimals` may be meant: then one at least is written as no float is.
    pub(super) fn of_json(&self, decimals: bool) -> DataType {
        let data_type = self.data_type();
        if is_fractional(&data_type) && !(decimals && self.seen_padding) { DataType::Float64 } else { data_type }
    }

    /// The narrowest type that fits all cells; text where none does or where all are null. Numbers that all have as many digits after the point are
    /// decimals, so that `12.50` stays `12.50`.
    pub(super) fn data_type(&self) -> DataType {
        let micros = |zone: Option<&str>| DataType::Timestamp(TimeUnit::Microsecond, zone.map(Into::into));
        match self.fitting {
            _ if !self.seen => DataType::Utf8,
            f if f & cell::INT != 0 => DataType::Int64,
            f if f & cell::FLOAT != 0 && self.seen_digits => match self.scales {
                Common::All(Some(scale)) if scale >= LEAST_SCALE => DataType::Decimal128(DECIMAL_DIGITS, scale),
                _ => DataType::Float64,
            },
            f if f & cell::BOOL != 0 => DataType::Boolean,
            f if f & cell::DATE != 0 => DataType::Date32,
            f if f & cell::LOCAL != 0 => micros(None),
            f if f & cell::INSTANT != 0 => micros(Some(&zone(self.offsets))),
            f if f & cell::CLOCK != 0 => DataType::Time64(TimeUnit::Microsecond),
            _ => DataType::Utf8,
        }
    }
}

/// Which offsets the cells of a timestamp column have.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Where {
    /// None.
    Unsaid,
    /// Any.
    Said,
    /// This one, in seconds.
    At(i32),
}

impl Where {
    fn of(zone: &str) -> Where {
        zone.parse().map_or(Where::Said, |offset: FixedOffset| Where::At(offset.local_minus_utc()))
    }

    fn holds(self, offset: Option<i64>) -> bool {
        match self {
            Where::Unsaid => offset.is_none(),
            Where::Said => offset.is_some(),
            Where::At(seconds) => offset == Some(seconds.into()),
        }
    }
}

/// Collects the values of a column whose type [`ColumnTypes`] found.
pub(super) enum ColumnBuilder {
    /// true, false
    Bool(BooleanBuilder),
    /// int64
    Int(Int64Builder),
    /// float64
    Float(Float64Builder),
    /// days
    Date(Date32Builder),
    /// microseconds since midnight
    Time(Time64MicrosecondBuilder),
    /// microseconds, and what the cells say of where
    Timestamp(TimestampMicrosecondBuilder, Where),
    /// decimals of a scale, below a bound
    Decimal(Decimal128Builder, i8, i128),
    /// the cells as they are
    Text(StringBuilder),
}

impl ColumnBuilder {
    /// For a type of [`ColumnTypes::data_type`].
    pub(super) fn new(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => ColumnBuilder::Bool(BooleanBuilder::new()),
            DataType::Int64 => ColumnBuilder::Int(Int64Builder::new()),
            DataType::Float64 => ColumnBuilder::Float(Float64Builder::new()),
            DataType::Date32 => ColumnBuilder::Date(Date32Builder::new()),
            DataType::Time64(_) => ColumnBuilder::Time(Time64MicrosecondBuilder::new()),
            DataType::Timestamp(_, zone) => {
                let builder = TimestampMicrosecondBuilder::new().with_data_type(data_type.clone());
                ColumnBuilder::Timestamp(builder, zone.as_deref().map_or(Where::Unsaid, Where::of))
            }
            DataType::Decimal128(precision, scale) => {
                let builder = Decimal128Builder::new().with_data_type(data_type.clone());
                ColumnBuilder::Decimal(builder, *scale, 10_i128.checked_pow((*precision).into()).unwrap_or(i128::MAX))
            }
            _ => ColumnBuilder::Text(StringBuilder::new()),
        }
    }

    /// Appends one cell, an empty one as null. `false` if the cell doesn't fit the type, which the first look rules out.
    #[inline]
    #[must_use]
    pub(super) fn append(&mut self, text: &str) -> bool {
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            self.append_null();
            return true;
        }
        match self {
            ColumnBuilder::Bool(b) => cell::parse_bool(bytes).map(|v| b.append_value(v)),
            ColumnBuilder::Int(b) => cell::parse_int(bytes).map(|v| b.append_value(v)),
            ColumnBuilder::Float(b) => {
                // A number too large for a float is not infinity.
                let value = cell::parse_float(bytes).filter(|v| v.is_finite() || cell::is_spelled(bytes));
                value.map(|v| b.append_value(v))
            }
            ColumnBuilder::Date(b) => cell::parse_date(bytes).map(|v| b.append_value(v)),
            ColumnBuilder::Time(b) => cell::parse_clock(bytes).map(|v| b.append_value(v)),
            ColumnBuilder::Timestamp(b, at) => cell::parse_timestamp(bytes).filter(|(_, offset)| at.holds(*offset)).map(|(v, _)| b.append_value(v)),
            ColumnBuilder::Decimal(b, scale, bound) => {
                let value = cell::parse_scaled(bytes, (*scale).into()).filter(|v| v.unsigned_abs() < bound.unsigned_abs());
                value.map(|v| b.append_value(v))
            }
            ColumnBuilder::Text(b) => {
                b.append_value(text);
                Some(())
            }
        }
        .is_some()
    }

    /// Appends a null.
    pub(super) fn append_null(&mut self) {
        match self {
            ColumnBuilder::Bool(b) => b.append_null(),
            ColumnBuilder::Int(b) => b.append_null(),
            ColumnBuilder::Float(b) => b.append_null(),
            ColumnBuilder::Date(b) => b.append_null(),
            ColumnBuilder::Time(b) => b.append_null(),
            ColumnBuilder::Timestamp(b, _) => b.append_null(),
            ColumnBuilder::Decimal(b, ..) => b.append_null(),
            ColumnBuilder::Text(b) => b.append_null(),
        }
    }

    /// The values so far; the builder is empty again.
    pub(super) fn finish(&mut self) -> ArrayRef {
        match self {
            ColumnBuilder::Bool(b) => Arc::new(b.finish()),
            ColumnBuilder::Int(b) => Arc::new(b.finish()),
            ColumnBuilder::Float(b) => Arc::new(b.finish()),
            ColumnBuilder::Date(b) => Arc::new(b.finish()),
            ColumnBuilder::Time(b) => Arc::new(b.finish()),
            ColumnBuilder::Timestamp(b, _) => Arc::new(b.finish()),
            ColumnBuilder::Decimal(b, ..) => Arc::new(b.finish()),
            ColumnBuilder::Text(b) => Arc::new(b.finish()),
        }
    }
}
