//! Codes for values whose range is too wide for a table: a list of those that occur. Null is code 0.

use std::hash::Hash;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::engine::order::canonical_bits;
use crate::engine::store::{Chunk, Column, read};
use crate::engine::value::Value;

/// The values that occurred.
pub enum Listed<'a> {
    /// Whole numbers, changed by a function first.
    Whole(List<i128>, Box<dyn Fn(i128) -> i128 + 'a>, Box<dyn Fn(i128) -> Value + 'a>),
    /// Floats by their canonical bits, changed by a function first.
    Floats(List<u64>, Box<dyn Fn(f64) -> f64 + 'a>),
    /// Text, changed by a function first.
    Texts(List<&'a str>, Box<dyn Fn(&'a str) -> &'a str + 'a>),
}

/// Values in the order in which they came.
pub struct List<T> {
    values: Vec<T>,
    codes: FxHashMap<T, u32>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List { values: Vec::new(), codes: FxHashMap::default() }
    }
}

impl<T: Copy + Eq + Hash> List<T> {
    /// The code of a value, from 1.
    #[inline]
    pub fn code(&mut self, value: T) -> u32 {
        let values = &mut self.values;
        *self.codes.entry(value).or_insert_with(|| {
            values.push(value);
            values.len() as u32
        })
    }

    /// The value of a code.
    pub fn get(&self, code: u32) -> Option<T> {
        self.values.get((code as usize).wrapping_sub(1)).copied()
    }
}

impl<'a> Listed<'a> {
    pub(super) fn key(&self, code: u32) -> Value {
        match self {
            Listed::Whole(list, _, value) => list.get(code).map_or(Value::Null, value),
            // 0 rather than -0
            Listed::Floats(list, _) => list.get(code).map_or(Value::Null, |bits| Value::Float(f64::from_bits(bits) + 0.0)),
            Listed::Texts(list, _) => list.get(code).map_or(Value::Null, |text| Value::Text(text.to_owned())),
        }
    }

    pub(super) fn code(&mut self, column: &'a Column, chunk: &'a Chunk, rows: Range<usize>, out: &mut [u32]) {
        out.fill(0);
        match self {
            Listed::Whole(list, change, _) => {
                let mut cells = [0; read::BLOCK];
                let cells = &mut cells[..rows.len()];
                read::wides(chunk, rows.clone(), cells);
                each_valid(chunk, rows, |row| out[row] = list.code(change(cells[row])));
            }
            Listed::Floats(list, change) => {
                let mut cells = [0.0; read::BLOCK];
                let cells = &mut cells[..rows.len()];
                read::floats(column, chunk, rows.clone(), cells);
                each_valid(chunk, rows, |row| out[row] = list.code(canonical_bits(change(cells[row]))));
            }
            Listed::Texts(list, change) => {
                let start = rows.start;
                each_valid(chunk, rows, |row| out[row] = list.code(change(column.text(chunk, start + row))));
            }
        }
    }
}

/// Calls `f` with the position in the block of each row that has a value.
fn each_valid(chunk: &Chunk, rows: Range<usize>, mut f: impl FnMut(usize)) {
    let start = rows.start;
    match &chunk.nulls {
        None => (0..rows.len()).for_each(f),
        Some(nulls) => rows.filter(|row| nulls.is_valid(*row)).for_each(|row| f(row - start)),
    }
}
