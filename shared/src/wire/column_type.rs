//! The type words of the contract, and how Arrow's types map to them.

use std::fmt;

use arrow_schema::{DataType, TimeUnit};

/// A column's type as one of the contract's words: `bool`, `int8`…`int64`, `uint8`…`uint64`, `float32`, `float64`, `decimal(p,s)`,
/// `string`, `binary`, `date`, `time`, `timestamp`, `timestamp(zone)`, `duration`, `list<…>`, `struct<…>`.
pub fn type_word(data_type: &DataType) -> String {
    match data_type {
        DataType::Null => "null".into(),
        DataType::Boolean => "bool".into(),
        DataType::Int8 => "int8".into(),
        DataType::Int16 => "int16".into(),
        DataType::Int32 => "int32".into(),
        DataType::Int64 => "int64".into(),
        DataType::UInt8 => "uint8".into(),
        DataType::UInt16 => "uint16".into(),
        DataType::UInt32 => "uint32".into(),
        DataType::UInt64 => "uint64".into(),
        DataType::Float16 | DataType::Float32 => "float32".into(),
        DataType::Float64 => "float64".into(),
        DataType::Decimal32(p, s) | DataType::Decimal64(p, s) | DataType::Decimal128(p, s) | DataType::Decimal256(p, s) => {
            format!("decimal({p},{s})")
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "string".into(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => "binary".into(),
        DataType::Date32 | DataType::Date64 => "date".into(),
        DataType::Time32(_) | DataType::Time64(_) => "time".into(),
        DataType::Timestamp(_, None) => "timestamp".into(),
        DataType::Timestamp(_, Some(zone)) => format!("timestamp({zone})"),
        DataType::Duration(_) => "duration".into(),
        DataType::Interval(_) => "interval".into(),
        DataType::List(f) | DataType::LargeList(f) | DataType::ListView(f) | DataType::LargeListView(f) | DataType::FixedSizeList(f, _) => {
            format!("list<{}>", type_word(f.data_type()))
        }
        DataType::Struct(fields) => {
            let inner: Vec<String> = fields.iter().map(|f| format!("{}: {}", f.name(), type_word(f.data_type()))).collect();
            format!("struct<{}>", inner.join(", "))
        }
        DataType::Map(entries, _) => format!("map<{}>", type_word(entries.data_type())),
        DataType::Dictionary(_, values) => type_word(values),
        DataType::RunEndEncoded(_, values) => type_word(values.data_type()),
        DataType::Union(..) => "union".into(),
    }
}

/// The type of a word for plain values; instants and times of day in ticks of `unit`. None for other words.
pub fn type_of(word: &str, unit: Option<TimeUnit>) -> Option<DataType> {
    let inner = |outer: &str| word.strip_prefix(outer).and_then(|rest| rest.strip_suffix(')'));
    if let Some(size) = inner("decimal(") {
        let (precision, scale) = size.split_once(',')?;
        return Some(DataType::Decimal128(precision.trim().parse().ok()?, scale.trim().parse().ok()?));
    }
    if let Some(zone) = inner("timestamp(") {
        return Some(DataType::Timestamp(unit?, Some(zone.into())));
    }
    Some(match word {
        "bool" => DataType::Boolean,
        "int8" => DataType::Int8,
        "int16" => DataType::Int16,
        "int32" => DataType::Int32,
        "int64" => DataType::Int64,
        "uint8" => DataType::UInt8,
        "uint16" => DataType::UInt16,
        "uint32" => DataType::UInt32,
        "uint64" => DataType::UInt64,
        "float32" => DataType::Float32,
        "float64" => DataType::Float64,
        "string" => DataType::Utf8,
        "date" => DataType::Date32,
        "time" => DataType::Time64(unit.filter(|unit| matches!(unit, TimeUnit::Microsecond | TimeUnit::Nanosecond))?),
        "timestamp" => DataType::Timestamp(unit?, None),
        _ => return None,
    })
}

/// What a chart can do with a column; the page and the suggestions ask this instead of comparing words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Numbers: histograms, sums, means.
    Number,
    /// Text and booleans: bars.
    Category,
    /// Dates and timestamps: lines.
    Time,
    /// Shown in the table only.
    Opaque,
}

/// The role of a column whose type is `word`.
pub fn role(word: &str) -> Role {
    match word {
        "bool" | "string" => Role::Category,
        "date" | "timestamp" => Role::Time,
        w if w.starts_with("timestamp(") => Role::Time,
        w if w.starts_with("decimal(") => Role::Number,
        w if w.starts_with("int") && w != "interval" => Role::Number,
        w if w.starts_with("uint") || w.starts_with("float") => Role::Number,
        _ => Role::Opaque,
    }
}

/// Ticks per second of an Arrow time unit.
pub fn ticks_per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Role::Number => "number",
            Role::Category => "category",
            Role::Time => "time",
            Role::Opaque => "opaque",
        };
        f.write_str(word)
    }
}
