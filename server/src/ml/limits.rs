//! What learning may cost. The one place of these numbers.

use crate::child::ChildLimits;

/// Address space beyond what the data take.
const MEMORY_BYTES: u64 = 2 << 30;
/// In memory the data are read, copied for the estimator, and widened; pictures the most.
const BYTES_PER_DATA_BYTE: u64 = 16;
/// Each thread reserves address space for its stack and its allocator, used or not.
const BYTES_PER_CORE: u64 = 160 << 20;
/// Training and predicting a dataset: one hour.
const WALL_SECS: u64 = 3_600;
/// One prediction.
const ONE_SECS: u64 = 60;

/// Predictions of single rows that run at once; the others wait their turn.
pub(super) const PREDICTIONS: usize = 4;

/// For training on data of so many bytes, or predicting them.
pub(super) fn long(data_bytes: u64) -> ChildLimits {
    let memory_bytes = memory(data_bytes.saturating_mul(BYTES_PER_DATA_BYTE));
    ChildLimits { memory_bytes, cpu_secs: WALL_SECS * cores(), wall_secs: WALL_SECS }
}

/// For one prediction.
pub(super) fn short() -> ChildLimits {
    ChildLimits { memory_bytes: memory(0), cpu_secs: ONE_SECS * cores(), wall_secs: ONE_SECS }
}

fn memory(more_bytes: u64) -> u64 {
    MEMORY_BYTES.saturating_add(BYTES_PER_CORE * cores()).saturating_add(more_bytes)
}

fn cores() -> u64 {
    std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64)
}
