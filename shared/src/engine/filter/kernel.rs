//! The loops of masks: codes in, one bit per row out.
//!
//! With WebAssembly's `simd128` sixteen bytes of codes are compared at once; elsewhere, and for the rows that are left, the same is said
//! row by row. A test holds the two together.

use arrow_buffer::BooleanBuffer;

use crate::engine::store::{Codes, with_codes};

/// The rows whose code lies in `first..=last`.
pub fn within(codes: &Codes, first: u64, last: u64) -> BooleanBuffer {
    #[cfg(target_feature = "simd128")]
    if let Some(mask) = simd::within(codes, first, last) {
        return mask;
    }
    within_scalar(codes, first, last)
}

/// The same, row by row.
#[allow(clippy::useless_conversion, reason = "codes of other widths need it")]
pub fn within_scalar(codes: &Codes, first: u64, last: u64) -> BooleanBuffer {
    let span = last - first;
    with_codes!(codes, codes => {
        // In the width of the codes, so that a compiler can compare several at once. Both ends are codes.
        BooleanBuffer::collect_bool(codes.len(), |row| u64::from(codes[row]).wrapping_sub(first) <= span)
    })
}

/// The rows whose code's entry of `table` is true; codes beyond it are false.
pub fn listed(codes: &Codes, table: &[bool]) -> BooleanBuffer {
    #[cfg(target_feature = "simd128")]
    if let Codes::U8(codes) = codes {
        return simd::listed(codes, table);
    }
    listed_scalar(codes, table)
}

/// The same, row by row.
pub fn listed_scalar(codes: &Codes, table: &[bool]) -> BooleanBuffer {
    with_codes!(codes, codes => BooleanBuffer::collect_bool(codes.len(), |row| table.get(codes[row] as usize).copied().unwrap_or(false)))
}

#[cfg(target_feature = "simd128")]
mod simd {
    use core::arch::wasm32::{
        u8x16, u8x16_bitmask, u8x16_eq, u8x16_le, u8x16_lt, u8x16_shr, u8x16_splat, u8x16_sub, u8x16_swizzle, u16x8, u16x8_bitmask, u16x8_le,
        u16x8_splat, u16x8_sub, u32x4, u32x4_bitmask, u32x4_le, u32x4_splat, u32x4_sub, v128, v128_and, v128_bitselect,
    };

    use arrow_buffer::{BooleanBuffer, Buffer};

    use super::Codes;

    /// For codes of 8 to 32 bits; of 64 a lane holds two, which is not worth it.
    pub(super) fn within(codes: &Codes, first: u64, last: u64) -> Option<BooleanBuffer> {
        match codes {
            Codes::U8(codes) => Some(bytes(codes, first as u8, (last - first) as u8)),
            Codes::U16(codes) => Some(halves(codes, first as u16, (last - first) as u16)),
            Codes::U32(codes) => Some(words(codes, first as u32, (last - first) as u32)),
            Codes::U64(_) => None,
        }
    }

    fn bytes(codes: &[u8], first: u8, span: u8) -> BooleanBuffer {
        let (lo, most) = (u8x16_splat(first), u8x16_splat(span));
        let (lanes, rest) = codes.as_chunks::<16>();
        let mut bits: Vec<u8> = Vec::with_capacity(codes.len() / 8 + 2);
        for lane in lanes {
            bits.extend_from_slice(&u8x16_bitmask(u8x16_le(u8x16_sub(sixteen(lane), lo), most)).to_le_bytes());
        }
        finish(bits, codes.len(), rest.iter().map(|code| code.wrapping_sub(first) <= span))
    }

