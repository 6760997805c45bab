//! Some rows of a chunk back to an Arrow array, as they came.

use std::sync::Arc;

use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{ArrayRef, BooleanArray, PrimitiveArray, StringArray, make_array, new_null_array};
use arrow_buffer::{Buffer, NullBuffer};
use arrow_data::ArrayData;
use arrow_schema::DataType;

use super::chunk::{Cells, Chunk};
use super::column::Column;

impl Column {
    /// An array of the column's type (text as plain text) that has the cells of some rows of a chunk, and where it has them.
    pub fn unpack(&self, chunk: &Chunk, rows: &[usize]) -> (ArrayRef, Vec<usize>) {
        match &chunk.cells {
            Cells::Plain(array) | Cells::Opaque(array) => (array.clone(), rows.to_vec()),
            _ => (self.packed(chunk, rows), (0..rows.len()).collect()),
        }
    }

    fn packed(&self, chunk: &Chunk, rows: &[usize]) -> ArrayRef {
        let nulls = chunk.nulls.as_ref().map(|nulls| rows.iter().map(|&row| nulls.is_valid(row)).collect::<NullBuffer>());
        match (&chunk.cells, &self.data_type) {
            (Cells::Plain(array) | Cells::Opaque(array), _) => array.clone(),
            (Cells::Text(_), _) => Arc::new(rows.iter().map(|&row| chunk.is_valid(row).then(|| self.text(chunk, row))).collect::<StringArray>()),
            (Cells::Whole(whole), DataType::Boolean) => {
                Arc::new(BooleanArray::new(rows.iter().map(|&row| whole.get(row) != 0).collect::<Vec<bool>>().into(), nulls))
            }
            (Cells::Whole(whole), DataType::Float32) => {
                let cells: Vec<f32> = rows.iter().map(|&row| whole.get(row) as f32).collect();
                Arc::new(PrimitiveArray::<Float32Type>::new(cells.into(), nulls))
            }
            (Cells::Whole(whole), DataType::Float64) => {
                let cells: Vec<f64> = rows.iter().map(|&row| whole.get(row) as f64).collect();
                Arc::new(PrimitiveArray::<Float64Type>::new(cells.into(), nulls))
            }
            (Cells::Float32(cells), _) => {
                Arc::new(PrimitiveArray::<Float32Type>::new(rows.iter().map(|&row| cells[row]).collect::<Vec<_>>().into(), nulls))
            }
            (Cells::Float64(cells), _) => {
                Arc::new(PrimitiveArray::<Float64Type>::new(rows.iter().map(|&row| cells[row]).collect::<Vec<_>>().into(), nulls))
            }
            (Cells::Whole(whole), _) => self.integers(rows.iter().map(|&row| whole.get(row).into()), rows.len(), nulls),
            (Cells::Wide(cells), _) => self.integers(rows.iter().map(|&row| cells[row]), rows.len(), nulls),
        }
    }

    /// Whole numbers in the width of the column's type, little end first, as Arrow has them.
    fn integers(&self, cells: impl Iterator<Item = i128>, rows: usize, nulls: Option<NullBuffer>) -> ArrayRef {
        let Some(width) = self.data_type.primitive_width() else { return new_null_array(&self.data_type, rows) };
        let mut bytes = Vec::with_capacity(rows * width);
        cells.for_each(|cell| bytes.extend_from_slice(&cell.to_le_bytes()[..width]));
        let data = ArrayData::builder(self.data_type.clone()).len(rows).add_buffer(Buffer::from_vec(bytes)).nulls(nulls);
        data.align_buffers(true).build().map_or_else(|_| new_null_array(&self.data_type, rows), make_array)
    }
}
