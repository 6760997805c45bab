//! Cells as the person reads them: exact, times like `2013-01-31 10:00:00`, floats by the fewest digits that mean them. They are written here and not by the crate
//! `arrow-cast`, which knows every type that Arrow has and was a tenth of the worker's program.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, FieldRef};

use super::picture;
use crate::engine::bin::zone;
use crate::engine::store::{Cells, Chunk, Column};
use crate::engine::value::{Value, timestamp_text};
use crate::wire::column_type::type_word;

/// Formats some rows of a chunk of a column, none for null. Binary cells are addresses of pictures if `is_picture`; else they tell the size.
pub fn format(column: &Column, chunk: &Chunk, rows: &[usize], is_picture: bool) -> Vec<Option<String>> {
    let bytes = if is_picture { picture::address } else { picture::size };
    let text = |row| match &chunk.cells {
        Cells::Opaque(array) => opaque(array, row, bytes),
        _ => plain(column.value(chunk, row), &column.data_type),
    };
    rows.iter().map(|&row| chunk.is_valid(row).then(|| text(row))).collect()
}

fn plain(value: Value, data_type: &DataType) -> String {
    match (value, data_type) {
        (Value::Float(x), DataType::Float32) => single(x as f32),
        (Value::Float(x), _) => double(x),
        (Value::Timestamp { ticks, per_second }, DataType::Timestamp(_, Some(zone))) => instant(ticks, per_second, zone),
        (value @ Value::Timestamp { .. }, _) => value.text().replacen('T', " ", 1),
        (value, _) => value.text(),
    }
}

/// The fewest digits, with powers of ten where the crate `ryu` has them, by which exports and previews are written; Rust has some of them elsewhere.
fn double(x: f64) -> String {
    if (1e-5..1e-4).contains(&x.abs()) { x.to_string() } else { format!("{x:?}") }
}

/// The same of 32 bits.
fn single(x: f32) -> String {
    match x.abs() {
        1e-6..1e-4 => x.to_string(),
        1e13..1e16 => format!("{x:e}"),
        _ => format!("{x:?}"),
    }
}

/// At the offset that is its column's zone; else in UTC: the page, which can ask the browser, makes what the clocks of a zone with a name showed of it. A number
/// outside of the calendar.
fn instant(ticks: i64, per_second: i64, zone: &str) -> String {
    let (offset_secs, mark) = zone::told(zone);
    let text = |ticks, mark: &str| Some(timestamp_text(ticks, per_second)?.replacen('T', " ", 1) + mark);
    let shown = ticks.checked_add(offset_secs * per_second).and_then(|shown| text(shown, &mark));
    shown.or_else(|| text(ticks, "Z")).unwrap_or_else(|| ticks.to_string())
}

/// A cell of bytes, a list, a struct or a map.
fn opaque(array: &ArrayRef, row: usize, bytes: fn(&[u8]) -> String) -> String {
    match array.data_type() {
        DataType::Binary => bytes(array.as_binary::<i32>().value(row)),
        DataType::List(_) => format!("[{}]", all(&array.as_list::<i32>().value(row)).join(", ")),
        DataType::Struct(fields) => {
            let part = |(field, column): (&FieldRef, &ArrayRef)| format!("{}: {}", field.name(), all(&column.slice(row, 1)).concat());
            format!("{{{}}}", fields.iter().zip(array.as_struct().columns()).map(part).collect::<Vec<_>>().join(", "))
        }
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            let [keys, values] = [0, 1].map(|column| all(entries.column(column)));
            let entry = |(key, value): (&String, &String)| format!("{key}: {value}");
            format!("{{{}}}", keys.iter().zip(&values).map(entry).collect::<Vec<_>>().join(", "))
        }
        other => format!("({})", type_word(other)),
    }
}

