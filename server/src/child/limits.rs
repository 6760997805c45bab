//! What a child process may cost.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

/// What a child process may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChildLimits {
    /// Address space, in bytes.
    pub(crate) memory_bytes: u64,
    /// Processor time, in seconds.
    pub(crate) cpu_secs: u64,
    /// Time from start to end, in seconds.
    pub(crate) wall_secs: u64,
}

impl ChildLimits {
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
}

/// A number of bytes for people.
pub(crate) fn memory_text(bytes: u64) -> String {
    format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30))
}
