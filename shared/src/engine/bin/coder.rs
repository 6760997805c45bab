//! From cells to codes, a block at a time.

use std::ops::Range;

use super::divisor::Divisor;
use super::listed::Listed;
use crate::engine::axis::Axis;
use crate::engine::kind::Kind;
use crate::engine::store::narrow::Narrow;
use crate::engine::store::{Chunk, Codes, Column, Span, read};
use crate::engine::value::Value;

/// What a code stands for.
enum KeyOf<'a> {
    /// `(first + code)·step`, as a value of the kind.
    Step { kind: Kind, first: i64, step: i64 },
    /// Anything.
    Any(Box<dyn Fn(u32) -> Value + 'a>),
}

impl KeyOf<'_> {
    fn value(&self, code: u32) -> Value {
        match self {
            KeyOf::Step { kind, first, step } => kind.value(((first + i64::from(code)) * step).into()),
            KeyOf::Any(key) => key(code),
        }
    }
}

/// Codes of a column's cells.
pub struct Coder<'a> {
    column: &'a Column,
    how: How<'a>,
    /// By chunk, where they were packed before.
    kept: &'a [Option<Codes>],
}

/// How cells become codes.
enum How<'a> {
    /// By a function that codes the cells of a block, null cells anyhow.
    Known {
        fill: Fill<'a>,
        /// How many codes there are; null is the last.
        len: u32,
        /// Of a value.
        key: KeyOf<'a>,
    },
    /// By a list of the values that occur.
    Listed(Listed<'a>),
}

