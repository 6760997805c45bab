//! `cargo xtask bench`: the figures of the main job and the comparison with the peers, by a release server in a real browser.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;
use crate::{chromium, page, peers, process, progress, run, say};

/// Both, or the one that is named; the comparison takes numbers of rows, where 3 and 10 million are not wanted.
pub(crate) fn bench(workspace: &Workspace, args: &[String]) -> Result<()> {
    match args.split_first().map(|(part, rows)| (part.as_str(), rows)) {
        None => {
            // What is missing is said before anything takes long.
            peers::ready(workspace)?;
            main_job(workspace)?;
            comparison(workspace, &[])
        }
        Some(("main", [])) => main_job(workspace),
        Some(("peers", rows)) => comparison(workspace, rows),
        Some(_) => Err(Failure::usage("`cargo xtask bench` takes nothing, or `main`, or `peers` and numbers of rows.")),
    }
}

fn main_job(workspace: &Workspace) -> Result<()> {
    let mut figures = program(workspace, "figures")?;
    say::line("• measure the main job (a few minutes; leave the machine alone meanwhile)");
    process::run(&mut figures)
}

fn comparison(workspace: &Workspace, rows: &[String]) -> Result<()> {
    let folder = peers::ready(workspace)?;
    let mut peers = program(workspace, "peers")?;
    say::line("• compare with the peers (about 20 minutes; leave the machine alone meanwhile)");
    process::run(peers.args(rows).env("SIGHTLINE_PEERS", folder))
}

/// One of the tests' programs, with the browser and the release server that it measures.
fn program(workspace: &Workspace, name: &str) -> Result<Command> {
    let browser = chromium::ready()?;
    page::build(workspace)?;
    let server = run::build(workspace)?;
    // As for the tests, so that the big dependencies aren't compiled once more with other features.
    say::step("build what measures", "seconds where the tests were built, else about 10 min", || {
        progress::run(workspace.cargo().args(["build", "--workspace", "--bins", "--tests"]))
    })?;
    let mut program = workspace.command(workspace.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    program.env("SIGHTLINE_BIN", server).env("SIGHTLINE_CHROMIUM", browser);
    Ok(program)
}
