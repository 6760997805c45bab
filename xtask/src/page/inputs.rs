//! Everything that the page is made of, read once.

use std::fs;
use std::path::Path;

use super::html::TrunkLink;
use super::optimise::Optimiser;
use super::{PROGRAMS, hash};
use crate::failure::{Failure, OrFail, Result};
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// How the page is packed: when this changes, it is packed anew. (The program's own file won't do: Cargo relinks it for many reasons.)
const PACKER: [&str; 5] =
    [include_str!("assets.rs"), include_str!("bindgen.rs"), include_str!("compress.rs"), include_str!("html.rs"), include_str!("optimise.rs")];

/// The contents of every file that goes into the page.
pub(super) struct Inputs {
    /// `index.html` as it is in the repository.
    pub(super) html: String,
    /// The compiler's output, in the order of `PROGRAMS`.
    pub(super) wasm: [Vec<u8>; 2],
    /// The entry scripts, in the order of `PROGRAMS`.
    pub(super) boot: [String; 2],
    /// The style sheets that `index.html` names, joined in its order.
    pub(super) style: String,
    pub(super) plotly: String,
    /// The icon's file name extension and contents, if `index.html` names one.
    pub(super) icon: Option<(String, Vec<u8>)>,
}

impl Inputs {
    pub(super) fn read(workspace: &Workspace, toolchain: &Toolchain) -> Result<Self> {
        let html = text(&workspace.root.join("index.html"))?;
        let links = TrunkLink::all(&html);
        let programs = toolchain.artefacts(workspace);
        let [app, worker] = PROGRAMS.map(|program| bytes(&programs.join(format!("{program}.wasm"))));
        let [boot_app, boot_worker] = ["boot.js", "worker-boot.js"].map(|name| text(&workspace.root.join("frontend/boot").join(name)));
        let sheets: Vec<String> =
            links.iter().filter(|link| link.rel == "css").map(|link| text(&workspace.root.join(&link.href))).collect::<Result<_>>()?;
        let icon = links.iter().find(|link| link.rel == "icon").map(|link| icon(workspace, &link.href)).transpose()?;
        Ok(Self {
            wasm: [app?, worker?],
            boot: [boot_app?, boot_worker?],
            style: sheets.join("\n"),
            plotly: text(&workspace.root.join("frontend/vendor/plotly.min.js"))?,
            icon,
            html,
        })
    }

    /// Changes when anything does that the page is made of, or made with.
    pub(super) fn stamp(&self, optimiser: Option<&Optimiser>) -> String {
        let tool = optimiser.map_or("none", |tool| tool.version.as_str());
        let icon = self.icon.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        hash::of(&[
            &self.wasm[0],
            &self.wasm[1],
            self.boot[0].as_bytes(),
            self.boot[1].as_bytes(),
            self.html.as_bytes(),
            self.style.as_bytes(),
            self.plotly.as_bytes(),
            icon,
            tool.as_bytes(),
            PACKER.concat().as_bytes(),
        ])
    }
}

fn icon(workspace: &Workspace, href: &str) -> Result<(String, Vec<u8>)> {
    let path = workspace.root.join(href);
    let extension = path.extension().ok_or_else(|| Failure::new(format!("the icon {href} needs a file name extension")))?;
    Ok((extension.to_string_lossy().into_owned(), bytes(&path)?))
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).or_fail(|| format!("{} can't be read", path.display()))
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).or_fail(|| format!("{} can't be read", path.display()))
}
