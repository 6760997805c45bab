//! Debian's compiler. It comes without a library for WebAssembly but with the library's source, and cargo builds it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Toolchain, is_new_enough};
use crate::failure::{Failure, Result};
use crate::workspace::Workspace;
use crate::{apt, process};

const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const CLIPPY: &str = "rust-web-clippy";
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const CARGO_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// Whether this system has such packages at all.
pub(super) fn is_possible() -> bool {
    apt::is_there() && PACKAGES.iter().all(|package| apt::knows(package))
}

/// The toolchain, if every piece of it is installed.
pub(super) fn find(workspace: &Workspace) -> Option<Toolchain> {
    let source = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
    let complete = Path::new(CARGO).is_file() && source.is_file() && is_new_enough(Path::new(RUSTC));
    complete.then(|| linker(workspace)).flatten().map(|linker| Toolchain::Debian { linker })
}

/// The toolchain, installed if it isn't there.
pub(super) fn install(workspace: &Workspace) -> Result<Toolchain> {
    if let Some(toolchain) = find(workspace) {
        return Ok(toolchain);
    }
    if !apt::can_install() {
        return Err(Failure::new(format!("The page needs a compiler for WebAssembly. Type: {}", apt::sentence(&PACKAGES))));
    }
    apt::install(&PACKAGES, "usually 1 min")?;
    find(workspace).ok_or_else(|| Failure::new("Debian's Rust packages were installed, but are too old for Sightline or not complete."))
}

/// Clippy for this compiler, installed if it isn't there.
pub(super) fn install_clippy() -> Result<()> {
    match Path::new(CARGO_CLIPPY).is_file() {
        true => Ok(()),
        false if apt::can_install() => apt::install(&[CLIPPY], "usually 20 s"),
        false => Err(Failure::new(format!("Linting the page needs Debian's clippy. Type: {}", apt::sentence(&[CLIPPY])))),
    }
}

/// Debian's cargo, told to use Debian's rustc and to build the standard library.
pub(super) fn cargo(workspace: &Workspace, linker: &Path, subcommand: &str) -> Command {
    // `cargo clippy` would prefer rustup's clippy in ~/.cargo/bin, which is of another version.
    let mut command = workspace.command(if subcommand == "clippy" { CARGO_CLIPPY } else { CARGO });
    for variable in ["RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "RUSTDOC"] {
        command.env_remove(variable);
    }
    command
        .env("CARGO", CARGO)
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
        .env("CARGO_TARGET_DIR", target(workspace));
    command
}

pub(super) fn target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("web")
}

/// LLVM's linker: Debian's, or the one inside the toolchain that started us.
fn linker(workspace: &Workspace) -> Option<PathBuf> {
    let in_sysroot = || {
        let host = workspace.cargo.ancestors().nth(2)?.join("lib/rustlib").read_dir().ok()?;
        host.flatten().map(|target| target.path().join("bin/rust-lld")).find(|file| file.is_file())
    };
    process::on_path(&["wasm-ld-22", "wasm-ld-23", "wasm-ld"]).or_else(in_sysroot)
}
