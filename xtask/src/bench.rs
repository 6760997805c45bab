//! `cargo xtask bench`: the figures of the main job, and the comparisons with the peers, by a release server and in a real browser.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;
use crate::{chromium, page, peers, process, progress, run, say, services};

/// All, or the one that is named; the main job takes parts of it, comparisons take numbers of rows, where 3 and 10 million, or 3 and 48 to import, are not wanted.
pub(crate) fn bench(workspace: &Workspace, args: &[String]) -> Result<()> {
    match args.split_first().map(|(part, rows)| (part.as_str(), rows)) {
        None => {
            // What is missing is said before anything takes long.
            peers::ready(workspace)?;
            services::native_peers(workspace)?;
            main_job(workspace, &[])?;
            comparison(workspace, &[])?;
            imports(workspace, &[])
        }
        Some(("main", parts)) => main_job(workspace, parts),
        Some(("peers", rows)) => comparison(workspace, rows),
        Some(("import", rows)) => imports(workspace, rows),
        Some(_) => Err(Failure::usage(
            "`cargo xtask bench` takes nothing, or `main` and some of `live`, `job` and `drag`, or `peers` or `import` and numbers of rows.",
        )),
    }
}

fn main_job(workspace: &Workspace, parts: &[String]) -> Result<()> {
    let browser = chromium::ready()?;
    let mut figures = program(workspace, "figures")?;
    say::line("• measure the main job (a few minutes; leave the machine alone meanwhile)");
    process::run(figures.args(parts).env("SIGHTLINE_CHROMIUM", browser))
}

fn comparison(workspace: &Workspace, rows: &[String]) -> Result<()> {
    let (folder, python, browser) = (peers::ready(workspace)?, services::native_peers(workspace)?, chromium::ready()?);
    let mut peers = program(workspace, "peers")?;
    say::line("• compare with the peers (about 20 minutes; leave the machine alone meanwhile)");
    process::run(peers.args(rows).env("SIGHTLINE_PEERS", folder).env(services::PYTHON, python).env("SIGHTLINE_CHROMIUM", browser))
}

/// The data comes with the peers of the browser; nothing else of theirs is needed.
fn imports(workspace: &Workspace, rows: &[String]) -> Result<()> {
    let (folder, python) = (peers::ready(workspace)?, services::native_peers(workspace)?);
    let mut imports = program(workspace, "imports")?;
    say::line("• compare how CSV is imported (some minutes, 10 GB of disk; leave the machine alone meanwhile)");
    process::run(imports.args(rows).env("SIGHTLINE_PEERS", folder).env(services::PYTHON, python))
}

/// One of the tests' programs, with the release server that it measures.
fn program(workspace: &Workspace, name: &str) -> Result<Command> {
    page::build(workspace)?;
    let server = run::build(workspace)?;
    // As for the tests, so that the big dependencies aren't compiled once more with other features.
    say::step("build what measures", "seconds where the tests were built, else about 10 min", || {
        progress::run(workspace.cargo().args(["build", "--workspace", "--bins", "--tests"]))
    })?;
    let mut program = workspace.command(workspace.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    program.env("SIGHTLINE_BIN", server);
    Ok(program)
}
