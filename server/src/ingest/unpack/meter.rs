//! Limits of unpacking, held while bytes flow: a bomb is small until it is unpacked.

use std::io::{Read, Write};

use super::super::{IngestError, ParseLimits};

/// Below this no ratio is suspicious.
const FREE_BYTES: u64 = 10 << 20;

/// Counts what packed bytes become.
pub(in super::super) struct Meter {
    written: u64,
    most: u64,
    limit: String,
}

impl Meter {
    /// For `packed` bytes.
    pub(in super::super) fn new(limits: &ParseLimits, packed: u64) -> Self {
        let by_ratio = packed.saturating_mul(limits.unpacked_ratio).max(FREE_BYTES);
        let (most, limit) = if by_ratio < limits.unpacked_bytes {
            (by_ratio, format!("{} times its packed size", limits.unpacked_ratio))
        } else {
            (limits.unpacked_bytes, format!("{} bytes unpacked", limits.unpacked_bytes))
        };
        Meter { written: 0, most, limit }
    }

    /// Passes all that `reader` gives on to `target`; the reader's errors are those of a damaged file of the format `word`.
    ///
    /// # Errors
    /// `DecompressedTooLarge` beyond the limits, `CorruptCompression`, `NoSpace`.
    pub(in super::super) fn fill(&mut self, mut reader: impl Read, target: &mut impl Write, word: &str) -> Result<(), IngestError> {
        let mut buffer = vec![0; 128 << 10];
        loop {
            let count = reader.read(&mut buffer).map_err(|error| IngestError::unpacking(word, &error))?;
            if count == 0 {
                return Ok(());
            }
            self.written += count as u64;
            if self.written > self.most {
                return Err(IngestError::DecompressedTooLarge { limit: self.limit.clone() });
            }
            target.write_all(&buffer[..count])?;
        }
    }
}
