//! UTF-16 without a byte order mark, told by where its zero bytes are.
//!
//! Line ends, delimiters and digits are ASCII in every language, so in UTF-16 one of their two bytes is zero, always the same one; texts of eight
//! bits a character hold hardly any zeros. One order of bytes must make text of all units, and some of these ASCII.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::super::magic::is_binary;

/// Of so many units one at least is ASCII in a table of any language.
const UNITS_PER_ASCII: usize = 64;

/// The byte order of a text that begins with `head`, if it is UTF-16. `is_whole` if there is no more of it.
pub(super) fn without_mark(head: &[u8], is_whole: bool) -> Option<&'static Encoding> {
    if !head.contains(&0) || (is_whole && !head.len().is_multiple_of(2)) {
        return None;
    }
    let ascii = |order: fn([u8; 2]) -> u16| ascii_units(head, order, is_whole);
    let (little, big) = (ascii(u16::from_le_bytes), ascii(u16::from_be_bytes));
    let (found, encoding) = if little > big { (little?, UTF_16LE) } else { (big?, UTF_16BE) };
    let units = head.len() / 2;
    // Mostly ASCII, it could be UTF-8 as well but for the zeros; of other texts that are UTF-8 a cell may hold some.
    let is_utf8 = std::str::from_utf8(head).map_or_else(|broken| broken.error_len().is_none(), |_| true) && !is_binary(head);
    let least = if is_utf8 { units / 2 + 1 } else { units.div_ceil(UNITS_PER_ASCII) };
    (found >= least).then_some(encoding)
}

/// How many units are ASCII in that byte order; none where they make no text.
fn ascii_units(head: &[u8], order: fn([u8; 2]) -> u16, is_whole: bool) -> Option<usize> {
    let mut ascii = 0;
    let mut decoded = char::decode_utf16(head.chunks_exact(2).map(|unit| order([unit[0], unit[1]]))).peekable();
    while let Some(character) = decoded.next() {
        match character {
            Ok('\t' | '\n' | '\r' | ' '..='~') => ascii += 1,
            Ok(c) if c.is_control() || is_noncharacter(c) => return None,
            Ok(_) => {}
            // A pair that the end of the head cuts.
            Err(_) if !is_whole && decoded.peek().is_none() => {}
            Err(_) => return None,
        }
    }
    Some(ascii)
}

/// Code points that Unicode keeps out of texts. A byte order mark in the other order is one of them.
fn is_noncharacter(c: char) -> bool {
    matches!(u32::from(c), 0xFDD0..=0xFDEF) || u32::from(c) & 0xFFFE == 0xFFFE
}
