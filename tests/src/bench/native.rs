//! The native peers: Python processes that are called as the tabs are, a line of JSON for each call and each answer.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::services::python;

/// Prints what is compared.
const VERSIONS: &str = "import duckdb, polars; print(f'native: duckdb {duckdb.__version__}, polars {polars.__version__}')";

/// A running one, ended when dropped.
pub struct Program {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Program {
    /// Starts the script of that name with so many threads.
    pub fn start(script: &str, threads: usize) -> Program {
        let mut command = command(script);
        let mut child = command.arg(threads.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Program { child, input, output }
    }

    /// The value of a call.
    #[track_caller]
    pub fn call(&mut self, name: &str, args: &[Value]) -> Value {
        let call: Vec<Value> = std::iter::once(name.into()).chain(args.iter().cloned()).collect();
        writeln!(self.input, "{}", Value::from(call)).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer to {name} {args:?}: {line:?}"))
    }

    /// Ends it.
    pub fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

/// A script of `tests/bench/native/`, in the interpreter that has the packages.
pub fn command(script: &str) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/native");
    let mut command = Command::new(python());
    command.arg("-B").arg(folder.join(format!("{script}.py")));
    command
}

/// What a script prints as JSON.
#[track_caller]
pub fn run(script: &str, args: &[PathBuf]) -> Value {
    let output = command(script).args(args).stdin(Stdio::null()).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{script} {args:?}: {}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The versions of the packages.
pub fn versions() -> String {
    let output = Command::new(python()).args(["-c", VERSIONS]).stdin(Stdio::null()).stderr(Stdio::inherit()).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
