//! Starting other programs and telling what became of them.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::{Failure, OrFail, Result};

/// Runs to the end, its output being the person's own; a non-zero end is a failure.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = name(command);
    let status = command.status().or_fail(|| format!("`{name}` could not be started"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{name}` failed ({status})."))) }
}

/// Runs to the end in silence and hands back what it printed; a failure carries the last lines of its complaint.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command.stdin(Stdio::null()).output().or_fail(|| format!("`{name}` could not be started"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = complaint.lines().filter(|line| !line.trim().is_empty()).collect();
    Err(Failure::new(format!("`{name}` failed ({}): {}", output.status, lines[lines.len().saturating_sub(4)..].join(" / "))))
}

/// The first of these programs that is on the PATH.
pub(crate) fn on_path(programs: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    programs.iter().find_map(|program| env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file()))
}

/// The program and its first arguments, as a person would type them.
pub(crate) fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let args = command.get_args().take(4).map(|arg| arg.to_string_lossy());
    std::iter::once(program).chain(args).collect::<Vec<_>>().join(" ")
}
