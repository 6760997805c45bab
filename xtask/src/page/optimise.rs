//! Binaryen's `wasm-opt`: about a fifth off the WebAssembly where it can be had. The page works without it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::hash;
use crate::failure::{Failure, OrFail, Result};
use crate::workspace::Workspace;
use crate::{process, say};

const OLDEST: u32 = 120;
const FROM_NPM: &str = "binaryen@132";
/// Functions with one caller stay functions unless they are short: browsers make a function quick only once it has been busy, and one
/// that holds a whole query takes them half a second, for which questions are slow.
/// The first KiB of memory is the last of the stack, which nobody reaches, and holds no data: so a short distance can be part of an instruction. A second
/// run finds what the first has uncovered. In the order of their names, functions that are alike stand together and compress better.
const FLAGS: [&str; 16] = [
    "--low-memory-unused",
    "-Oz",
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--one-caller-inline-max-function-size=60",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
    "--strip-producers",
];

/// A `wasm-opt` that knows today's features.
pub(super) struct Optimiser {
    program: PathBuf,
    pub(super) version: String,
}

/// The optimiser on the PATH, or the one that an earlier build installed.
pub(super) fn find(workspace: &Workspace) -> Option<Optimiser> {
    let installed = folder(workspace).join("node_modules/binaryen/bin/wasm-opt");
    process::on_path(&["wasm-opt"]).and_then(usable).or_else(|| usable(installed))
}

/// The optimiser, fetched by npm where there is npm; its absence is said and no failure.
pub(super) fn find_or_install(workspace: &Workspace) -> Option<Optimiser> {
    find(workspace).or_else(|| {
        install(workspace).unwrap_or_else(|failure| say::line(&format!("  wasm-opt is not used, the page is a little bigger without it: {failure}")));
        find(workspace)
    })
}

/// The module made smaller, from the cache where this one has been seen; as it is where that can't be done.
pub(super) fn smaller(workspace: &Workspace, wasm: Vec<u8>, optimiser: Option<&Optimiser>) -> Vec<u8> {
    let Some(optimiser) = optimiser else { return wasm };
    optimise(workspace, &wasm, optimiser).unwrap_or_else(|failure| {
        say::line(&format!("  wasm-opt could not be used: {failure}"));
        wasm
    })
}

fn optimise(workspace: &Workspace, wasm: &[u8], optimiser: &Optimiser) -> Result<Vec<u8>> {
    let key = hash::of(&[wasm, optimiser.version.as_bytes(), FLAGS.concat().as_bytes()]);
    let [before, during, after] = ["in", "part", "opt"].map(|ending| workspace.page_cache().join(format!("{key}.{ending}.wasm")));
    if !after.is_file() {
        fs::write(&before, wasm).or_fail(|| format!("{} can't be written", before.display()))?;
        let done = process::output(Command::new(&optimiser.program).args(FLAGS).arg(&before).arg("-o").arg(&during));
        // Left behind it does no harm.
        let _ = fs::remove_file(&before);
        done?;
        fs::rename(&during, &after).or_fail(|| format!("{} can't be written", after.display()))?;
    }
    fs::read(&after).or_fail(|| format!("{} can't be read", after.display()))
}

fn install(workspace: &Workspace) -> Result<()> {
    let npm =
        process::on_path(&["npm"]).ok_or_else(|| Failure::new(format!("for it, install Binaryen {OLDEST} or newer, or npm, and build again.")))?;
    say::step("fetch wasm-opt by npm", "usually 10 s", || {
        let options = ["--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=1", "--prefix"];
        process::output(workspace.command(npm).arg("install").args(options).arg(folder(workspace)).arg(FROM_NPM)).map(drop)
    })
}

fn usable(program: PathBuf) -> Option<Optimiser> {
    let version = process::output(Command::new(&program).arg("--version")).ok()?;
    let number: u32 = version.split_whitespace().find_map(|word| word.parse().ok())?;
    (number >= OLDEST).then(|| Optimiser { program, version: number.to_string() })
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.page_cache().join("binaryen")
}
