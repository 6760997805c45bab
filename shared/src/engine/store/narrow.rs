//! Codes as they are packed, for loops that read them where they lie: to copy a block into one width first costs as much as what is done with it.

use std::ops::Range;

use super::chunk::{Cells, Chunk, Codes, Whole};
use crate::span::Span;

/// Codes of some rows. Each means `code + ahead`; that of a null row means nothing.
#[derive(Clone, Copy, Debug)]
pub struct Narrow<'a> {
    /// One per row.
    pub codes: Slice<'a>,
    /// What is added to each.
    pub ahead: u32,
}

/// Codes in one of the widths that loops are made for.
#[derive(Clone, Copy, Debug)]
pub enum Slice<'a> {
    /// 8 bits.
    U8(&'a [u8]),
    /// 16 bits.
    U16(&'a [u16]),
    /// 32 bits.
    U32(&'a [u32]),
}

/// Runs `$body` with `$slice` as a slice of whichever width it has.
macro_rules! with_slice {
    ($codes:expr, $slice:ident => $body:expr) => {
        match $codes {
            $crate::engine::store::narrow::Slice::U8($slice) => $body,
            $crate::engine::store::narrow::Slice::U16($slice) => $body,
            $crate::engine::store::narrow::Slice::U32($slice) => $body,
        }
    };
}
pub(crate) use with_slice;

impl<'a> Narrow<'a> {
    /// What all of them mean, added up; without overflow for a block of 32 bits each.
    pub fn sum(&self) -> u64 {
        let (rows, codes) = with_slice!(self.codes, codes => (codes.len() as u64, codes.iter().map(|code| u64::from(*code)).sum::<u64>()));
        codes + rows * u64::from(self.ahead)
    }

    /// Codes that mean what they are; none if they are wider.
    pub fn of(codes: &'a Codes, rows: Range<usize>) -> Option<Narrow<'a>> {
        let codes = match codes {
            Codes::U8(codes) => Slice::U8(&codes[rows]),
            Codes::U16(codes) => Slice::U16(&codes[rows]),
            Codes::U32(codes) => Slice::U32(&codes[rows]),
            Codes::U64(_) => return None,
        };
        Some(Narrow { codes, ahead: 0 })
    }

    /// The codes of text cells; none if there are others.
    pub fn texts(chunk: &'a Chunk, rows: Range<usize>) -> Option<Narrow<'a>> {
        let Cells::Text(codes) = &chunk.cells else { return None };
        Narrow::of(codes, rows)
    }

    /// Cells of a whole column as distances from the column's least, in the column's steps, which are in 32 bits; none if there are others, or steps of
    /// the chunk's own.
    pub fn distances(chunk: &'a Chunk, rows: Range<usize>, span: &Span) -> Option<Narrow<'a>> {
        let Cells::Whole(Whole { base, last, step, codes }) = &chunk.cells else { return None };
        let ahead = base.wrapping_sub(span.first()) as u32;
        // A chunk of nothing but nulls lies anywhere.
        let lies = span.first() <= *base && *last <= span.greatest / span.step;
        (*step == span.step && lies).then(|| Narrow::of(codes, rows)).flatten().map(|narrow| Narrow { ahead, ..narrow })
    }
}
