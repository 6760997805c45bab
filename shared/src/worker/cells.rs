//! Cells as the person reads them: exact, times like `2013-01-31 10:00:00`, floats by the fewest digits that mean them.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, make_array};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;

use super::picture;
use crate::engine::bin::zone;
use crate::engine::store::{Chunk, Column};
use crate::wire::column_type::{ticks_per_second, type_word};

/// Formats some rows of a chunk of a column, none for null. Binary cells are addresses of pictures if `is_picture`; else they tell the size.
pub fn format(column: &Column, chunk: &Chunk, rows: &[usize], is_picture: bool) -> Vec<Option<String>> {
    let (array, rows) = column.unpack(chunk, rows);
    let binary = binary_cells(&array, &rows, if is_picture { picture::address } else { picture::size });
    binary.unwrap_or_else(|| column_cells(&array, &rows))
}

fn column_cells(array: &ArrayRef, rows: &[usize]) -> Vec<Option<String>> {
    let (array, mark) = displayed(array);
    let nulls = array.logical_nulls();
    let format = format!("%Y-%m-%d %H:%M:%S%.f{mark}");
    let formatter = ArrayFormatter::try_new(array.as_ref(), &FormatOptions::new().with_timestamp_format(Some(&format)));
    let cell = |&row: &usize| {
        if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        Some(match &formatter {
            Ok(formatter) => formatter.value(row).to_string(),
            // A nested type that can't be written out.
            Err(_) => format!("({})", type_word(array.data_type())),
        })
    };
    rows.iter().map(cell).collect()
}

/// The cells of a binary column; none of any other.
fn binary_cells(array: &ArrayRef, rows: &[usize], text: fn(&[u8]) -> String) -> Option<Vec<Option<String>>> {
    let cell = |bytes: &dyn Fn(usize) -> String| rows.iter().map(|&row| array.is_valid(row).then(|| bytes(row))).collect();
    Some(match array.data_type() {
        DataType::Binary => cell(&|row| text(array.as_binary::<i32>().value(row))),
        DataType::LargeBinary => cell(&|row| text(array.as_binary::<i64>().value(row))),
        DataType::BinaryView => cell(&|row| text(array.as_binary_view().value(row))),
        DataType::FixedSizeBinary(_) => cell(&|row| text(array.as_fixed_size_binary().value(row))),
        _ => return None,
    })
}

/// An instant as it is shown, and the mark behind it: at the offset that is its column's zone; else in UTC: the page, which
/// can ask the browser, makes what the clocks of a zone with a name showed of it.
fn displayed(array: &ArrayRef) -> (ArrayRef, String) {
    let DataType::Timestamp(unit, Some(zone)) = array.data_type() else {
        return (array.clone(), String::new());
    };
    let (offset_secs, mark) = zone::told(zone);
    let shift = offset_secs * ticks_per_second(*unit);
    let ticks = array.to_data().into_builder().data_type(DataType::Int64).build().map(Int64Array::from);
    let Ok(ticks) = ticks else { return (array.clone(), String::new()) };
    // An instant that the shift would take beyond what 64 bits hold leaves its block of rows in UTC.
    let (ticks, mark) = match ticks.try_unary::<_, Int64Type, ()>(|tick| tick.checked_add(shift).ok_or(())) {
        Ok(local) => (local, mark),
        Err(()) => (ticks, "Z".to_owned()),
    };
    let local = ticks.into_data().into_builder().data_type(DataType::Timestamp(*unit, None)).build();
    (local.map_or_else(|_| array.clone(), make_array), mark)
}
