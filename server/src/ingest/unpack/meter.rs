//! Limits of unpacking, held while bytes flow: a bomb is small until it is unpacked.

use std::fs::File;
use std::io::{Read, Write};

use super::super::{IngestError, ParseLimits};

/// Below this no ratio is suspicious.
const FREE_BYTES: u64 = 10 << 20;

/// A file being filled with what packed bytes become.
pub(super) struct Meter<'a> {
    target: &'a mut File,
    written: u64,
    most: u64,
    limit: String,
}

impl<'a> Meter<'a> {
    /// For `packed` bytes.
    pub(super) fn new(target: &'a mut File, limits: &ParseLimits, packed: u64) -> Self {
        let by_ratio = packed.saturating_mul(limits.unpacked_ratio).max(FREE_BYTES);
        let (most, limit) = if by_ratio < limits.unpacked_bytes {
            (by_ratio, format!("{} times its packed size", limits.unpacked_ratio))
        } else {
            (limits.unpacked_bytes, format!("{} bytes unpacked", limits.unpacked_bytes))
        };
        Meter { target, written: 0, most, limit }
    }

    /// Takes all that `reader` gives; its errors are those of a damaged file of the format `word`.
    ///
    /// # Errors
    /// `TooComplex` beyond the limits, `DamagedFile`, `NoSpace`.
    pub(super) fn fill(&mut self, mut reader: impl Read, word: &str) -> Result<(), IngestError> {
        let mut buffer = vec![0; 128 << 10];
        loop {
            let count = reader.read(&mut buffer).map_err(|error| IngestError::damaged(word, &error))?;
            if count == 0 {
                return Ok(());
            }
            self.written += count as u64;
            if self.written > self.most {
                return Err(IngestError::TooComplex { limit: self.limit.clone() });
            }
            self.target.write_all(&buffer[..count])?;
        }
    }
}
