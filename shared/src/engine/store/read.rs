//! Blocks of cells in one width, for loops that need not know how cells are packed.

use std::ops::Range;

use super::chunk::{Cells, Chunk, Codes, Whole, with_codes};
use super::{Column, Span};

/// Rows of a block: what a loop reads and writes for it stays in the first cache.
pub const BLOCK: usize = 2_048;

/// The blocks of a chunk.
pub fn blocks(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(BLOCK).map(move |start| start..(start + BLOCK).min(rows))
}

/// Cells of a whole column as distances from the column's least, in the column's steps. Null cells are any number.
#[allow(clippy::unnecessary_cast, reason = "codes of other widths need it")]
pub fn distances(chunk: &Chunk, rows: Range<usize>, span: &Span, out: &mut [u32]) {
    let Cells::Whole(Whole { base, step, codes, .. }) = &chunk.cells else { return };
    // A column's step divides those of its chunks.
    let ratio = step / span.step;
    let offset = base.wrapping_mul(ratio).wrapping_sub(span.first()) as u32;
    let ratio = ratio as u32;
    with_codes!(codes, codes => {
        let cells = out.iter_mut().zip(&codes[rows]);
        match ratio {
            1 => cells.for_each(|(out, &code)| *out = (code as u32).wrapping_add(offset)),
            _ => cells.for_each(|(out, &code)| *out = (code as u32).wrapping_mul(ratio).wrapping_add(offset)),
        }
    });
}

/// Whole cells. Null cells are any number.
pub fn wholes(chunk: &Chunk, rows: Range<usize>, out: &mut [i64]) {
    let Cells::Whole(Whole { base, step, codes, .. }) = &chunk.cells else { return };
    with_codes!(codes, codes => {
        let cells = out.iter_mut().zip(&codes[rows]);
        match step {
            1 => cells.for_each(|(out, &code)| *out = base.wrapping_add(code as i64)),
            _ => cells.for_each(|(out, &code)| *out = base.wrapping_add(code as i64).wrapping_mul(*step)),
        }
    });
}

/// Whole cells of any width. Null cells are any number.
pub fn wides(chunk: &Chunk, rows: Range<usize>, out: &mut [i128]) {
    match &chunk.cells {
        Cells::Wide(cells) => out.copy_from_slice(&cells[rows]),
        Cells::Whole(whole) => out.iter_mut().zip(rows).for_each(|(out, row)| *out = whole.get(row).into()),
        _ => {}
    }
}

/// Numbers as floats: floats as they are, whole numbers to the nearest, decimals with their digits after the point. Null cells are any
/// number.
pub fn floats(column: &Column, chunk: &Chunk, rows: Range<usize>, out: &mut [f64]) {
    match &chunk.cells {
        Cells::Float64(cells) => out.copy_from_slice(&cells[rows]),
        Cells::Float32(cells) => out.iter_mut().zip(&cells[rows]).for_each(|(out, &x)| *out = x.into()),
        Cells::Wide(cells) => out.iter_mut().zip(&cells[rows]).for_each(|(out, &x)| *out = x as f64),
        Cells::Whole(Whole { base, step, codes, .. }) => with_codes!(codes, codes => {
            out.iter_mut().zip(&codes[rows]).for_each(|(out, &code)| *out = base.wrapping_add(code as i64).wrapping_mul(*step) as f64);
        }),
        Cells::Text(_) | Cells::Plain(_) | Cells::Opaque(_) => {}
    }
    let scale = column.kind.scale();
    if scale != 0 {
        let power = 10f64.powi(i32::from(scale).abs());
        out.iter_mut().for_each(|x| *x = if scale < 0 { *x * power } else { *x / power });
    }
}

/// The codes of text cells. Null cells are code 0.
pub fn codes(chunk: &Chunk, rows: Range<usize>, out: &mut [u32]) {
    let Cells::Text(codes) = &chunk.cells else { return };
    widened(codes, rows, out);
}

/// Codes of up to 32 bits in 32.
#[allow(clippy::unnecessary_cast, reason = "codes of other widths need it")]
pub fn widened(codes: &Codes, rows: Range<usize>, out: &mut [u32]) {
    with_codes!(codes, codes => out.iter_mut().zip(&codes[rows]).for_each(|(out, &code)| *out = code as u32));
}

/// Calls `f` with the position in the block of each null row.
pub fn each_null(chunk: &Chunk, rows: Range<usize>, mut f: impl FnMut(usize)) {
    let Some(nulls) = &chunk.nulls else { return };
    let missing = nulls.inner().bit_chunks_of(rows);
    missing.for_each(&mut f);
}

/// The unset bits of a part of a buffer, counted from its start.
trait UnsetBits {
    fn bit_chunks_of(&self, rows: Range<usize>) -> UnsetPositions;
}

/// Iterates unset bits a word at a time: most words have none.
struct UnsetPositions {
    words: Vec<u64>,
    at: usize,
}

impl UnsetBits for arrow_buffer::BooleanBuffer {
    fn bit_chunks_of(&self, rows: Range<usize>) -> UnsetPositions {
        let part = self.slice(rows.start, rows.len());
        let chunks = part.bit_chunks();
        let last = rows.len() % 64;
        let mut words: Vec<u64> = chunks.iter().map(|word| !word).collect();
        if last > 0 {
            words.push(!chunks.remainder_bits() & ((1 << last) - 1));
        }
        UnsetPositions { words, at: 0 }
    }
}

impl Iterator for UnsetPositions {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while let Some(word) = self.words.get_mut(self.at) {
            if *word != 0 {
                let bit = word.trailing_zeros() as usize;
                *word &= *word - 1;
                return Some(self.at * 64 + bit);
            }
            self.at += 1;
        }
        None
    }
}
