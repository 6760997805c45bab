//! The peers of the comparison: npm's packages, the data that one of them brings, and the scripts that drive them, bundled.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, OrFail, Result};
use crate::workspace::Workspace;
use crate::{process, progress, say, toolchain};

const SOURCES: &str = "tests/bench";
const ENGINES: [&str; 6] = ["arquero", "duckdb", "falcon", "loops", "mosaic", "sightline"];
/// What is written by hand: a package, and the file that Cargo makes of it.
const LOOPS: [&str; 2] = ["sightline-bench-loops", "sightline_bench_loops.wasm"];
/// How npm puts packages into a folder.
pub(crate) const INSTALL: [&str; 6] = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefix"];

/// The folder that holds `node_modules/` and `scripts/`, below the target folder.
pub(crate) fn ready(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("peers");
    install(workspace, &folder)?;
    bundle(workspace, &folder)?;
    compile_loops(workspace, &folder)?;
    Ok(folder)
}

/// Installs the packages at their exact versions, unless they are there.
fn install(workspace: &Workspace, folder: &Path) -> Result<()> {
    let (wanted, stamp) = (workspace.root.join(SOURCES).join("package.json"), folder.join("installed.json"));
    let read = |path: &Path| fs::read(path).or_fail(|| format!("{} can't be read", path.display()));
    let packages = read(&wanted)?;
    if read(&stamp).is_ok_and(|installed| installed == packages) {
        return Ok(());
    }
    let npm = process::on_path(&["npm"])
        .ok_or_else(|| Failure::new("the comparison needs Node.js 20 or newer with npm; `cargo xtask bench main` measures Sightline alone."))?;
    say::step("fetch the peers by npm", "first time about 1 min", || {
        fs::create_dir_all(folder).or_fail(|| format!("{} can't be made", folder.display()))?;
        fs::write(folder.join("package.json"), &packages).or_fail(|| format!("{} can't be written", folder.display()))?;
        process::output(workspace.command(npm).args(INSTALL).arg(folder))?;
        fs::write(&stamp, &packages).or_fail(|| format!("{} can't be written", stamp.display()))
    })
}

/// Bundles each engine's script with what it needs of the packages.
fn bundle(workspace: &Workspace, folder: &Path) -> Result<()> {
    let modules = folder.join("node_modules");
    let mut esbuild = workspace.command(modules.join(".bin/esbuild"));
    esbuild.args(ENGINES.map(|engine| format!("{SOURCES}/engines/{engine}.js")));
    esbuild.args(["--bundle", "--format=iife", "--target=es2022", "--log-level=warning"]);
    process::output(esbuild.arg(format!("--outdir={}", folder.join("scripts").display())).env("NODE_PATH", modules)).map(drop)
}

/// Compiles the loops as the page is compiled.
fn compile_loops(workspace: &Workspace, folder: &Path) -> Result<()> {
    let [package, file] = LOOPS;
    let toolchain = toolchain::ready(workspace)?;
    progress::run(toolchain.cargo(workspace, "build").args(["--package", package]))?;
    let (from, to) = (toolchain.artefacts(workspace).join(file), folder.join("scripts/loops.wasm"));
    fs::copy(&from, &to).map(drop).or_fail(|| format!("{} can't be copied to {}", from.display(), to.display()))
}
