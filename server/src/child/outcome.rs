//! What the end of a child means that said nothing before.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use super::ChildLimits;

/// Exit code of a Rust program that panicked.
const PANICKED: i32 = 101;
const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;

/// What zstd's bindings say when it gets no memory to work with: they panic where Rust's own allocations abort.
const NO_CONTEXT: &str = "zstd returned null pointer";

/// Why a child gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChildError {
    /// The wall clock or the processor time ran out.
    #[error("it took more than {secs} s")]
    Time {
        /// The limit that was hit.
        secs: u64,
    },
    /// No more memory was to be had.
    #[error("it needed more than {bytes} bytes")]
    Memory {
        /// The limit that was hit.
        bytes: u64,
    },
    /// Its stack was used up.
    #[error("it was nested too deeply")]
    Stack,
    /// It panicked, or the system ended it for a fault.
    #[error("it broke off")]
    Broken,
    /// The machine did not let us start it or talk to it.
    #[error("the child process failed: {0}")]
    Io(#[from] io::Error),
    /// It spoke nonsense or ended without a word.
    #[error("the child process failed: {0}")]
    Internal(String),
}

/// The error of a child that ended with `status` and said nothing before.
pub(super) fn silent_end(status: ExitStatus, stderr: &str, limits: &ChildLimits) -> ChildError {
    match (status.code(), status.signal()) {
        (Some(PANICKED), _) if stderr.contains(NO_CONTEXT) => ChildError::Memory { bytes: limits.memory_bytes },
        (Some(PANICKED), _) => ChildError::Broken,
        (_, Some(SIGXCPU)) => ChildError::Time { secs: limits.cpu_secs },
        // Rust aborts where memory can't be had or the stack is used up; the system kills who takes the machine's last memory.
        (_, Some(SIGABRT)) if stderr.contains("overflowed its stack") => ChildError::Stack,
        (_, Some(SIGABRT | SIGKILL)) => ChildError::Memory { bytes: limits.memory_bytes },
        (_, Some(_)) => ChildError::Broken,
        (code, None) => ChildError::Internal(format!("it ended with code {code:?} and no answer")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw_status: i32, stderr: &str, expected: &str) {
        let limits = ChildLimits { cpu_secs: 7, memory_bytes: 512, wall_secs: 9 };
        let error = silent_end(ExitStatus::from_raw(raw_status), stderr, &limits);
        assert_eq!(error.to_string(), expected, "status {raw_status}");
    }

    #[test]
    fn every_end_of_a_child_has_its_reason() {
        check(101 << 8, "thread panicked", "it broke off");
        check(101 << 8, "zstd returned null pointer when creating new context", "it needed more than 512 bytes");
        check(11, "", "it broke off");
        check(24, "", "it took more than 7 s");
        check(6, "memory allocation of 5 bytes failed", "it needed more than 512 bytes");
        check(9, "", "it needed more than 512 bytes");
        check(6, "thread has overflowed its stack", "it was nested too deeply");
        check(3 << 8, "", "the child process failed: it ended with code Some(3) and no answer");
    }
}
