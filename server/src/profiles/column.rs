//! One column: its cells as what is known of their type.

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray, downcast_integer_array, downcast_temporal_array};
use arrow_cast::cast;
use arrow_schema::DataType;
use serde::{Deserialize, Serialize};
use shared::engine::kind::Kind;
use shared::wire::column_type::type_word;
use shared::wire::full_profile::FullColumn;

use super::bytes::Bytes;
use super::floats::Floats;
use super::table::Room;
use super::texts::Texts;
use super::wholes::Wholes;

/// What is known of a column.
#[derive(Serialize, Deserialize)]
pub(super) struct Column {
    nulls: u64,
    cells: Cells,
}

#[derive(Serialize, Deserialize)]
enum Cells {
    Wholes(Wholes),
    Floats(Floats),
    Texts(Texts),
    Bytes(Bytes),
    /// Lists, structs and maps are only counted.
    Opaque,
}

impl Column {
    /// Of no cells of a logical type.
    pub(super) fn new(logical: &DataType) -> Self {
        let cells = match Kind::of(logical) {
            Kind::Text => Cells::Texts(Texts::default()),
            Kind::Float => Cells::Floats(Floats::default()),
            Kind::Opaque if *logical == DataType::Binary => Cells::Bytes(Bytes::default()),
            Kind::Opaque => Cells::Opaque,
            _ => Cells::Wholes(Wholes::default()),
        };
        Column { nulls: 0, cells }
    }

    /// Takes an array's cells in.
    pub(super) fn add(&mut self, array: &dyn Array, room: &mut Room) {
        self.nulls += array.logical_null_count() as u64;
        match &mut self.cells {
            Cells::Wholes(cells) => wholes(array, |x, n| cells.add(x, n, room)),
            Cells::Floats(cells) => floats(array, |x, n| cells.add(x, n, room)),
            Cells::Texts(cells) => runs(array.as_string::<i32>().iter(), |text, n| cells.add(text, n, room)),
            Cells::Bytes(cells) => runs(array.as_binary::<i32>().iter(), |bytes, n| cells.add(bytes, n, room)),
            Cells::Opaque => {}
        }
    }

    /// What the contract says of it.
    pub(super) fn finish(&self, name: &str, logical: &DataType) -> FullColumn {
        let known = FullColumn { name: name.to_owned(), r#type: type_word(logical), nulls: self.nulls, ..FullColumn::default() };
        match &self.cells {
            Cells::Wholes(cells) => cells.finish(known, logical),
            Cells::Floats(cells) => cells.finish(known),
            Cells::Texts(cells) => cells.finish(known),
            Cells::Bytes(cells) => cells.finish(known),
            Cells::Opaque => known,
        }
    }
}

fn wholes(array: &dyn Array, add: impl FnMut(i128, u64)) {
    downcast_integer_array!(
        array => primitives(array, add),
        DataType::Boolean => runs(array.as_boolean().iter().map(|b| b.map(i128::from)), add),
        DataType::Decimal128(..) => primitives(array.as_primitive::<Decimal128Type>(), add),
        _ => downcast_temporal_array!(
            array => primitives(array, add),
            DataType::Duration(_) => {
                if let Ok(ticks) = cast(array, &DataType::Int64) {
                    primitives(ticks.as_primitive::<Int64Type>(), add);
                }
            },
            _ => {}
        )
    );
}

fn floats(array: &dyn Array, add: impl FnMut(f64, u64)) {
    match array.data_type() {
        DataType::Float32 => runs(array.as_primitive::<Float32Type>().iter().map(|x| x.map(f64::from)), add),
        DataType::Float64 => runs(array.as_primitive::<Float64Type>().iter(), add),
        _ => {}
    }
}

fn primitives<T: ArrowPrimitiveType<Native: PartialEq + Into<i128>>>(array: &PrimitiveArray<T>, mut add: impl FnMut(i128, u64)) {
    runs(array.iter(), |x, n| add(x.into(), n));
}

/// The cells that are not null, neighbours that are equal at once.
fn runs<T: Copy + PartialEq>(cells: impl Iterator<Item = Option<T>>, mut add: impl FnMut(T, u64)) {
    let mut run: Option<(T, u64)> = None;
    for cell in cells.flatten() {
        match &mut run {
            Some((value, n)) if *value == cell => *n += 1,
            _ => {
                if let Some((value, n)) = run.replace((cell, 1)) {
                    add(value, n);
                }
            }
        }
    }
    if let Some((value, n)) = run {
        add(value, n);
    }
}
