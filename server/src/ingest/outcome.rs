//! What the end of a child means for the file.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use super::{IngestError, ParseLimits};

/// Exit code of a Rust program that panicked.
const PANICKED: i32 = 101;
const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;

/// The error of a child that ended with `status` and said nothing before.
pub(super) fn silent_end(status: ExitStatus, stderr: &str, limits: &ParseLimits) -> IngestError {
    let memory = || IngestError::TooComplex { limit: limits.memory_text() };
    match (status.code(), status.signal()) {
        (Some(PANICKED), _) => damaged("its structure breaks the reader"),
        (_, Some(SIGXCPU)) => IngestError::TooComplex { limit: format!("{} s", limits.cpu_secs) },
        // Rust aborts where memory can't be had or the stack is used up; the system kills who takes the machine's last memory.
        (_, Some(SIGABRT)) if stderr.contains("overflowed its stack") => damaged("it is nested too deeply"),
        (_, Some(SIGABRT | SIGKILL)) => memory(),
        (_, Some(_)) => damaged("its structure breaks the reader"),
        (code, None) => IngestError::Internal { reason: format!("the parser ended with code {code:?} and no answer") },
    }
}

fn damaged(reason: &str) -> IngestError {
    IngestError::DamagedFile { format: "data".to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw_status: i32, stderr: &str, expected: &str) {
        let limits = ParseLimits { cpu_secs: 7, memory_bytes: 3 << 29, ..ParseLimits::default() };
        let error = silent_end(ExitStatus::from_raw(raw_status), stderr, &limits);
        assert_eq!(error.to_string(), expected, "status {raw_status}");
    }

    #[test]
    fn every_end_of_a_child_has_its_sentence() {
        let broken = "The data file is damaged or cut off (its structure breaks the reader); write or send it again.";
        let memory = "Reading the file takes more than 1.5 GiB; split it into smaller files.";
        check(101 << 8, "thread panicked", broken);
        check(11, "", broken);
        check(24, "", "Reading the file takes more than 7 s; split it into smaller files.");
        check(6, "memory allocation of 5 bytes failed", memory);
        check(9, "", memory);
        check(6, "thread has overflowed its stack", "The data file is damaged or cut off (it is nested too deeply); write or send it again.");
        check(3 << 8, "", "The file could not be read because of an internal error.");
    }
}
