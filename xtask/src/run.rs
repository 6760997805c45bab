//! `cargo xtask run`: the page, the release server, and the server started.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Result;
use crate::workspace::Workspace;
use crate::{page, progress, say};

pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    say::line("Building Sightline. The first time takes about 17 minutes on two cores, less on more; afterwards seconds.");
    page::build(workspace)?;
    let server = build(workspace)?;
    say::step("start it; Ctrl-C stops it", "", || become_it(workspace.command(server).arg("serve").args(args)))
}

/// Builds what `run` starts, and says where it is.
pub(crate) fn build_all(workspace: &Workspace) -> Result<()> {
    page::build(workspace)?;
    let server = build(workspace)?;
    say::line(&format!("The server is {}.", server.display()));
    Ok(())
}

/// Builds the release server, with the page that is in `dist/` inside it.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    say::step("build the server", "first time about 12 min on two cores, then seconds", || {
        progress::run(workspace.cargo().args(["build", "--release", "--package", "sightline"]))
    })?;
    Ok(workspace.target.join("release").join(format!("sightline{}", std::env::consts::EXE_SUFFIX)))
}

/// Replaces this program, so that signals and the exit code are the server's own.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;

    let error = command.exec();
    Err(crate::failure::Failure::new(format!("the server could not be started: {error}")))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    crate::process::run(command)
}
