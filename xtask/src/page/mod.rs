//! The page: Rust to WebAssembly, glue, hashed names, compressed twins, `index.html`; all of it in `dist/`.

mod assets;
mod bindgen;
mod compress;
mod dist;
mod hash;
mod html;
mod inputs;
mod optimise;

use std::fs::{self, File};

use crate::failure::{OrFail, Result};
use crate::toolchain::{self, Toolchain};
use crate::workspace::Workspace;
use crate::{progress, say};
use inputs::Inputs;

/// The page's two programs, by the names of their `[[bin]]` entries.
const PROGRAMS: [&str; 2] = ["app", "worker"];

/// Builds the page into `dist/`; does nothing there when nothing it is made of has changed.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let toolchain = toolchain::ready(workspace)?;
    say::step("compile the page to WebAssembly", "first time 3 to 6 min on two cores, then seconds", || compile(workspace, &toolchain))?;
    let _alone = lock(workspace)?;
    let inputs = Inputs::read(workspace, &toolchain)?;
    if dist::is_current(workspace, &inputs.stamp(optimise::find(workspace).as_ref())) {
        return Ok(());
    }
    say::step("pack the page into dist/", "about 30 s when the code changed", || pack(workspace, &inputs))
}

fn compile(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    progress::run(toolchain.cargo(workspace, "build").args(["--package", "sightline-frontend", "--bins"]))
}

fn pack(workspace: &Workspace, inputs: &Inputs) -> Result<()> {
    let optimiser = optimise::find_or_install(workspace);
    let assets = assets::make(workspace, inputs, optimiser.as_ref())?;
    let files = compress::with_twins(workspace, assets)?;
    say_sizes(&files);
    dist::write(workspace, &files)?;
    dist::remember(workspace, &inputs.stamp(optimiser.as_ref()), &files)
}

/// Two builds at once would take each other's files away.
fn lock(workspace: &Workspace) -> Result<File> {
    let folder = workspace.page_cache();
    fs::create_dir_all(&folder).or_fail(|| format!("{} can't be made", folder.display()))?;
    let file = File::create(folder.join("lock")).or_fail(|| "the page's lock file can't be made")?;
    file.lock().or_fail(|| "the page's lock file can't be locked")?;
    Ok(file)
}

fn say_sizes(files: &[compress::Packed]) {
    for file in files.iter().filter(|file| file.raw.len() > 20_000) {
        let compressed = file.brotli.as_ref().map_or_else(String::new, |bytes| format!(", {} compressed", say::size(bytes.len())));
        say::line(&format!("  {}: {}{compressed}", file.name, say::size(file.raw.len())));
    }
}