/// All cells of an array, nothing for null.
fn all(array: &ArrayRef) -> Vec<String> {
    let column = Column::of(array);
    let rows: Vec<usize> = (0..array.len()).collect();
    format(&column, &column.chunks[0], &rows, false).into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
    use arrow_array::*;

    use super::*;

    fn cells(array: impl Array + 'static) -> Vec<String> {
        all(&(Arc::new(array) as ArrayRef))
    }

    #[test]
    fn floats_have_the_fewest_digits_that_mean_them_in_their_own_width() {
        assert_eq!(cells(Float32Array::from(vec![0.1, -0.0, 12_345_679_000.0, 1e30])), ["0.1", "-0.0", "12345679000.0", "1e30"]);
        assert_eq!(cells(Float64Array::from(vec![0.1, f64::NAN, -1e21, f64::INFINITY])), ["0.1", "NaN", "-1e21", "inf"]);
        assert_eq!(cells(Float64Array::from(vec![7.0, 8.0])), ["7.0", "8.0"]);
    }

    #[test]
    fn floats_are_written_as_exports_and_previews_write_them() {
        let singles = vec![0.1, 5e-5, 1e-6, 1e-7, -1.5e13, 1e12, 1e16, f32::NAN, -0.0, 0.0];
        let texts = ["0.1", "0.00005", "0.000001", "1e-7", "-1.5e13", "1000000000000.0", "1e16", "NaN", "-0.0", "0.0"];
        assert_eq!(cells(Float32Array::from(singles)), texts);
        let doubles = vec![-5e-5, 1e-5, 1e-6, 1e-7, 1e13, 1e15, 1e16, f64::NAN, f64::NEG_INFINITY, -0.0, 12.5];
        let texts = ["-0.00005", "0.00001", "1e-6", "1e-7", "10000000000000.0", "1000000000000000.0", "1e16", "NaN", "-inf", "-0.0", "12.5"];
        assert_eq!(cells(Float64Array::from(doubles)), texts);
    }

    #[test]
    fn times_that_no_calendar_has_are_written_as_the_number_that_they_are() {
        let most = i64::MAX;
        let number = [most.to_string()];
        assert_eq!(cells(TimestampMicrosecondArray::from(vec![most])), number);
        for zone in ["UTC", "+08:00", "-08:00", "Asia/Shanghai"] {
            assert_eq!(cells(TimestampMicrosecondArray::from(vec![most]).with_timezone(zone)), number, "{zone}");
            assert_eq!(cells(TimestampSecondArray::from(vec![most]).with_timezone(zone)), number, "{zone}");
        }
        assert_eq!(cells(Date32Array::from(vec![i32::MAX])), [i32::MAX.to_string()]);
        assert_eq!(cells(DurationSecondArray::from(vec![most])), number);
        assert_eq!(cells(Time64MicrosecondArray::from(vec![-1, 86_400_000_001])), ["-1", "86400000001"]);
        // The last hour of the calendar is in UTC where the clock of its zone shows none.
        let last = chrono::NaiveDateTime::MAX.and_utc().timestamp();
        assert_eq!(cells(TimestampSecondArray::from(vec![last]).with_timezone("+08:00")), ["+262142-12-31 23:59:59Z"]);
    }

    #[test]
    fn whole_numbers_decimals_days_and_times_are_written_in_full() {
        assert_eq!(cells(UInt64Array::from(vec![u64::MAX])), ["18446744073709551615"]);
        assert_eq!(cells(Decimal128Array::from(vec![-1_250]).with_precision_and_scale(9, 2).unwrap()), ["-12.50"]);
        assert_eq!(cells(Date32Array::from(vec![Some(15_706), None])), ["2013-01-01", ""]);
        assert_eq!(cells(Time64MicrosecondArray::from(vec![84_600_500_000, 86_400_000_000])), ["23:30:00.500", "24:00:00"]);
        assert_eq!(cells(DurationMillisecondArray::from(vec![1_500, -90_000])), ["PT1.5S", "-PT90S"]);
        assert_eq!(cells(BooleanArray::from(vec![true])), ["true"]);
    }

    #[test]
    fn lists_structs_and_maps_are_written_cell_by_cell() {
        let mut lists = ListBuilder::new(Int32Builder::new());
        lists.append_value([Some(1), None, Some(3)]);
        lists.append_value([]);
        let lists: ArrayRef = Arc::new(lists.finish());
        assert_eq!(all(&lists), ["[1, , 3]", "[]"]);
        let names: ArrayRef = Arc::new(StringArray::from(vec!["a", "b"]));
        assert_eq!(
            cells(StructArray::try_from(vec![("name", names), ("list", lists)]).unwrap()),
            ["{name: a, list: [1, , 3]}", "{name: b, list: []}"]
        );
        let mut maps = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
        for (key, value) in [("x", 7), ("y", 8)] {
            maps.keys().append_value(key);
            maps.values().append_value(value);
        }
        maps.append(true).unwrap();
        assert_eq!(cells(maps.finish()), ["{x: 7, y: 8}"]);
    }

    #[test]
    fn a_type_that_no_dataset_has_is_named() {
        assert_eq!(cells(FixedSizeBinaryArray::try_from_iter([[7u8, 8]].into_iter()).unwrap()), ["(binary)"]);
    }
}
