//! `cargo xtask lint`: formatting, and clippy for the machine and for WebAssembly, warnings denied.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::toolchain;
use crate::workspace::Workspace;
use crate::{process, progress, say};

pub(crate) fn lint(workspace: &Workspace) -> Result<()> {
    component(workspace, "fmt", "rustfmt")?;
    component(workspace, "clippy", "clippy")?;
    say::step("check the formatting", "", || process::run(workspace.cargo().args(["fmt", "--all", "--check"])))?;
    say::step("lint for the machine", "first time about 8 min on two cores", || {
        deny_warnings(workspace.cargo().args(["clippy", "--workspace", "--all-targets"]))
    })?;
    let toolchain = toolchain::ready(workspace)?;
    toolchain.install_clippy()?;
    say::step("lint for WebAssembly", "first time about 4 min on two cores", || {
        deny_warnings(toolchain.cargo(workspace, "clippy").args(["--package", "sightline-frontend", "--lib", "--bins"]))
    })?;
    say::line("Formatting and lints are clean.");
    Ok(())
}

fn deny_warnings(clippy: &mut Command) -> Result<()> {
    progress::run(clippy.args(["--", "-D", "warnings"]))
}

/// Makes sure that a part of the toolchain is there which a minimal installation leaves out.
fn component(workspace: &Workspace, subcommand: &str, component: &str) -> Result<()> {
    if process::output(workspace.cargo().args([subcommand, "--version"])).is_ok() {
        return Ok(());
    }
    let rustup = process::on_path(&["rustup"]).ok_or_else(|| Failure::new(format!("`cargo {subcommand}` is missing; install {component}.")))?;
    say::step(&format!("install {component}"), "usually 10 s", || {
        process::output(Command::new(rustup).args(["component", "add", component])).map(drop)
    })
}
