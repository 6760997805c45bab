//! How much of the file has been read. It is counted for the process, because a child reads one file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::RecordBatch;

use super::IngestError;

static READ_BYTES: AtomicU64 = AtomicU64::new(0);
static TOTAL_BYTES: AtomicU64 = AtomicU64::new(0);

/// A file that is read from its start to its end, once more with each of these.
pub(super) struct Counted(File);

impl Counted {
    /// Begins anew.
    pub(super) fn of(file: File) -> io::Result<Self> {
        TOTAL_BYTES.store(file.metadata()?.len(), Ordering::Relaxed);
        READ_BYTES.store(0, Ordering::Relaxed);
        Ok(Counted(file))
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        READ_BYTES.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Batches of a format that is not read from its start to its end, but says how many steps there are: rows, batches, files. As large as the share of these
/// is that of the bytes.
pub(super) struct InSteps<B> {
    batches: B,
    step: fn(&RecordBatch) -> u64,
    taken: u64,
    of: u64,
}

impl<B> InSteps<B> {
    /// Begins anew; `step` tells how many of the `of` steps a batch is.
    pub(super) fn of(path: &Path, of: u64, step: fn(&RecordBatch) -> u64, batches: B) -> io::Result<Self> {
        TOTAL_BYTES.store(path.metadata()?.len(), Ordering::Relaxed);
        READ_BYTES.store(0, Ordering::Relaxed);
        Ok(InSteps { batches, step, taken: 0, of })
    }
}

impl<B: Iterator<Item = Result<RecordBatch, IngestError>>> Iterator for InSteps<B> {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.batches.next()?;
        if let Ok(batch) = &next {
            self.taken = self.taken.saturating_add((self.step)(batch));
            let total = TOTAL_BYTES.load(Ordering::Relaxed);
            // A file may have more than it says.
            let share = u128::from(self.taken.min(self.of)) * u128::from(total) / u128::from(self.of.max(1));
            READ_BYTES.store(u64::try_from(share).unwrap_or(total), Ordering::Relaxed);
        }
        Some(next)
    }
}

/// The rows of a batch, as steps.
pub(super) fn rows(batch: &RecordBatch) -> u64 {
    batch.num_rows() as u64
}

/// Bytes of this pass that have been read, and how many there are; 0 where that isn't known, or not yet.
pub(super) fn told() -> (u64, u64) {
    (READ_BYTES.load(Ordering::Relaxed), TOTAL_BYTES.load(Ordering::Relaxed))
}
