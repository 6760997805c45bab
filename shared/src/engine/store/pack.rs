//! An Arrow array to a chunk.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float32Type, Float64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, BinaryArray, StringArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;

use super::chunk::{Cells, Chunk};
use super::dictionary::Dictionary;
use super::frame;
use crate::engine::kind::Kind;

/// Floats beyond this are not stored as whole numbers: not all of them are told apart there.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Chunk {
    /// Packs an array. Texts of a dictionary are entered into `dictionary`.
    pub fn of(array: &ArrayRef, dictionary: &mut Dictionary) -> Chunk {
        Chunk::with(array, |nulls| cells(array, nulls, dictionary))
    }

    /// Packs an array that came as codes of values `least + code · step`; one that holds none is only counted and shown.
    pub fn of_codes(array: &ArrayRef, least: i64, step: i64) -> Chunk {
        Chunk::with(array, |nulls| frame::recoded(array, nulls, (least, step)).map_or_else(|| Cells::Opaque(array.clone()), Cells::Whole))
    }

    fn with(array: &ArrayRef, cells: impl FnOnce(Option<&NullBuffer>) -> Cells) -> Chunk {
        let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
        let cells = cells(nulls.as_ref());
        // A slice of the batch would keep all of it.
        let own = |nulls: &NullBuffer| NullBuffer::new(BooleanBuffer::collect_bool(nulls.len(), |row| nulls.is_valid(row)));
        Chunk { rows: array.len(), cells, nulls: nulls.as_ref().map(own) }
    }
}

fn cells(array: &ArrayRef, nulls: Option<&NullBuffer>, dictionary: &mut Dictionary) -> Cells {
    use DataType as D;
    let kind = Kind::of(array.data_type());
    if let Some(cells) = frame::cells(array.as_ref(), nulls) {
        return Cells::Whole(frame::whole(&cells, nulls, kind));
    }
    match array.data_type() {
        D::UInt64 => Cells::Wide(array.as_primitive::<UInt64Type>().values().iter().map(|&x| x.into()).collect()),
        D::Decimal128(..) => Cells::Wide(array.as_primitive::<Decimal128Type>().values().to_vec()),
        D::Float32 => {
            let cells = array.as_primitive::<Float32Type>().values();
            whole_floats(cells.iter().map(|&x| x.into()), nulls).unwrap_or_else(|| Cells::Float32(cells.to_vec()))
        }
        D::Float64 => {
            let cells = array.as_primitive::<Float64Type>().values();
            whole_floats(cells.iter().copied(), nulls).unwrap_or_else(|| Cells::Float64(cells.to_vec()))
        }
        D::Dictionary(..) if kind == Kind::Text => match dictionary.codes(array, nulls) {
            Some(codes) => Cells::Text(codes),
            None => Cells::Opaque(array.clone()),
        },
        D::Utf8 => Cells::Plain(Arc::new(array.as_string::<i32>().iter().collect::<StringArray>())),
        D::LargeUtf8 | D::Utf8View => Cells::Plain(array.clone()),
        D::Binary => Cells::Opaque(Arc::new(array.as_binary::<i32>().iter().collect::<BinaryArray>())),
        _ => Cells::Opaque(array.clone()),
    }
}

/// Floats as whole numbers, if all of them are: without NaN, infinities and -0.
fn whole_floats(cells: impl Iterator<Item = f64> + Clone, nulls: Option<&NullBuffer>) -> Option<Cells> {
    let is_whole = |x: f64| x.trunc() == x && x.abs() < EXACT && (x != 0.0 || x.is_sign_positive());
    let all = cells.clone().enumerate().all(|(row, x)| is_whole(x) || nulls.is_some_and(|nulls| nulls.is_null(row)));
    all.then(|| Cells::Whole(frame::whole(&cells.map(|x| x as i64).collect::<Vec<_>>(), nulls, Kind::Float)))
}