/// What codes the cells of a block.
pub enum Fill<'a> {
    /// The distance from the column's least value, in its steps.
    Distance(Span),
    /// By a table of the distances.
    Table(Span, Vec<u32>),
    /// The distance, after it was moved up, in units of so many steps; through a table of the units.
    Units {
        /// Of the cells.
        span: Span,
        /// Steps from the start of the first unit to the column's least.
        ahead: u32,
        /// Steps of a unit.
        per: Divisor,
        /// The code of a unit.
        table: Option<Vec<u32>>,
    },
    /// The codes of the dictionary.
    Dictionary,
    /// By a table of the dictionary's codes.
    DictionaryTable(Vec<u32>),
    /// By a function of a number.
    Floats(Box<dyn Fn(f64) -> u32 + 'a>),
    /// By a function of a whole number.
    Wides(Box<dyn Fn(i128) -> u32 + 'a>),
    /// By a function of a text.
    Texts(Box<dyn Fn(&str) -> u32 + 'a>),
    /// All rows alike.
    Same(u32),
}

/// Whether a table of `codes` entries is worth it for `rows` rows.
pub fn is_dense(codes: u128, rows: usize) -> bool {
    codes <= (4 * rows).max(65_536) as u128 && codes <= 1 << 26
}

impl<'a> Coder<'a> {
    /// Codes `0..len` of values and `len` of null.
    pub fn known(column: &'a Column, fill: Fill<'a>, len: u32, key: impl Fn(u32) -> Value + 'a) -> Coder<'a> {
        Coder { column, how: How::Known { fill, len: len + 1, key: KeyOf::Any(Box::new(key)) }, kept: &[] }
    }

    /// The distance of whole numbers from the column's least as codes, and one more for null.
    pub fn distances(column: &'a Column, span: Span) -> Coder<'a> {
        let key = KeyOf::Step { kind: column.kind, first: span.first(), step: span.step };
        Coder { column, how: How::Known { fill: Fill::Distance(span), len: span.steps() as u32 + 1, key }, kept: &[] }
    }

    /// Codes in the order in which their values come.
    pub fn listed(column: &'a Column, listed: Listed<'a>) -> Coder<'a> {
        Coder { column, how: How::Listed(listed), kept: &[] }
    }

    /// Reads codes that [`Coder::pack`] made of the same bins, while the column's extent was what it is. A coder that lists values as they come has codes of
    /// its own: whether there is a table also depends on the rows that it is for.
    pub fn with_kept(self, kept: &'a [Option<Codes>]) -> Coder<'a> {
        if self.packed_width().is_some() { Coder { kept, ..self } } else { self }
    }

    /// The bytes that a packed code takes; none where packing is not worth it: there are many codes, or cells are codes already.
    pub fn packed_width(&self) -> Option<usize> {
        match &self.how {
            How::Known { fill: Fill::Distance(_) | Fill::Dictionary | Fill::Same(_), .. } | How::Listed(_) => None,
            How::Known { len, .. } => [1, 2].into_iter().find(|width| *len <= 1 << (8 * width)),
        }
    }

    /// The codes of a whole chunk of the column, in the narrowest width.
    pub fn pack(&mut self, chunk: usize) -> Codes {
        let rows = self.column.chunks[chunk].rows;
        let greatest = self.codes().map_or(u32::MAX, |codes| codes.saturating_sub(1));
        let mut codes = vec![0; rows];
        read::blocks(rows).for_each(|block| self.code(chunk, block.clone(), &mut codes[block]));
        Codes::of(codes.into_iter().map(u64::from), greatest.into())
    }

    /// How many codes there are; none if that turns out only as rows come.
    pub fn codes(&self) -> Option<u32> {
        match &self.how {
            How::Known { len, .. } => Some(*len),
            How::Listed(_) => None,
        }
    }

    /// What a code stands for.
    pub fn key(&self, code: u32) -> Value {
        match &self.how {
            How::Known { len, .. } if code == len - 1 => Value::Null,
            How::Known { key, .. } => key.value(code),
            How::Listed(listed) => listed.key(code),
        }
    }

    /// The axis of some codes, which ascend, and the place of each on it.
    pub fn axis(&self, codes: &[u32]) -> (Axis, Vec<u32>) {
        match &self.how {
            // Whole numbers need not be made values first.
            How::Known { key: KeyOf::Step { kind, first, step }, len, .. } if Axis::is_whole(&kind.value(0)) => {
                let null = codes.last() == Some(&(len - 1));
                let values = &codes[..codes.len() - usize::from(null)];
                let wholes = values.iter().map(|code| (first + i64::from(*code)) * step).collect();
                (Axis::of_wholes(kind.value(0), wholes, null), (0..codes.len() as u32).collect())
            }
            _ => Axis::of(codes.iter().map(|code| self.key(*code)).collect()),
        }
    }

    /// The codes of a block where they are packed somewhere as they are.
    pub fn packed(&self, chunk: usize, rows: Range<usize>) -> Option<Narrow<'a>> {
        if let Some(Some(codes)) = self.kept.get(chunk) {
            return Narrow::of(codes, rows);
        }
        let chunk = &self.column.chunks[chunk];
        match &self.how {
            _ if chunk.nulls.is_some() => None,
            How::Known { fill: Fill::Dictionary, .. } => Narrow::texts(chunk, rows),
            How::Known { fill: Fill::Distance(span), .. } => Narrow::distances(chunk, rows, span),
            _ => None,
        }
    }

    /// Codes a block of a chunk of the column.
    pub fn code(&mut self, chunk: usize, rows: Range<usize>, out: &mut [u32]) {
        if let Some(Some(codes)) = self.kept.get(chunk) {
            return read::widened(codes, rows, out);
        }
        let chunk = &self.column.chunks[chunk];
        match &mut self.how {
            How::Listed(listed) => listed.code(self.column, chunk, rows, out),
            How::Known { fill, len, .. } => {
                fill.code(self.column, chunk, rows.clone(), out);
                let null = *len - 1;
                read::each_null(chunk, rows, |row| out[row] = null);
            }
        }
    }
}

impl Fill<'_> {
    fn code(&self, column: &Column, chunk: &Chunk, rows: Range<usize>, out: &mut [u32]) {
        match self {
            Fill::Distance(span) => read::distances(chunk, rows, span, out),
            Fill::Table(span, table) => {
                read::distances(chunk, rows, span, out);
                look_up(table, out);
            }
            Fill::Units { span, ahead, per, table } => {
                read::distances(chunk, rows, span, out);
                out.iter_mut().for_each(|code| *code = per.divide(code.wrapping_add(*ahead)));
                if let Some(table) = table {
                    look_up(table, out);
                }
            }
            Fill::Dictionary => read::codes(chunk, rows, out),
            Fill::DictionaryTable(table) => {
                read::codes(chunk, rows, out);
                look_up(table, out);
            }
            Fill::Floats(code) => {
                let mut cells = [0.0; read::BLOCK];
                let cells = &mut cells[..rows.len()];
                read::floats(column, chunk, rows, cells);
                out.iter_mut().zip(cells).for_each(|(out, x)| *out = code(*x));
            }
            Fill::Wides(code) => {
                let mut cells = [0; read::BLOCK];
                let cells = &mut cells[..rows.len()];
                read::wides(chunk, rows, cells);
                out.iter_mut().zip(cells).for_each(|(out, x)| *out = code(*x));
            }
            Fill::Texts(code) => out.iter_mut().zip(rows).for_each(|(out, row)| *out = code(column.text(chunk, row))),
            Fill::Same(code) => out.fill(*code),
        }
    }
}

/// Null cells may have a code that no table has.
fn look_up(table: &[u32], codes: &mut [u32]) {
    codes.iter_mut().for_each(|code| *code = table.get(*code as usize).copied().unwrap_or_default());
}
