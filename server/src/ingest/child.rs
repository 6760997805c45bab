//! The child's side: bind oneself to the limits, read the one file, say how it went.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
use serde::{Deserialize, Serialize};

use super::import::import;
use super::message::Message;
use super::{IngestError, ParseRequest, Parsed};

/// Readers recurse into nested types; a thread of this stack takes every nesting that the formats' own checks let through.
const STACK_BYTES: usize = 64 << 20;
/// The part of a file's name that is handed over.
const NAME_BYTES: usize = 256;

/// The child's one argument, as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    request: ParseRequest,
    /// Who waits for the answer.
    parent: u32,
}

impl Job {
    /// The job for a child of this process.
    pub(super) fn new(request: &ParseRequest) -> Self {
        let mut request = request.clone();
        let mut start = request.file_name.len().saturating_sub(NAME_BYTES);
        while !request.file_name.is_char_boundary(start) {
            start += 1;
        }
        request.file_name.drain(..start);
        Job { request, parent: std::process::id() }
    }

    /// The argument that [`main`] takes.
    pub(super) fn to_argument(&self) -> Result<OsString, IngestError> {
        serde_json::to_string(self).map(OsString::from).map_err(|e| IngestError::internal(&e))
    }
}

/// Runs the child: `job` is the one argument that follows the word `parse`. Call it before any other thread is started.
pub(crate) fn main(job: &str) -> ExitCode {
    match run(job) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "the parser failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(job: &str) -> io::Result<()> {
    let job: Job = serde_json::from_str(job)?;
    die_with_parent(job.parent)?;
    job.request.limits.bind_process()?;
    let reader = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || read(&job.request))?;
    match reader.join() {
        Ok(Ok(parsed)) => say(&Message::Parsed(Box::new(parsed))),
        Ok(Err(error)) => say(&Message::Failed(error)),
        // The panic's message is on the standard error already; its code is what the parent looks at.
        Err(_) => std::process::exit(101),
    }
}

fn read(request: &ParseRequest) -> Result<Parsed, IngestError> {
    let mut broken_pipe = None;
    let result = import(request, &mut |phase, rows| {
        broken_pipe = broken_pipe.take().or_else(|| say(&Message::Progress { phase, rows }).err());
    });
    match broken_pipe {
        Some(error) => Err(error.into()),
        None => result,
    }
}

/// The system ends this process when the parent ends, also where that has happened already.
fn die_with_parent(parent: u32) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let alive = getppid().map(Pid::as_raw_nonzero).is_some_and(|id| i64::from(id.get()) == i64::from(parent));
    if alive { Ok(()) } else { Err(io::Error::other("the server is gone")) }
}

fn say(message: &Message) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(&line)?;
    stdout.flush()
}
