//! Whether a file is UTF-8, all of it.

use std::io::{self, Read};

use super::CHUNK_BYTES;

/// What a strict reading as UTF-8 found wrong.
#[derive(Default)]
pub(super) struct Utf8Check {
    /// The first bad byte.
    pub(super) offset: u64,
    /// Sequences that are not UTF-8.
    bad: u64,
    /// Characters of more than one byte that are.
    good: u64,
}

impl Utf8Check {
    /// `None` if all of a text is UTF-8.
    pub(super) fn of(mut text: impl Read) -> io::Result<Option<Self>> {
        let mut check = Utf8Check::default();
        let mut consumed = 0;
        let mut pending = Vec::with_capacity(CHUNK_BYTES + 4);
        loop {
            let count = (&mut text).take(CHUNK_BYTES as u64).read_to_end(&mut pending)?;
            let used = check.add(&pending, consumed, count == 0);
            consumed += used as u64;
            pending.drain(..used);
            if count == 0 {
                return Ok((check.bad > 0).then_some(check));
            }
        }
    }

    /// Looks at `bytes`, which begin at `start`; returns how many are settled. A character cut at the end waits for more unless it is the `last` part.
    pub(super) fn add(&mut self, bytes: &[u8], start: u64, last: bool) -> usize {
        let mut at = 0;
        loop {
            match std::str::from_utf8(&bytes[at..]) {
                Ok(text) => {
                    self.count(text);
                    return bytes.len();
                }
                Err(error) => {
                    let valid = at + error.valid_up_to();
                    self.count(std::str::from_utf8(&bytes[at..valid]).unwrap_or_default());
                    let Some(bad) = error.error_len().or(last.then_some(bytes.len() - valid)) else { return valid };
                    if self.bad == 0 {
                        self.offset = start + valid as u64;
                    }
                    self.bad += 1;
                    at = valid + bad;
                }
            }
        }
    }

    /// Whether anything was no UTF-8.
    pub(super) fn is_broken(&self) -> bool {
        self.bad > 0
    }

    fn count(&mut self, text: &str) {
        if !text.is_ascii() {
            self.good += text.bytes().filter(|b| *b >= 0xC0).count() as u64;
        }
    }

    /// Text of another encoding rarely holds sequences that happen to be UTF-8; where most are, it is UTF-8 with broken bytes.
    pub(super) fn looks_like_utf8(&self) -> bool {
        self.good > self.bad
    }
}
