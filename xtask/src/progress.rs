//! Cargo's progress in one line. Its messages pass through; its hundreds of `Compiling x` lines become a count.

use std::io::{BufRead, BufReader, Write, stderr};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, OrFail, Result};
use crate::{process, say};

/// Runs a cargo command; warnings and errors are shown as they are.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = process::name(command);
    if say::is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command.stderr(Stdio::piped()).spawn().or_fail(|| format!("`{name}` could not be started"))?;
    if let Some(pipe) = child.stderr.take() {
        let (sender, receiver) = mpsc::channel();
        let reader = thread::spawn(move || BufReader::new(pipe).lines().map_while(std::io::Result::ok).try_for_each(|line| sender.send(line)));
        show(&receiver);
        // Its only error is that nobody listens any more, which can't be while `show` runs.
        let _ = reader.join();
    }
    let status = child.wait().or_fail(|| format!("`{name}` could not be waited for"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{name}` failed; its own message is above."))) }
}

fn show(lines: &mpsc::Receiver<String>) {
    let mut ticker = Ticker::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => match unit(&plain(&line)) {
                Some(Unit { counts, what }) => ticker.at(counts, what),
                None => ticker.message(&line),
            },
            Err(RecvTimeoutError::Timeout) => ticker.tick(),
            Err(RecvTimeoutError::Disconnected) => break ticker.clear(),
        }
    }
}

/// A status line of Cargo's.
struct Unit {
    counts: bool,
    what: String,
}

fn unit(line: &str) -> Option<Unit> {
    let (verb, rest) = line.trim_start().split_once(' ')?;
    let counts = matches!(verb, "Compiling" | "Checking");
    let status = counts || matches!(verb, "Downloading" | "Downloaded" | "Updating" | "Finished" | "Blocking" | "Locking" | "Fresh" | "Running");
    let indented = line.starts_with("  ");
    (status && indented).then(|| Unit { counts, what: rest.split(" v").next().unwrap_or(rest).trim().to_owned() })
}

/// The line without its colours.
fn plain(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// Overwrites one line on a terminal; in a log it speaks once a minute.
struct Ticker {
    started: Instant,
    spoken: Instant,
    crates: usize,
    now: String,
    overwrites: bool,
}

impl Ticker {
    fn new() -> Self {
        Self { started: Instant::now(), spoken: Instant::now(), crates: 0, now: String::new(), overwrites: say::is_terminal() }
    }

    fn at(&mut self, counts: bool, what: String) {
        self.crates += usize::from(counts);
        if counts {
            self.now = what;
        }
        self.tick();
    }

    fn tick(&mut self) {
        let pause = if self.overwrites { Duration::from_millis(200) } else { Duration::from_secs(60) };
        if self.spoken.elapsed() < pause {
            return;
        }
        self.spoken = Instant::now();
        let now: String = self.now.chars().take(40).collect();
        let text = format!("  {}, {} crates compiled, now {now}", say::time(self.started.elapsed()), self.crates);
        if self.overwrites {
            self.write(&format!("\r\u{1b}[K{text}"));
        } else {
            say::line(&text);
        }
    }

    fn message(&mut self, line: &str) {
        self.clear();
        say::line(line);
    }

    fn clear(&mut self) {
        if self.overwrites {
            self.write("\r\u{1b}[K");
        }
    }

    fn write(&self, text: &str) {
        let mut out = stderr().lock();
        let _ = write!(out, "{text}").and_then(|()| out.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_are_told_from_messages() {
        let cases = [
            ("   Compiling serde v1.0.2", Some((true, "serde"))),
            ("\u{1b}[1m\u{1b}[92m    Checking\u{1b}[0m arrow v59.0.0 (/x)", Some((true, "arrow"))),
            ("    Finished `dev` profile in 0.1s", Some((false, "`dev` profile in 0.1s"))),
            ("error: expected one of", None),
            ("Compiling is not indented here", None),
            ("  --> src/main.rs:1:1", None),
        ];
        for (line, expected) in cases {
            let found = unit(&plain(line)).map(|unit| (unit.counts, unit.what));
            assert_eq!(found, expected.map(|(counts, what)| (counts, what.to_owned())), "{line}");
        }
    }
}
