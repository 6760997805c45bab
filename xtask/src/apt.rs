//! Debian's packages: installed where we may, otherwise named in the command to type.

use std::path::Path;
use std::process::Command;

use crate::failure::Result;
use crate::{process, say};

/// Whether packages can be installed without asking anyone: Debian or a relative, and we are root (a container, a CI machine).
pub(crate) fn can_install() -> bool {
    is_there() && process::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

/// Whether this is Debian or a relative.
pub(crate) fn is_there() -> bool {
    process::on_path(&["apt-get"]).is_some()
}

/// Installs packages; the lists are fetched first where they are missing, and again where they turn out to be stale.
pub(crate) fn install(packages: &[&str], usually: &str) -> Result<()> {
    say::step(&format!("install {}", packages.join(", ")), usually, || {
        if !have_lists() {
            update()?;
        }
        install_now(packages).or_else(|_| update().and_then(|()| install_now(packages)))
    })
}

/// The command that a person types to install these.
pub(crate) fn sentence(packages: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get install -y {}", packages.join(" "))
}

/// Whether the lists know a package.
pub(crate) fn knows(package: &str) -> bool {
    (have_lists() || update().is_ok())
        && process::output(Command::new("apt-cache").args(["policy", package]))
            .is_ok_and(|text| text.contains("Candidate: ") && !text.contains("Candidate: (none)"))
}

fn install_now(packages: &[&str]) -> Result<()> {
    process::output(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages)).map(drop)
}

fn update() -> Result<()> {
    process::output(apt_get().arg("update")).map(drop)
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    command
}

fn have_lists() -> bool {
    let is_list = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().contains("_Packages");
    Path::new("/var/lib/apt/lists").read_dir().is_ok_and(|folder| folder.flatten().any(is_list))
}
