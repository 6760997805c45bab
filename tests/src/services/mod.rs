//! The services that a server can be set on: each test starts its own, on a free port of this machine and in a folder of its own,
//! and ends it by its id. `cargo xtask test` installs what they need.

pub mod azure;
pub mod faulty;
pub mod gcs;
pub mod kafka;
pub mod place;
pub mod postgres;
pub mod s3;

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use crate::process;
use crate::server::until;

/// A started program, killed by its own id when dropped.
struct Program {
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it; what it says goes to `log`.
    fn start(command: &mut Command, log: &Path) -> Program {
        let file = File::options().create(true).append(true).open(log).unwrap();
        let outputs = (file.try_clone().unwrap(), file);
        let child = command.stdin(Stdio::null()).stdout(outputs.0).stderr(outputs.1).spawn();
        let child = child.unwrap_or_else(|error| panic!("{command:?} can't be started: {error}"));
        Program { child, log: log.to_owned() }
    }

    /// Ends it and its children, all at once as far as they can tell: a stopped parent starts no new one in place of a killed one.
    fn kill(&mut self) {
        let parent = self.child.id();
        if !self.has_ended() {
            process::signal(parent, "STOP");
        }
        let children = process::children(parent);
        children.iter().for_each(|id| process::signal(*id, "KILL"));
        let _ = self.child.kill();
        let _ = self.child.wait();
        until("its children are gone", || !children.iter().any(|id| process::is_running(*id)));
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Fails with its log if it has ended by itself.
    #[track_caller]
    fn expect_alive(&mut self) {
        if let Ok(Some(status)) = self.child.try_wait() {
            panic!("{status}:\n{}", std::fs::read_to_string(&self.log).unwrap_or_default());
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port of the loopback that nothing listens on. It lies below those that the system hands out by itself (from 32,768 on), so that nobody
/// gets it while the service that it was chosen for is down.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Test programs that run beside this one begin elsewhere.
    let first = u16::try_from(std::process::id() % 100).unwrap() * 100;
    let mut ports = std::iter::repeat_with(|| 20_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

/// The interpreter of the Python environment that `cargo xtask test` makes: `SIGHTLINE_TEST_PYTHON`, or the one in the target folder.
pub fn python() -> PathBuf {
    std::env::var_os("SIGHTLINE_TEST_PYTHON").map_or_else(default_python, PathBuf::from)
}

/// A program that is installed there.
fn python_program(name: &str) -> PathBuf {
    let program = python().with_file_name(name);
    assert!(program.exists(), "{name} is not installed; `cargo xtask test` does that");
    program
}

/// Beside the test programs, in the target folder.
fn default_python() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).unwrap().join("test-python/bin/python3")
}
