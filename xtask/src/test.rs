//! `cargo xtask test`: the browser, the services, the page, the server, then every test of the workspace.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::failure::{Failure, OrFail, Result};
use crate::services::Services;
use crate::workspace::Workspace;
use crate::{chromium, page, progress, say};

pub(crate) fn test(workspace: &Workspace, args: &[String]) -> Result<()> {
    say::line("Testing Sightline. The first time takes about 50 minutes on two cores, a third of it compiling; afterwards about 30.");
    let browser = chromium::ready()?;
    let services = Services::ready(workspace)?;
    page::build(workspace)?;
    // One command for both, because two would choose the dependencies' features differently and compile the big ones twice.
    say::step("build the server and the tests", "first time about 10 min on two cores, then a minute", || {
        progress::run(workspace.cargo().args(["build", "--workspace", "--bins", "--tests"]))
    })?;
    let mut tests = workspace.cargo();
    tests
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(args)
        .env("SIGHTLINE_BIN", workspace.target.join("debug").join(format!("sightline{}", std::env::consts::EXE_SUFFIX)))
        .env("SIGHTLINE_CHROMIUM", browser)
        .envs(services.variables())
        .env("SIGHTLINE_DIST", workspace.dist());
    say::line("• run the tests");
    let started = Instant::now();
    let (passed, closing) = watch(&mut tests)?;
    say::line(&format!("\nThe test programs' closing lines, after {}:", say::time(started.elapsed())));
    closing.iter().for_each(|line| say::line(&format!("  {line}")));
    if passed { Ok(()) } else { Err(Failure::new("a test failed; what it said is above.")) }
}

/// Lets the output through and keeps each test program's last line, with the program's name where it has tests.
fn watch(tests: &mut Command) -> Result<(bool, Vec<String>)> {
    let mut child = tests.stdout(Stdio::piped()).spawn().or_fail(|| "`cargo test` could not be started")?;
    let mut closing = Vec::new();
    if let Some(pipe) = child.stdout.take() {
        for line in BufReader::new(pipe).lines().map_while(std::io::Result::ok) {
            println!("{line}");
            if line.starts_with("test result:") && !line.contains(" 0 passed; 0 failed;") {
                closing.push(line);
            }
        }
    }
    let status = child.wait().or_fail(|| "`cargo test` could not be waited for")?;
    Ok((status.success(), closing))
}
