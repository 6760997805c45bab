//! `strace` on a running server: system calls that fail, end it, or are only written down.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::process;
use crate::server::{Server, until};

/// A server that is traced with all its threads and children.
pub struct Traced {
    child: Child,
    folder: TempDir,
}

/// A call that has returned: its name, the paths that it names or whose files it was about, and whether it succeeded.
#[derive(Clone, Debug)]
pub struct Call {
    /// Such as `fsync`.
    pub name: String,
    /// In the order of the arguments.
    pub paths: Vec<PathBuf>,
    /// Whether it did what it was asked for.
    pub succeeded: bool,
}

impl Traced {
    /// Begins with these arguments; nothing, said aloud, where programs may not be traced.
    pub fn attach(server: &Server, arguments: &[&str]) -> Option<Traced> {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-y", "-s", "4096", "-p", &server.pid().to_string(), "-o"]).arg(folder.path().join("trace")).args(arguments);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut traced = Traced { child: child.ok().or_else(skipped)?, folder };
        let mut ended = false;
        until("the server is traced", || {
            ended = traced.child.try_wait().unwrap().is_some();
            ended || is_traced(server.pid())
        });
        if ended { skipped() } else { Some(traced) }
    }

    /// Ends the tracing, not what is traced, and gives what was written down.
    pub fn end(mut self) -> String {
        self.detach();
        std::fs::read_to_string(self.folder.path().join("trace")).unwrap()
    }

    fn detach(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        let mut is_told = false;
        while matches!(self.child.try_wait(), Ok(None)) {
            if !is_told {
                process::signal(self.child.id(), "INT");
                is_told = true;
            }
            // Of threads that were all killed at once it may wait for one that is gone.
            if Instant::now() > deadline {
                let _ = self.child.kill();
            }
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        self.detach();
    }
}

/// How long `strace` may take to let go.
const PATIENCE: Duration = Duration::from_secs(3);

/// Says so where this is not allowed, or `strace` is not there.
pub fn skipped<T>() -> Option<T> {
    eprintln!("skipped: strace can't trace programs here");
    None
}

/// Whether all its threads are traced.
fn is_traced(pid: u32) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return false };
    let is_traced = |status: &str| status.lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"));
    threads.flatten().all(|thread| std::fs::read_to_string(thread.path().join("status")).is_ok_and(|status| is_traced(&status)))
}

/// The calls that were written down, in the order in which they returned.
pub fn calls(trace: &str) -> Vec<Call> {
    let mut under_way: HashMap<&str, String> = HashMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((thread, said)) = line.split_once(' ') else { continue };
        let said = said.trim_start();
        if let Some(begun) = said.strip_suffix("<unfinished ...>") {
            under_way.insert(thread, begun.to_owned());
            continue;
        }
        let whole = match said.strip_prefix("<... ").and_then(|said| said.split_once(" resumed>")) {
            Some((_, rest)) => under_way.remove(thread).unwrap_or_default() + rest,
            None => said.to_owned(),
        };
        let Some((call, result)) = whole.rsplit_once(" = ") else { continue };
        let name = call.split('(').next().unwrap().to_owned();
        let paths = call.split(['<', '>', '"']).filter(|part| part.starts_with('/')).map(PathBuf::from).collect();
        calls.push(Call { name, paths, succeeded: !result.starts_with('-') });
    }
    calls
}
