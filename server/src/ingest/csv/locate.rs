//! Line numbers as an editor counts them. Counted only when there is something to point at.

use std::io::{self, BufRead, BufReader, Read};

/// The lines, from 1, of the first byte at or after each of `offsets` (ascending) that is no line end. LF, CR LF and CR end a line.
pub(super) fn lines_of(text: impl Read, offsets: &[u64]) -> io::Result<Vec<u64>> {
    let mut text = BufReader::with_capacity(128 << 10, text);
    let mut lines = Vec::with_capacity(offsets.len());
    let (mut line, mut position, mut after_cr) = (1, 0, false);
    while lines.len() < offsets.len() {
        let chunk = text.fill_buf()?;
        if chunk.is_empty() {
            lines.resize(offsets.len(), line);
        }
        for byte in chunk {
            match byte {
                b'\n' if after_cr => {}
                b'\n' | b'\r' => line += 1,
                _ => {
                    let reached = offsets[lines.len()..].iter().take_while(|offset| **offset <= position).count();
                    lines.extend(std::iter::repeat_n(line, reached));
                }
            }
            after_cr = *byte == b'\r';
            position += 1;
        }
        let consumed = chunk.len();
        text.consume(consumed);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(text: &str, offsets: &[u64], expected: &[u64]) {
        assert_eq!(lines_of(text.as_bytes(), offsets).unwrap(), expected, "{text:?}");
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        check("a\nb\nc", &[0, 2, 4], &[1, 2, 3]);
        check("a\r\nb\r\nc", &[0, 3, 6], &[1, 2, 3]);
        check("a\rb\rc", &[0, 2, 4], &[1, 2, 3]);
    }

    #[test]
    fn blank_lines_before_a_record_are_not_its_line() {
        check("a\r\n\r\n\nb", &[1, 2, 3], &[4, 4, 4]);
    }

    #[test]
    fn the_end_of_the_text_is_its_last_line() {
        check("a\nb\n", &[4], &[3]);
    }
}
