//! The compiler that builds everything else, with the WebAssembly target beside its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{TARGET, Toolchain};
use crate::failure::{Failure, OrFail, Result};
use crate::workspace::Workspace;
use crate::{process, say};

/// Whether the standard library for the page is installed, by rustup or by the system's packages.
pub(super) fn is_complete(workspace: &Workspace) -> bool {
    let library = process::output(Command::new(rustc(workspace)).args(["--print", "target-libdir", "--target", TARGET]));
    library.is_ok_and(|folder| Path::new(folder.trim()).read_dir().is_ok_and(|mut files| files.next().is_some()))
}

/// Adds the target by rustup, if it isn't there.
pub(super) fn install(workspace: &Workspace) -> Result<Toolchain> {
    if is_complete(workspace) {
        return Ok(Toolchain::Ordinary);
    }
    let rustup = process::on_path(&["rustup"]).ok_or_else(|| {
        Failure::new(format!("The page needs Rust's target {TARGET}; install it with your system's packages, or Rust from rustup.rs."))
    })?;
    say::step("add Rust's target for WebAssembly", "usually 10 s", || {
        process::output(Command::new(rustup).args(["target", "add", TARGET]))
            .or_fail(|| format!("Rust's target for the page could not be downloaded; when you are online type `rustup target add {TARGET}`"))
    })?;
    if is_complete(workspace) {
        Ok(Toolchain::Ordinary)
    } else {
        Err(Failure::new(format!("rustup added {TARGET}, but not to the compiler in use; type `rustup target add {TARGET}` for that one.")))
    }
}

fn rustc(workspace: &Workspace) -> PathBuf {
    let beside_cargo = workspace.cargo.with_file_name("rustc");
    if beside_cargo.is_file() { beside_cargo } else { PathBuf::from("rustc") }
}
