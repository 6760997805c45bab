//! What reading one file may cost.

use serde::{Deserialize, Serialize};

use crate::child::ChildLimits;

/// What reading one file may cost. The first three bound the child process, the others single files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParseLimits {
    /// Address space of the child, in bytes.
    pub(crate) memory_bytes: u64,
    /// Processor time of the child, in seconds.
    pub(crate) cpu_secs: u64,
    /// Time from start to end, in seconds.
    pub(crate) wall_secs: u64,
    /// Columns, nested ones counted.
    pub(crate) columns: u64,
    /// One CSV record or one JSON line, in bytes.
    pub(crate) record_bytes: u64,
    /// Bytes that a packed file may become.
    pub(crate) unpacked_bytes: u64,
    /// Times its packed size that it may become, beyond the first 10 MiB.
    pub(crate) unpacked_ratio: u64,
}

impl Default for ParseLimits {
    fn default() -> Self {
        ParseLimits {
            memory_bytes: 2 << 30,
            cpu_secs: 1_800,
            wall_secs: 3_600,
            columns: 5_000,
            record_bytes: 16 << 20,
            unpacked_bytes: 16 << 30,
            unpacked_ratio: 200,
        }
    }
}

impl ParseLimits {
    /// Those of the child process.
    pub(super) fn child(&self) -> ChildLimits {
        ChildLimits { memory_bytes: self.memory_bytes, cpu_secs: self.cpu_secs, wall_secs: self.wall_secs }
    }
}
