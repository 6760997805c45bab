//! What reading one file may cost.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

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
}

impl Default for ParseLimits {
    fn default() -> Self {
        ParseLimits { memory_bytes: 2 << 30, cpu_secs: 1_800, wall_secs: 3_600, columns: 5_000, record_bytes: 16 << 20 }
    }
}

impl ParseLimits {
    /// Binds this process to the limits. The wall clock is the parent's.
    ///
    /// # Errors
    /// The system refused a limit.
    pub(super) fn bind_process(&self) -> io::Result<()> {
        let hard = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
        setrlimit(Resource::Core, hard(0))?;
        // The soft limit's signal says "processor time"; the hard limit's, a second later, would look like any kill.
        setrlimit(Resource::Cpu, Rlimit { current: Some(self.cpu_secs), maximum: Some(self.cpu_secs + 1) })?;
        setrlimit(Resource::As, hard(self.memory_bytes))?;
        Ok(())
    }

    /// The memory limit for people.
    pub(super) fn memory_text(&self) -> String {
        format!("{:.1} GiB", self.memory_bytes as f64 / f64::from(1 << 30))
    }
}
