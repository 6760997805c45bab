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
        (Value::Float(x), DataType::Float32) => format!("{:?}", x as f32),
        (Value::Float(x), _) => format!("{x:?}"),
        (Value::Timestamp { ticks, per_second }, DataType::Timestamp(_, Some(zone))) => instant(ticks, per_second, zone),
        (Value::Timestamp { ticks, per_second }, _) => local(ticks, per_second, ""),
        (value, _) => value.text(),
    }
}

/// At the offset that is its column's zone; else in UTC: the page, which can ask the browser, makes what the clocks of a zone with a name showed of it.
fn instant(ticks: i64, per_second: i64, zone: &str) -> String {
    let (offset_secs, mark) = zone::told(zone);
    match ticks.checked_add(offset_secs * per_second) {
        Some(shown) => local(shown, per_second, &mark),
        None => local(ticks, per_second, "Z"),
    }
}

fn local(ticks: i64, per_second: i64, mark: &str) -> String {
    timestamp_text(ticks, per_second).unwrap_or_default().replacen('T', " ", 1) + mark
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
