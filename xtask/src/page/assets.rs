//! The files of the page under names that carry the hash of their contents, so that a browser may keep them for ever.

use super::inputs::Inputs;
use super::optimise::Optimiser;
use super::{PROGRAMS, bindgen, hash, html, optimise};
use crate::failure::Result;
use crate::workspace::Workspace;

/// A file of `dist/`: its path there and its contents.
pub(super) struct Asset {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Makes every file of the page from its inputs.
pub(super) fn make(workspace: &Workspace, inputs: &Inputs, optimiser: Option<&Optimiser>) -> Result<Vec<Asset>> {
    let mut assets = Assets::default();
    let [app, worker] = [program(&mut assets, workspace, inputs, 0, optimiser)?, program(&mut assets, workspace, inputs, 1, optimiser)?];
    let names = html::Names {
        boot: assets.add("boot", ".js", boot(&inputs.boot[0], PROGRAMS[0], &app)),
        worker_boot: assets.add("worker-boot", ".js", boot(&inputs.boot[1], PROGRAMS[1], &worker)),
        modules: [app.glue].into_iter().chain(app.snippets).collect(),
        wasm: app.wasm,
        style: assets.add("style", ".css", inputs.style.clone()),
        plotly: assets.add("plotly", ".min.js", inputs.plotly.clone()),
        icon: inputs.icon.as_ref().map(|(extension, bytes)| assets.add("icon", &format!(".{extension}"), bytes.clone())),
    };
    let page = html::index(&inputs.html, &names)?;
    assets.0.push(Asset { name: "index.html".to_owned(), bytes: page.into_bytes() });
    Ok(assets.0)
}

#[derive(Default)]
struct Assets(Vec<Asset>);

impl Assets {
    /// Adds `assets/STEM-HASHENDING` and returns the name without the folder.
    fn add(&mut self, stem: &str, ending: &str, bytes: impl Into<Vec<u8>>) -> String {
        let bytes = bytes.into();
        let name = format!("{stem}-{}{ending}", hash::of(&[&bytes]));
        let path = format!("assets/{name}");
        if self.0.iter().all(|asset| asset.name != path) {
            self.0.push(Asset { name: path, bytes });
        }
        name
    }
}

/// The names of a program's files.
struct Program {
    glue: String,
    /// Modules that the glue imports.
    snippets: Vec<String>,
    wasm: String,
}

fn program(assets: &mut Assets, workspace: &Workspace, inputs: &Inputs, i: usize, optimiser: Option<&Optimiser>) -> Result<Program> {
    let bound = bindgen::bind(PROGRAMS[i], &inputs.wasm[i], optimiser.is_some())?;
    let wasm = optimise::smaller(workspace, bound.wasm, optimiser);
    let (mut glue, mut snippets) = (bound.glue, Vec::new());
    for (specifier, script) in bound.snippets {
        let name = assets.add("snippet", ".js", script);
        // Where it is imported; further down it is the name that the program knows it by.
        glue = glue.replacen(&specifier, &format!("./{name}"), 1);
        snippets.push(name);
    }
    Ok(Program { glue: assets.add(PROGRAMS[i], ".js", glue), snippets, wasm: assets.add(PROGRAMS[i], "_bg.wasm", wasm) })
}

/// The entry script of a program, with the names that its files have now.
fn boot(script: &str, program: &str, names: &Program) -> String {
    script.replace(&format!("./{program}.js"), &format!("./{}", names.glue)).replace(&format!("./{program}_bg.wasm"), &format!("./{}", names.wasm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_scripts_name_the_hashed_files() {
        let names = Program { glue: "app-1.js".to_owned(), snippets: Vec::new(), wasm: "app-2_bg.wasm".to_owned() };
        let script = boot("import init from \"./app.js\"; init(\"./app_bg.wasm\");", "app", &names);
        assert_eq!(script, "import init from \"./app-1.js\"; init(\"./app-2_bg.wasm\");");
    }

    #[test]
    fn equal_contents_are_one_file() {
        let mut assets = Assets::default();
        let names = ["a", "a", "b"].map(|text| assets.add("snippet", ".js", text));
        assert_eq!(names[0], names[1]);
        assert_ne!(names[0], names[2]);
        assert_eq!(assets.0.len(), 2);
    }
}
