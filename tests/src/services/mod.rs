//! The services that a server can be set on: each test starts its own, on a free port of this machine and in a folder of its own,
//! and ends it by its id. `cargo xtask test` installs what they need.

pub mod kafka;
pub mod postgres;
pub mod s3;

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::process;

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

    fn kill(&mut self) {
        // Some are started by a script that waits for them: killed alone, it would leave them running.
        for id in process::children(self.child.id()) {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
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

/// A port of the loopback that nothing listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
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
