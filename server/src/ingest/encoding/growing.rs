//! A file of which bytes still arrive, read as if all were here: who reads waits for what isn't. Only bytes that are there for good are read.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::utf8::Utf8Check;

/// Between two looks at whether more is here.
const PAUSE: Duration = Duration::from_millis(50);
/// Whoever sends nothing for so long may never send again, and waiting costs a process.
const LONGEST_SILENCE: Duration = Duration::from_secs(600);

/// Where the bytes are, and how many there will be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Growing {
    /// The bytes that have arrived; those at its end may yet change.
    pub(crate) bytes: PathBuf,
    /// A file with the number of bytes that are there for good, in decimal digits.
    pub(crate) offset: PathBuf,
    /// Bytes of the whole file.
    pub(crate) length_bytes: u64,
}

impl Growing {
    /// From the start on. Reading fails where the bytes are gone, don't come any more, or are no UTF-8 though they must be.
    pub(super) fn open(&self, must_be_utf8: bool) -> io::Result<impl Read + 'static> {
        let file = File::open(&self.bytes)?;
        Ok(Reader { of: self.clone(), file, at: 0, here: 0, check: must_be_utf8.then(Utf8Check::default), pending: Vec::new() })
    }

    /// Waits until more than `at` bytes are here; how many are.
    fn wait(&self, at: u64) -> io::Result<u64> {
        let begun = Instant::now();
        loop {
            let here = fs::read_to_string(&self.offset)?.trim().parse().map_err(|_| ErrorKind::InvalidData)?;
            if here > at {
                return Ok(here);
            }
            if begun.elapsed() > LONGEST_SILENCE {
                return Err(ErrorKind::TimedOut.into());
            }
            thread::sleep(PAUSE);
        }
    }
}

struct Reader {
    of: Growing,
    file: File,
    at: u64,
    /// Bytes that are known to be here.
    here: u64,
    check: Option<Utf8Check>,
    /// A character that is cut.
    pending: Vec<u8>,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.of.length_bytes {
            self.check(&[], true)?;
            return Ok(0);
        }
        if self.at >= self.here {
            self.here = self.of.wait(self.at)?;
        }
        let room = buffer.len().min(usize::try_from(self.here - self.at).unwrap_or(usize::MAX));
        let count = self.file.read(&mut buffer[..room])?;
        if count == 0 && room > 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.check(&buffer[..count], false)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Reader {
    fn check(&mut self, bytes: &[u8], last: bool) -> io::Result<()> {
        let Some(check) = &mut self.check else { return Ok(()) };
        self.pending.extend_from_slice(bytes);
        let used = check.add(&self.pending, self.at, last);
        self.pending.drain(..used);
        if check.is_broken() { Err(ErrorKind::InvalidData.into()) } else { Ok(()) }
    }
}
