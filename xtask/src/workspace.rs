//! Where things are: the sources, the target folder, the tools of the toolchain that started us.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, OrFail, Result};

/// The folders that every command works with.
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder; our own caches live in `page/` below it.
    pub(crate) target: PathBuf,
    /// The cargo that runs us.
    pub(crate) cargo: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().map(Path::to_owned).ok_or_else(|| Failure::new("the workspace's folder can't be found"))?;
        // Cargo put this program into <target>/<profile>/, whatever setting decided where <target> is.
        let program = env::current_exe().or_fail(|| "this program's own path can't be found")?;
        let target = program.ancestors().nth(2).map_or_else(|| root.join("target"), Path::to_owned);
        let cargo = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        Ok(Self { root, target, cargo })
    }

    /// `cargo`, in the workspace's folder, into the workspace's target folder.
    pub(crate) fn cargo(&self) -> Command {
        self.command(&self.cargo)
    }

    /// A program started in the workspace's folder, without the variables that Cargo set for this program alone.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in env::vars_os().filter(|(name, _)| is_ours_alone(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where the page's build keeps compressed and optimised files, by the hash of what they were made from.
    pub(crate) fn page_cache(&self) -> PathBuf {
        self.target.join("page-cache")
    }
}

fn is_ours_alone(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_")
        || variable.starts_with("CARGO_MANIFEST_")
        || variable.starts_with("CARGO_BIN_")
        || variable == "CARGO_CRATE_NAME"
}
