//! The lines of a text file, each bounded.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::super::IngestError;
use super::super::counted::Counted;
use super::super::encoding::Bom;

/// The lines of a file that are not blank, as UTF-8.
pub(in super::super) struct Lines {
    source: BufReader<Box<dyn Read>>,
    limit: u64,
    line: Vec<u8>,
    /// Lines read so far, blank ones counted.
    number: u64,
    /// Bytes before the line that was read last.
    start: u64,
}

impl Lines {
    /// From the start of the file, after its byte order mark.
    pub(in super::super) fn open(path: &Path, limit: u64) -> Result<Self, IngestError> {
        Lines::of(Box::new(Counted::of(File::open(path)?)?), limit)
    }

    /// Of any text in UTF-8.
    pub(in super::super) fn of(text: Box<dyn Read>, limit: u64) -> Result<Self, IngestError> {
        let mut source = BufReader::with_capacity(128 << 10, text);
        let bom = Bom::of(source.fill_buf()?);
        let mark = if bom == Bom::Utf8 { bom.len() } else { 0 };
        source.consume(mark);
        Ok(Lines { source, limit, line: Vec::new(), number: 0, start: mark as u64 })
    }

    /// Reads on to the next line that isn't blank; `false` at the end.
    ///
    /// # Errors
    /// `RecordTooLong`.
    pub(in super::super) fn advance(&mut self) -> Result<bool, IngestError> {
        loop {
            self.start += self.line.len() as u64;
            self.line.clear();
            if (&mut self.source).take(self.limit + 2).read_until(b'\n', &mut self.line)? == 0 {
                return Ok(false);
            }
            self.number += 1;
            if self.line.trim_ascii_end().len() as u64 > self.limit || (self.line.len() as u64 > self.limit && self.line.last() != Some(&b'\n')) {
                return Err(IngestError::RecordTooLong { line: self.number, limit: self.limit });
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }

    /// The line that was read last.
    ///
    /// # Errors
    /// `UnknownEncoding`; the next line can still be read.
    pub(in super::super) fn line(&self) -> Result<&str, IngestError> {
        match std::str::from_utf8(&self.line) {
            Ok(line) => Ok(line.trim_ascii()),
            Err(error) => Err(IngestError::UnknownEncoding { offset: self.start + error.valid_up_to() as u64 }),
        }
    }

    /// The number of the line that was read last, from 1.
    pub(in super::super) fn number(&self) -> u64 {
        self.number
    }
}
