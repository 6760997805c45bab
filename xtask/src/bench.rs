//! `cargo xtask bench`: the figures of the main job, by a release server in a real browser.

use crate::failure::Result;
use crate::workspace::Workspace;
use crate::{chromium, page, process, run, say};

pub(crate) fn bench(workspace: &Workspace) -> Result<()> {
    let browser = chromium::ready()?;
    page::build(workspace)?;
    let server = run::build(workspace)?;
    say::line("• measure (a few minutes; leave the machine alone meanwhile)");
    let mut figures = workspace.cargo();
    figures.args(["run", "--quiet", "--package", "sightline-tests", "--bin", "figures"]);
    process::run(figures.env("SIGHTLINE_BIN", server).env("SIGHTLINE_CHROMIUM", browser))
}
