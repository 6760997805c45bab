//! The child's side: read the order, bind oneself to the limits, do the work, say how it went.

use std::io::{self, Write};
use std::process::ExitCode;

use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
use serde::Serialize;

use super::message::{Message, Order};
use super::{ChildError, Work, powers, sandbox};
use crate::fault;

/// Readers and planners recurse; a thread of this stack takes every nesting that their own checks let through.
pub(crate) const STACK_BYTES: usize = 64 << 20;
/// Exit code of a Rust program that panicked.
const PANICKED: i32 = 101;

/// Runs the child. Call it before any other thread is started.
pub(crate) fn main<W: Work>() -> ExitCode {
    match run::<W>() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "sightline {} failed: {error}", W::WORD);
            ExitCode::FAILURE
        }
    }
}

fn run<W: Work>() -> io::Result<()> {
    let order: Order<W> = serde_json::from_reader(io::stdin().lock())?;
    die_with_parent(order.parent)?;
    order.limits.bind_process()?;
    powers::give_up()?;
    fault::arm();
    if let Some(mut reach) = order.work.reach() {
        reach.write.extend(fault::folder());
        sandbox::bind(&reach)?;
    }
    let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || work(&order.work))?;
    match worker.join() {
        Ok(ended) => ended,
        // The panic's message is on the standard error already; its code is what the parent looks at.
        Err(_) => std::process::exit(PANICKED),
    }
}

fn work<W: Work>(work: &W) -> io::Result<()> {
    let mut broken_pipe = None;
    let result = work.run(&mut |progress| {
        broken_pipe = broken_pipe.take().or_else(|| say::<W>(&Message::Progress(progress)).err());
    });
    match (broken_pipe, result) {
        (Some(error), _) => say::<W>(&Message::Failed(ChildError::from(error).into())),
        (None, Ok(output)) => say::<W>(&Message::Done(Box::new(output))),
        (None, Err(error)) => say::<W>(&Message::Failed(error)),
    }
}

/// The system ends this process when the parent ends, also where that has happened already.
fn die_with_parent(parent: u32) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let alive = getppid().map(Pid::as_raw_nonzero).is_some_and(|id| i64::from(id.get()) == i64::from(parent));
    if alive { Ok(()) } else { Err(io::Error::other("the server is gone")) }
}

fn say<W: Work>(message: &Message<W::Progress, W::Output, W::Error>) -> io::Result<()> {
    say_line(message)
}

fn say_line(message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(&line)?;
    stdout.flush()
}
