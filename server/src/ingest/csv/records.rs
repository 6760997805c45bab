//! The `csv` crate's reader with three things it lacks: a bound on a record's length, the end of an open quote, and places
//! that a person can find.

use std::io::{self, Read};

use csv::ByteRecord;

use super::super::IngestError;
use super::super::encoding::TextFile;
use super::Dialect;
use super::locate::lines_of;

const BUFFER_BYTES: usize = 64 << 10;

/// A record of its own that follows the file. Where a quote is still open, the quote swallows it; that is how we know.
const SENTINEL: &[u8] = b"\x02end\x03";
const TAIL: &[u8] = b"\n\x02end\x03\n";

/// The records of a text file, one by one.
pub(in super::super) struct Records {
    text: TextFile,
    record_bytes: u64,
    /// The file goes on: what it ends in the middle of is no record.
    is_part: bool,
    reader: csv::Reader<Guard>,
}

impl Records {
    /// From the start of the table.
    pub(in super::super) fn open(text: &TextFile, dialect: Dialect) -> Result<Self, IngestError> {
        let guard = Guard { inner: text.open()?, delivered: 0, allowed: u64::MAX, length: None, tail: TAIL };
        let reader = dialect.marks.reader().buffer_capacity(BUFFER_BYTES).from_reader(guard);
        let mut records = Records { text: text.clone(), record_bytes: dialect.record_bytes, is_part: dialect.is_part, reader };
        let mut record = ByteRecord::new();
        for _ in 0..dialect.preamble {
            records.next(&mut record)?;
        }
        Ok(records)
    }

    /// Where the next record starts, in bytes of the decoded text; blank lines may come first.
    pub(in super::super) fn offset(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Reads the next record; `false` at the end.
    ///
    /// # Errors
    /// `UnclosedQuote`, `RecordTooLong`.
    #[inline]
    pub(in super::super) fn next(&mut self, record: &mut ByteRecord) -> Result<bool, IngestError> {
        let start = self.offset();
        self.reader.get_mut().allowed = start.saturating_add(self.record_bytes).saturating_add(BUFFER_BYTES as u64);
        let more = match self.reader.read_byte_record(record) {
            Ok(more) => more,
            Err(error) => return Err(self.failure(error, start)),
        };
        let end = self.offset();
        // The tail's first byte ends a last record that has no line end of its own.
        if self.reader.get_ref().length.is_some_and(|length| end > length + 1) {
            return if more && !is_sentinel(record) && !self.is_part { Err(self.unclosed(record, start)) } else { Ok(false) };
        }
        if self.is_part && self.reader.get_ref().length.is_some_and(|length| end == length + 1) {
            // It has no line end of its own, so more of it may follow.
            return Ok(false);
        }
        if end - start > self.record_bytes {
            return Err(self.too_long(start));
        }
        Ok(more)
    }

    fn failure(&self, error: csv::Error, start: u64) -> IngestError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => self.too_long(start),
            csv::ErrorKind::Io(error) => error.into(),
            other => IngestError::Internal { reason: format!("the CSV reader failed: {other:?}") },
        }
    }

    fn too_long(&self, start: u64) -> IngestError {
        match self.lines(&[start]) {
            Ok(lines) => IngestError::RecordTooLong { line: lines[0], limit: self.record_bytes },
            Err(error) => error.into(),
        }
    }

    /// The open field is the record's last; it opens after the line breaks in the fields before it.
    fn unclosed(&self, record: &ByteRecord, start: u64) -> IngestError {
        let breaks = |field: &[u8]| field.iter().filter(|b| **b == b'\n').count() as u64;
        let before = record.iter().take(record.len().saturating_sub(1)).map(breaks).sum::<u64>();
        match self.lines(&[start]) {
            Ok(lines) => IngestError::UnclosedQuote { line: lines[0] + before },
            Err(error) => error.into(),
        }
    }

    /// The lines of the records that start at `offsets` (ascending), from 1.
    pub(in super::super) fn lines(&self, offsets: &[u64]) -> io::Result<Vec<u64>> {
        lines_of(self.text.open()?, offsets)
    }
}

fn is_sentinel(record: &ByteRecord) -> bool {
    record.len() == 1 && &record[0] == SENTINEL
}

/// Lets through what one record may have, and the tail after the end.
struct Guard {
    inner: Box<dyn Read>,
    delivered: u64,
    allowed: u64,
    /// Bytes of the text, once they are known.
    length: Option<u64>,
    tail: &'static [u8],
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.length.is_some() {
            return self.tail.read(buffer);
        }
        if self.delivered > self.allowed {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.inner.read(buffer)?;
        self.delivered += count as u64;
        if count == 0 {
            self.length = Some(self.delivered);
            return self.tail.read(buffer);
        }
        Ok(count)
    }
}
