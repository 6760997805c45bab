//! Columns of every type of the contract, with cells that tell right from nearly right: ties, neighbours, signs, both ends of the type.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, DictionaryArray, Float64Array, Int32Array, Int64Array, ListArray, StringArray,
    StructArray, UInt64Array,
};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, TimeUnit};
use shared::engine::value::Value;

/// A column: its name and type, and the cell of each row.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) cell: Box<dyn Fn(usize) -> Value>,
}

impl Column {
    /// Whether it is only counted.
    pub(crate) fn is_opaque(&self) -> bool {
        matches!(self.data_type, DataType::Binary | DataType::List(_) | DataType::Struct(_))
    }
}

/// Small numbers with ties, above 0 more than below.
const SMALL: [i128; 11] = [3, -1, 4, 1, -5, 9, 2, 6, 5, 3, 5];

fn small(row: usize) -> i128 {
    SMALL[row * 7 % 11]
}

/// Neighbours that no `f64` tells apart; in every third row, which is a group, now and then an end of the type.
fn wide(row: usize, least: i128, greatest: i128) -> i128 {
    match row % 12 {
        2 => least,
        11 => greatest,
        _ => (greatest / 8 * 7) - 9 + small(row),
    }
}

/// All of them.
pub(crate) fn all() -> Vec<Column> {
    use DataType as T;
    let column = |name: String, data_type: T, cell: Box<dyn Fn(usize) -> Value>| Column { name, data_type, cell };
    let plain = |data_type: T, cell: fn(usize) -> Value| column(data_type.to_string(), data_type, Box::new(cell));
    let mut all = vec![plain(T::Boolean, |row| Value::Bool(small(row) > 3))];
    for signed in [T::Int8, T::Int16, T::Int32, T::Int64] {
        all.push(plain(signed, |row| Value::Int(small(row))));
    }
    for unsigned in [T::UInt8, T::UInt16, T::UInt32, T::UInt64] {
        all.push(plain(unsigned, |row| Value::Int(small(row).abs())));
    }
    let ends = |name: &str, data_type: T, least: i128, greatest: i128| {
        column(format!("wide {name}"), data_type, Box::new(move |row| Value::Int(wide(row, least, greatest))))
    };
    all.push(ends("int64", T::Int64, i64::MIN.into(), i64::MAX.into()));
    all.push(ends("uint64", T::UInt64, 0, u64::MAX.into()));
    all.push(plain(T::Float32, |row| Value::Float(f64::from(small(row) as f32 * 0.3))));
    all.push(plain(T::Float64, |row| Value::Float(small(row) as f64 * 0.3)));
    all.push(plain(T::Decimal128(9, 0), |row| Value::Decimal { unscaled: small(row), scale: 0 }));
    all.push(plain(T::Decimal128(15, 2), |row| Value::Decimal { unscaled: small(row) * 25 + 1, scale: 2 }));
    let most = 10_i128.pow(28);
    let cell = move |row| Value::Decimal { unscaled: wide(row, -most, most), scale: 4 };
    all.push(column("wide decimal".into(), T::Decimal128(30, 4), Box::new(cell)));
    let text = |row: usize| Value::Text(["b", "a", "", "é", "Z", "a\u{0301}", "日本", "b "][row * 5 % 8].into());
    all.push(plain(T::Utf8, text));
    all.push(plain(T::Dictionary(Box::new(T::Int32), Box::new(T::Utf8)), text));
    all.push(plain(T::Date32, |row| Value::Date(small(row) as i32 * 400)));
    let units = [(TimeUnit::Second, 1), (TimeUnit::Millisecond, 1_000), (TimeUnit::Microsecond, 1_000_000), (TimeUnit::Nanosecond, 1_000_000_000)];
    for (unit, per_second) in units {
        for zone in [None, Some(Arc::from("+08:00")), Some(Arc::from("Asia/Shanghai"))] {
            let data_type = T::Timestamp(unit, zone);
            let cell = move |row| Value::Timestamp { ticks: small(row) as i64 * 3_600 * per_second + (row as i64 % 3) / 2, per_second };
            all.push(column(data_type.to_string(), data_type, Box::new(cell)));
        }
    }
    // A fraction of a second in 2026, where a float tells every 256th nanosecond.
    let cell = |row| Value::Timestamp { ticks: 1_767_225_600_123_456_789 + small(row) as i64 * 7, per_second: 1_000_000_000 };
    all.push(column("nanoseconds in 2026".into(), T::Timestamp(TimeUnit::Nanosecond, None), Box::new(cell)));
    for (data_type, per_second) in [
        (T::Time32(TimeUnit::Second), 1),
        (T::Time32(TimeUnit::Millisecond), 1_000),
        (T::Time64(TimeUnit::Microsecond), 1_000_000),
        (T::Time64(TimeUnit::Nanosecond), 1_000_000_000),
    ] {
        let cell = move |row| Value::Time { ticks: (small(row) + 6) as i64 * 3_600 * per_second + (row as i64 % 3) / 2, per_second };
        all.push(column(data_type.to_string(), data_type, Box::new(cell)));
    }
    for (unit, per_second) in units {
        let cell = move |row| Value::Duration { ticks: small(row) as i64 * 60 * per_second + (row as i64 % 3) / 2, per_second };
        all.push(column(T::Duration(unit).to_string(), T::Duration(unit), Box::new(cell)));
    }
    let list = T::List(Arc::new(Field::new_list_field(T::Int32, true)));
    let fields = [Field::new("number", T::Int32, true), Field::new("text", T::Utf8, true)];
    for counted in [T::Binary, list, T::Struct(fields.into_iter().collect())] {
        all.push(plain(counted, |_| Value::Bool(true)));
    }
    all
}