    fn sixteen(c: &[u8; 16]) -> v128 {
        u8x16(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13], c[14], c[15])
    }

    /// The table of 256 bits is looked up in registers: by a code's low half a byte is found, in it a bit by the high half; a byte has room for
    /// eight high halves, so there are two of them.
    pub(super) fn listed(codes: &[u8], table: &[bool]) -> BooleanBuffer {
        let mut bytes = [[0_u8; 16]; 2];
        for code in table.iter().take(256).enumerate().filter_map(|(code, listed)| listed.then_some(code)) {
            bytes[code >> 7][code & 15] |= 1 << ((code >> 4) & 7);
        }
        let (below, above) = (sixteen(&bytes[0]), sixteen(&bytes[1]));
        let bit_of = sixteen(&std::array::from_fn(|high| 1 << (high & 7)));
        let (lanes, rest) = codes.as_chunks::<16>();
        let mut bits: Vec<u8> = Vec::with_capacity(codes.len() / 8 + 2);
        for lane in lanes {
            let x = sixteen(lane);
            let low = v128_and(x, u8x16_splat(15));
            let byte = v128_bitselect(u8x16_swizzle(below, low), u8x16_swizzle(above, low), u8x16_lt(x, u8x16_splat(128)));
            let bit = v128_and(byte, u8x16_swizzle(bit_of, u8x16_shr(x, 4)));
            bits.extend_from_slice(&(!u8x16_bitmask(u8x16_eq(bit, u8x16_splat(0)))).to_le_bytes());
        }
        finish(bits, codes.len(), rest.iter().map(|code| table.get(usize::from(*code)).copied().unwrap_or(false)))
    }

    fn halves(codes: &[u16], first: u16, span: u16) -> BooleanBuffer {
        let (lo, most) = (u16x8_splat(first), u16x8_splat(span));
        let (lanes, rest) = codes.as_chunks::<8>();
        let mut bits: Vec<u8> = Vec::with_capacity(codes.len() / 8 + 2);
        for c in lanes {
            let x = u16x8(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
            bits.push(u16x8_bitmask(u16x8_le(u16x8_sub(x, lo), most)));
        }
        finish(bits, codes.len(), rest.iter().map(|code| code.wrapping_sub(first) <= span))
    }

    fn words(codes: &[u32], first: u32, span: u32) -> BooleanBuffer {
        let (lo, most) = (u32x4_splat(first), u32x4_splat(span));
        let nibble = |c: &[u32]| u32x4_bitmask(u32x4_le(u32x4_sub(u32x4(c[0], c[1], c[2], c[3]), lo), most));
        let (lanes, rest) = codes.as_chunks::<8>();
        let mut bits: Vec<u8> = Vec::with_capacity(codes.len() / 8 + 2);
        for c in lanes {
            bits.push(nibble(&c[..4]) | (nibble(&c[4..]) << 4));
        }
        finish(bits, codes.len(), rest.iter().map(|code| code.wrapping_sub(first) <= span))
    }

    fn finish(mut bits: Vec<u8>, rows: usize, rest: impl ExactSizeIterator<Item = bool>) -> BooleanBuffer {
        let packed: Vec<bool> = rest.collect();
        for byte in packed.chunks(8) {
            bits.push(byte.iter().enumerate().fold(0, |all, (bit, set)| all | (u8::from(*set) << bit)));
        }
        BooleanBuffer::new(Buffer::from_vec(bits), 0, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_width_are_compared_alike() {
        let values: Vec<u64> = (0..1_000).map(|row| row * 7919 % 251).collect();
        let expected: Vec<bool> = values.iter().map(|code| (13..=200).contains(code)).collect();
        for greatest in [250, 60_000, 1 << 20, 1 << 40] {
            let codes = Codes::of(values.iter().copied(), greatest);
            assert_eq!(within(&codes, 13, 200).iter().collect::<Vec<_>>(), expected, "{greatest}");
            assert_eq!(within_scalar(&codes, 13, 200).iter().collect::<Vec<_>>(), expected, "{greatest}");
        }
    }

    #[test]
    fn listed_codes_of_every_width_pass_and_those_beyond_the_table_dont() {
        let values: Vec<u64> = (0..1_003).map(|row| row * 7919 % 251).collect();
        for table in [vec![], vec![true], (0..200).map(|code| code % 7 == 3 || code == 131).collect::<Vec<bool>>(), vec![true; 300]] {
            let expected: Vec<bool> = values.iter().map(|code| table.get(*code as usize) == Some(&true)).collect();
            for greatest in [250, 60_000, 1 << 20, 1 << 40] {
                let codes = Codes::of(values.iter().copied(), greatest);
                assert_eq!(listed(&codes, &table).iter().collect::<Vec<_>>(), expected, "{greatest}, {} in the table", table.len());
                assert_eq!(listed_scalar(&codes, &table).iter().collect::<Vec<_>>(), expected, "{greatest}, {} in the table", table.len());
            }
        }
    }
}
