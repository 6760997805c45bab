//! A compiler for WebAssembly: rustup's where it can download the target, Debian's packages where it can't.

mod debian;
mod ordinary;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;
use crate::{process, say};

/// What the page is compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that is there and complete.
pub(crate) enum Toolchain {
    /// The one that compiles everything else, with the target added.
    Ordinary,
    /// Debian's, which builds the standard library from its source; with the linker for it.
    Debian { linker: PathBuf },
}

/// Finds a compiler for the page, installing what is missing.
pub(crate) fn ready(workspace: &Workspace) -> Result<Toolchain> {
    match env::var("SIGHTLINE_WEB_TOOLCHAIN").as_deref() {
        Ok("rustup") => ordinary::install(workspace),
        Ok("debian") => debian::install(workspace),
        Ok(other) if !other.is_empty() => Err(Failure::usage(format!("SIGHTLINE_WEB_TOOLCHAIN is `rustup` or `debian`, not `{other}`."))),
        _ if ordinary::is_complete(workspace) => Ok(Toolchain::Ordinary),
        _ => debian::find(workspace).map_or_else(|| install(workspace), Ok),
    }
}

fn install(workspace: &Workspace) -> Result<Toolchain> {
    let ordinary = match ordinary::install(workspace) {
        Ok(toolchain) => return Ok(toolchain),
        Err(failure) => failure,
    };
    if !debian::is_possible() {
        return Err(ordinary);
    }
    say::line(&format!("  {ordinary}\n  Debian's own compiler can do it too."));
    debian::install(workspace)
}

impl Toolchain {
    /// `cargo SUBCOMMAND` for the page; the caller adds packages and targets to build.
    pub(crate) fn cargo(&self, workspace: &Workspace, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Ordinary => workspace.cargo(),
            Self::Debian { linker } => debian::cargo(workspace, linker, subcommand),
        };
        command.arg(subcommand).args(["--target", TARGET, "--profile", "page"]);
        if matches!(self, Self::Debian { .. }) {
            command.arg("--locked");
        }
        // Set whole, because flags meant for the machine (`-C target-cpu=native`) don't compile for the browser.
        command.env("CARGO_ENCODED_RUSTFLAGS", flags());
        command
    }

    /// Clippy for this compiler, installed if it isn't there.
    pub(crate) fn install_clippy(&self) -> Result<()> {
        match self {
            Self::Ordinary => Ok(()),
            Self::Debian { .. } => debian::install_clippy(),
        }
    }

    /// Where `cargo build` puts the page's programs.
    pub(crate) fn artefacts(&self, workspace: &Workspace) -> PathBuf {
        self.target(workspace).join(TARGET).join("page")
    }

    /// Two compilers in one folder would rebuild each other's work for ever.
    fn target(&self, workspace: &Workspace) -> PathBuf {
        match self {
            Self::Ordinary => workspace.target.clone(),
            Self::Debian { .. } => debian::target(workspace),
        }
    }
}

/// The engine's loops use `simd128`, which every browser has had since 2023. Leptos erases the types of views, which takes an eighth off the page's
/// program. Panic messages carry file names: without the last flag, those of the machine that built the page.
fn flags() -> String {
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let remap = cargo_home.map(|home| format!("--remap-path-prefix={}=crates", home.join("registry/src").display()));
    // The character that Cargo separates flags by here.
    ["-Ctarget-feature=+simd128".to_owned(), "--cfg=erase_components".to_owned()].into_iter().chain(remap).collect::<Vec<_>>().join("\u{1f}")
}

/// `1.95.0` of `rustc 1.95.0 (5980…)` as numbers, when it is at least what the workspace asks for.
fn is_new_enough(rustc: &Path) -> bool {
    let text = process::output(Command::new(rustc).arg("--version")).unwrap_or_default();
    let version = text.split(' ').nth(1).and_then(numbers);
    version.is_some() && version >= numbers(env!("CARGO_PKG_RUST_VERSION"))
}

fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(numbers("1.100.0") > numbers("1.95"));
        assert_eq!(numbers("1.96.0"), Some((1, 96)));
        assert_eq!(numbers("nightly"), None);
    }
}
