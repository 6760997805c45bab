//! The shapes that data comes in.

use arrow_schema::DataType;
use shared::engine::value::Value;

/// How many rows, what becomes of each cell, and how many rows a batch has.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) rows: usize,
    /// Of a column's type, a row and its cell.
    pub(crate) cell: fn(&DataType, usize, Value) -> Value,
    pub(crate) batch_rows: usize,
    /// Whether it says anything new about a type.
    pub(crate) concerns: fn(&DataType) -> bool,
}

const ROWS: usize = 48;

const PLAIN: Shape = Shape { name: "no nulls", rows: ROWS, cell: |_, _, cell| cell, batch_rows: 20, concerns: |_| true };

pub(crate) const NAN: &str = "NaN and both zeros";
pub(crate) const INFINITE: &str = "infinities";

/// Batches that are cut into blocks.
pub(crate) const MANY: Shape = Shape { name: "more rows than a block", rows: 4_500, cell: nulls, batch_rows: 3_000, ..PLAIN };

/// All of them. With nulls, a whole group has no value.
pub(crate) const SHAPES: [Shape; 11] = [
    PLAIN,
    Shape { name: "nulls", cell: nulls, ..PLAIN },
    Shape { name: "all null", cell: |_, _, _| Value::Null, ..PLAIN },
    Shape { name: "no rows", rows: 0, ..PLAIN },
    Shape { name: "one row", rows: 1, ..PLAIN },
    Shape { name: "two rows in two workers", rows: 2, batch_rows: 1, ..PLAIN },
    Shape { name: "many small batches", cell: nulls, batch_rows: 2, ..PLAIN },
    MANY,
    Shape { name: NAN, cell: nan, concerns: DataType::is_floating, ..PLAIN },
    Shape { name: INFINITE, cell: infinities, concerns: DataType::is_floating, ..PLAIN },
    Shape { name: "far from zero", cell: far, concerns: is_roomy, ..PLAIN },
];

fn nulls(_: &DataType, row: usize, cell: Value) -> Value {
    if row % 3 == 1 || row.is_multiple_of(5) { Value::Null } else { cell }
}

fn nan(_: &DataType, row: usize, cell: Value) -> Value {
    match row % 7 {
        2 => Value::Float(if row.is_multiple_of(2) { f64::NAN } else { -f64::NAN }),
        3 => Value::Float(0.0),
        4 => Value::Float(-0.0),
        _ => cell,
    }
}

/// One in one group, both in another, none in the third.
fn infinities(_: &DataType, row: usize, cell: Value) -> Value {
    match row {
        4 | 10 | 12 => Value::Float(f64::INFINITY),
        13 => Value::Float(f64::NEG_INFINITY),
        _ => cell,
    }
}

fn is_roomy(data_type: &DataType) -> bool {
    use DataType as T;
    match data_type {
        T::Decimal128(precision, _) => *precision > 12,
        T::Int32 | T::UInt32 | T::Int64 | T::UInt64 | T::Timestamp(..) | T::Duration(_) => true,
        _ => data_type.is_floating(),
    }
}

fn far(data_type: &DataType, _: usize, cell: Value) -> Value {
    const FAR: i128 = 1_000_000_000;
    match cell {
        // Where there is no room above, below.
        Value::Int(n) if n > FAR => Value::Int(n - FAR),
        Value::Int(n) => Value::Int(n.saturating_add(if n < -FAR { 0 } else { FAR })),
        Value::Decimal { unscaled, scale } => Value::Decimal { unscaled: unscaled - FAR * 10_i128.pow(scale as u32), scale },
        Value::Timestamp { ticks, per_second } => Value::Timestamp { ticks: ticks + FAR as i64, per_second },
        Value::Duration { ticks, per_second } => Value::Duration { ticks: ticks + FAR as i64, per_second },
        Value::Float(x) if *data_type == DataType::Float32 => Value::Float(f64::from((x + FAR as f64) as f32)),
        Value::Float(x) => Value::Float(x + FAR as f64),
        cell => cell,
    }
}
