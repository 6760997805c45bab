//! What went wrong, as one sentence for a person, and the exit code that goes with it.

use std::fmt::{self, Display};

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// One clear sentence; the command's exit code (1: it failed, 2: it was called wrongly).
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    pub(crate) exit_code: u8,
}

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), exit_code: 1 }
    }

    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self { exit_code: 2, ..Self::new(sentence) }
    }
}

impl Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence)
    }
}

/// Says what was being done when an error of a library came up: `fs::read(p).or_fail(|| format!("{} can't be read", p.display()))?`.
pub(crate) trait OrFail<T> {
    fn or_fail<S: Into<String>>(self, what: impl FnOnce() -> S) -> Result<T>;
}

impl<T, E: Display> OrFail<T> for std::result::Result<T, E> {
    fn or_fail<S: Into<String>>(self, what: impl FnOnce() -> S) -> Result<T> {
        // `{:#}` prints the whole chain of causes where the error type has one.
        self.map_err(|error| Failure::new(format!("{}: {error:#}", what().into())))
    }
}