/// The cells as an array; of a type that is only counted, anything where a cell is not null.
pub(crate) fn array(data_type: &DataType, cells: &[Value]) -> ArrayRef {
    use DataType as T;
    let whole = |cell: &Value| match *cell {
        Value::Int(n) => Some(n),
        Value::Decimal { unscaled, .. } => Some(unscaled),
        Value::Date(days) => Some(days.into()),
        Value::Timestamp { ticks, .. } | Value::Time { ticks, .. } | Value::Duration { ticks, .. } => Some(ticks.into()),
        _ => None,
    };
    let is_there = |cell: &Value| *cell != Value::Null;
    let array: ArrayRef = match data_type {
        T::Boolean => Arc::new(cells.iter().map(|cell| if let Value::Bool(b) = cell { Some(*b) } else { None }).collect::<BooleanArray>()),
        T::Float32 | T::Float64 => Arc::new(cells.iter().map(Value::as_f64).collect::<Float64Array>()),
        T::Utf8 | T::Dictionary(..) => {
            Arc::new(cells.iter().map(|cell| if let Value::Text(text) = cell { Some(text.as_str()) } else { None }).collect::<StringArray>())
        }
        T::Decimal128(precision, scale) => {
            Arc::new(cells.iter().map(whole).collect::<Decimal128Array>().with_precision_and_scale(*precision, *scale).unwrap())
        }
        T::UInt64 => Arc::new(cells.iter().map(|cell| whole(cell).map(|n| u64::try_from(n).unwrap())).collect::<UInt64Array>()),
        T::Binary => Arc::new(cells.iter().map(|cell| is_there(cell).then_some([1_u8, 2])).collect::<BinaryArray>()),
        T::List(_) => Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(cells.iter().map(|cell| is_there(cell).then_some([Some(1), None])))),
        T::Struct(fields) => {
            let numbers = (0..cells.len()).map(|row| (row % 3 > 0).then_some(row as i32)).collect::<Int32Array>();
            let texts = (0..cells.len()).map(|row| Some(["b", "é"][row % 2])).collect::<StringArray>();
            let there = cells.iter().map(|cell| is_there(cell).then_some(true)).collect::<BooleanArray>();
            Arc::new(StructArray::new(fields.clone(), vec![Arc::new(numbers), Arc::new(texts)], there.nulls().cloned()))
        }
        _ => Arc::new(cells.iter().map(|cell| whole(cell).map(|n| i64::try_from(n).unwrap())).collect::<Int64Array>()),
    };
    match data_type {
        T::Dictionary(..) => Arc::new(cells_by_code(cells)),
        T::Date32 | T::Time32(_) => cast(&cast(&array, &T::Int32).unwrap(), data_type).unwrap(),
        T::Binary | T::List(_) | T::Struct(_) => array,
        _ => cast(&array, data_type).unwrap(),
    }
}

/// A dictionary as builders make it: in the order of the rows, each batch its own.
fn cells_by_code(cells: &[Value]) -> DictionaryArray<Int32Type> {
    cells.iter().map(|cell| if let Value::Text(text) = cell { Some(text.as_str()) } else { None }).collect()
}
