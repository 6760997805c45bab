//! Category bins: each value is its own group.
//!
//! Text goes by the codes of its dictionary, never by the text of a row. Floats are told apart by value: 0 and -0 are one group, NaN
//! is one group.

use arrow_buffer::NullBuffer;
use rustc_hash::FxHashMap;

use super::whole;
use crate::engine::column::{Cells, Column};
use crate::engine::groups::Coded;
use crate::engine::order::canonical_bits;
use crate::engine::text::TextCells;
use crate::engine::value::Value;

/// Bins the rows of a column by value.
pub fn codes<'a>(column: &'a Column<'a>) -> Coded<'a> {
    let (kind, nulls) = (column.kind, column.nulls.as_ref());
    match &column.cells {
        Cells::Whole(cells) => whole::codes(cells, nulls, move |x| kind.value(x.into())),
        Cells::Wide(cells) => whole::codes(cells, nulls, move |x| kind.value(x)),
        Cells::Float(cells) => floats(cells, nulls),
        Cells::Text(text) => texts(text, nulls),
        // No plan asks for it.
        Cells::Opaque => Coded { codes: Vec::new(), len: 0, key: Box::new(|_| Value::Null) },
    }
}

fn texts<'a>(text: &'a TextCells<'a>, nulls: Option<&NullBuffer>) -> Coded<'a> {
    let null = text.dictionary.len() as u32;
    let codes = match nulls {
        None => text.codes.clone(),
        Some(_) => whole::coded(&text.codes, nulls, null, |code| code),
    };
    let key = move |code| if code == null { Value::Null } else { Value::Text(text.dictionary.get(code).to_owned()) };
    Coded { codes, len: null as usize + 1, key: Box::new(key) }
}

/// Codes floats by a list; null is code 0.
pub(super) fn floats<'a>(cells: &[f64], nulls: Option<&NullBuffer>) -> Coded<'a> {
    let mut listed = vec![Value::Null];
    let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
    let codes = whole::coded(cells, nulls, 0, |x| {
        *seen.entry(canonical_bits(x)).or_insert_with(|| {
            // 0 rather than -0
            listed.push(Value::Float(x + 0.0));
            listed.len() as u32 - 1
        })
    });
    Coded { codes, len: listed.len(), key: Box::new(move |code| listed[code as usize].clone()) }
}
