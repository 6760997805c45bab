//! How much of the file has been read. It is counted for the process, because a child reads one file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};

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

    /// Leaves out the first bytes.
    pub(super) fn skip(&mut self, bytes: u64) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(bytes)).map(|_| ())
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        READ_BYTES.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Bytes of this pass that have been read, and how many there are; 0 where a format is not read from its start to its end.
pub(super) fn told() -> (u64, u64) {
    (READ_BYTES.load(Ordering::Relaxed), TOTAL_BYTES.load(Ordering::Relaxed))
}
