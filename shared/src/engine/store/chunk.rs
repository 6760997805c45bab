//! Some consecutive cells of a column.

use arrow_array::{Array, ArrayRef};
use arrow_buffer::NullBuffer;

/// Consecutive cells. What null rows hold means nothing, but can be read.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// How many.
    pub rows: usize,
    /// One per row.
    pub cells: Cells,
    /// Which rows have a value; none if all have.
    pub nulls: Option<NullBuffer>,
}

/// Cells, packed.
#[derive(Clone, Debug)]
pub enum Cells {
    /// Whole numbers of up to 64 bits, signed.
    Whole(Whole),
    /// Whole numbers that need more.
    Wide(Vec<i128>),
    /// Floating-point numbers of 32 bits.
    Float32(Vec<f32>),
    /// Floating-point numbers of 64 bits.
    Float64(Vec<f64>),
    /// Codes into the column's dictionary; null rows have code 0.
    Text(Codes),
    /// Text without a dictionary.
    Plain(ArrayRef),
    /// What is only counted and shown.
    Opaque(ArrayRef),
}

/// `value = (base + code) · step`
#[derive(Clone, Debug)]
pub struct Whole {
    /// The least value, in steps.
    pub base: i64,
    /// The greatest value, in steps.
    pub last: i64,
    /// A divisor of all values.
    pub step: i64,
    /// One per row.
    pub codes: Codes,
}

/// Codes in the narrowest width.
#[derive(Clone, Debug)]
pub enum Codes {
    /// 8 bits.
    U8(Vec<u8>),
    /// 16 bits.
    U16(Vec<u16>),
    /// 32 bits.
    U32(Vec<u32>),
    /// 64 bits.
    U64(Vec<u64>),
}

/// Runs `$body` with `$codes` as a slice of whichever width it has.
macro_rules! with_codes {
    ($codes:expr, $slice:ident => $body:expr) => {
        match $codes {
            $crate::engine::store::Codes::U8($slice) => $body,
            $crate::engine::store::Codes::U16($slice) => $body,
            $crate::engine::store::Codes::U32($slice) => $body,
            $crate::engine::store::Codes::U64($slice) => $body,
        }
    };
}
pub(crate) use with_codes;

impl Codes {
    /// Packs codes that are at most `greatest`.
    pub fn of(codes: impl Iterator<Item = u64>, greatest: u64) -> Codes {
        match greatest {
            0..=0xff => Codes::U8(codes.map(|code| code as u8).collect()),
            0x100..=0xffff => Codes::U16(codes.map(|code| code as u16).collect()),
            0x1_0000..=0xffff_ffff => Codes::U32(codes.map(|code| code as u32).collect()),
            _ => Codes::U64(codes.collect()),
        }
    }

    /// The code of a row.
    #[allow(clippy::useless_conversion, reason = "codes of other widths need it")]
    pub fn get(&self, row: usize) -> u64 {
        with_codes!(self, codes => codes[row].into())
    }

    /// What they take.
    pub fn bytes(&self) -> usize {
        with_codes!(self, codes => size_of_val(codes.as_slice()))
    }
}

impl Whole {
    /// The value of a row.
    pub fn get(&self, row: usize) -> i64 {
        self.base.wrapping_add(self.codes.get(row) as i64).wrapping_mul(self.step)
    }
}

impl Chunk {
    /// Whether a row has a value.
    pub fn is_valid(&self, row: usize) -> bool {
        self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row))
    }

    /// What it takes in memory, without its column's dictionary.
    pub fn bytes(&self) -> usize {
        let cells = match &self.cells {
            Cells::Whole(whole) => whole.codes.bytes(),
            Cells::Wide(cells) => size_of_val(cells.as_slice()),
            Cells::Float32(cells) => size_of_val(cells.as_slice()),
            Cells::Float64(cells) => size_of_val(cells.as_slice()),
            Cells::Text(codes) => codes.bytes(),
            Cells::Plain(array) | Cells::Opaque(array) => array.get_buffer_memory_size(),
        };
        cells + self.nulls.as_ref().map_or(0, |nulls| nulls.len().div_ceil(8))
    }
}
