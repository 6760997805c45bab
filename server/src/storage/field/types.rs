//! Which logical type an Arrow type has, and which stored type a logical type has.

use std::sync::Arc;

use arrow_schema::{DECIMAL128_MAX_PRECISION, DataType, Field, FieldRef, Fields, TimeUnit};

use super::physical::UniqueNames;

/// A type with no place in a Delta table: a union, an interval, a struct of nothing, a decimal of more than 38 digits.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", shared_word(.0))]
pub(crate) struct UnsupportedType(pub(crate) DataType);

fn shared_word(data_type: &DataType) -> String {
    shared::wire::column_type::type_word(data_type)
}

/// The logical type of a column that a file has as `data_type`: encodings (dictionary, run-end, view, large, fixed size) are
/// undone, units that Delta lacks are refined, so that every value stays exactly what it is.
///
/// # Errors
/// [`UnsupportedType`] with the innermost type that can't be stored.
pub(crate) fn logical_type(data_type: &DataType) -> Result<DataType, UnsupportedType> {
    use DataType as T;
    Ok(match data_type {
        T::Null | T::LargeUtf8 | T::Utf8View => T::Utf8,
        T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => T::Binary,
        T::Float16 => T::Float32,
        T::Date64 => T::Date32,
        T::Time32(_) => T::Time64(TimeUnit::Microsecond),
        T::Timestamp(TimeUnit::Second | TimeUnit::Millisecond, zone) => T::Timestamp(TimeUnit::Microsecond, zone.clone()),
        T::Decimal32(p, s) | T::Decimal64(p, s) | T::Decimal128(p, s) | T::Decimal256(p, s) => decimal(data_type, *p, *s)?,
        T::Dictionary(_, values) => logical_type(values)?,
        T::RunEndEncoded(_, values) => logical_type(values.data_type())?,
        T::List(item) | T::LargeList(item) | T::ListView(item) | T::LargeListView(item) | T::FixedSizeList(item, _) => {
            T::List(element(logical_type(item.data_type())?))
        }
        T::Struct(fields) if fields.is_empty() => return Err(UnsupportedType(data_type.clone())),
        T::Struct(fields) => T::Struct(fields.iter().map(|f| Ok(renamed(f.name(), logical_type(f.data_type())?))).collect::<Result<Fields, _>>()?),
        T::Map(entries, _) => map(data_type, entries, logical_type)?,
        T::Interval(_) | T::Union(..) => return Err(UnsupportedType(data_type.clone())),
        plain => plain.clone(),
    })
}

/// How a column lies in Parquet and Delta, whatever Arrow type it comes in.
///
/// # Errors
/// [`UnsupportedType`] with the innermost type that can't be stored.
pub(crate) fn stored_type(data_type: &DataType) -> Result<DataType, UnsupportedType> {
    use DataType as T;
    Ok(match logical_type(data_type)? {
        T::UInt8 => T::Int16,
        T::UInt16 => T::Int32,
        T::UInt32 => T::Int64,
        T::UInt64 => T::Decimal128(20, 0),
        T::Time64(_) | T::Duration(_) | T::Timestamp(TimeUnit::Nanosecond, _) => T::Int64,
        T::Timestamp(TimeUnit::Microsecond, Some(_)) => T::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        T::List(item) => T::List(element(stored_type(item.data_type())?)),
        T::Struct(fields) => {
            let mut names = UniqueNames::default();
            T::Struct(fields.iter().map(|f| Ok(renamed(&names.physical(f.name()), stored_type(f.data_type())?))).collect::<Result<Fields, _>>()?)
        }
        T::Map(entries, _) => map(data_type, &entries, stored_type)?,
        plain => plain,
    })
}

/// Delta's decimals have 1 to 38 digits, 0 to all of them after the point.
fn decimal(data_type: &DataType, precision: u8, scale: i8) -> Result<DataType, UnsupportedType> {
    let digits = i16::from(precision);
    let (digits, scale) = match i16::from(scale) {
        scale if scale < 0 => (digits - scale, 0),
        scale => (digits.max(scale), scale),
    };
    match (u8::try_from(digits), i8::try_from(scale)) {
        (Ok(digits), Ok(scale)) if digits <= DECIMAL128_MAX_PRECISION => Ok(DataType::Decimal128(digits, scale)),
        _ => Err(UnsupportedType(data_type.clone())),
    }
}

fn renamed(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

/// Delta's name for the values of a list.
fn element(data_type: DataType) -> FieldRef {
    Arc::new(renamed("element", data_type))
}

fn map(data_type: &DataType, entries: &Field, inner: fn(&DataType) -> Result<DataType, UnsupportedType>) -> Result<DataType, UnsupportedType> {
    let DataType::Struct(fields) = entries.data_type() else {
        return Err(UnsupportedType(data_type.clone()));
    };
    let [key, value] = fields.as_ref() else {
        return Err(UnsupportedType(data_type.clone()));
    };
    let fields = Fields::from(vec![Field::new("key", inner(key.data_type())?, false), renamed("value", inner(value.data_type())?)]);
    Ok(DataType::Map(Arc::new(Field::new("key_value", DataType::Struct(fields), false)), false))
}
