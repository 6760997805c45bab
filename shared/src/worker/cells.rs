//! Cells as the person reads them: exact, times like `2013-01-31 10:00:00`, floats by the fewest digits that mean them.

use arrow_array::{Array, ArrayRef, RecordBatch, make_array};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;

use crate::wire::column_type::type_word;

/// Formats some rows of some columns of a batch: rows times columns, none for null.
pub fn format(batch: &RecordBatch, columns: &[usize], rows: &[usize]) -> Vec<Vec<Option<String>>> {
    let mut cells = vec![Vec::with_capacity(columns.len()); rows.len()];
    for &column in columns {
        let formatted = column_cells(batch.column(column), rows);
        cells.iter_mut().zip(formatted).for_each(|(row, cell)| row.push(cell));
    }
    cells
}

fn column_cells(array: &ArrayRef, rows: &[usize]) -> Vec<Option<String>> {
    let (array, options) = displayed(array);
    let nulls = array.logical_nulls();
    let formatter = ArrayFormatter::try_new(array.as_ref(), &options);
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

/// An instant is shown in UTC, marked by a `Z`: its column's zone may need a table of zones, which the page doesn't carry.
fn displayed(array: &ArrayRef) -> (ArrayRef, FormatOptions<'static>) {
    let options = FormatOptions::new();
    let DataType::Timestamp(unit, Some(_)) = array.data_type() else {
        return (array.clone(), options.with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f")));
    };
    let local = array.to_data().into_builder().data_type(DataType::Timestamp(*unit, None)).build();
    (local.map_or_else(|_| array.clone(), make_array), options.with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.fZ")))
}
