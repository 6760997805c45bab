//! `dist/`: written file by file where something changed, so that the server, which carries it inside, is rebuilt only then.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::compress::Packed;
use super::hash;
use crate::failure::{OrFail, Result};
use crate::workspace::Workspace;

/// Whether `dist/` was packed from inputs with this stamp, and every file of it is still there.
pub(super) fn is_current(workspace: &Workspace, stamp: &str) -> bool {
    let note = fs::read_to_string(note(workspace)).unwrap_or_default();
    let mut lines = note.lines();
    lines.next() == Some(stamp) && lines.all(|name| workspace.dist().join(name).is_file())
}

/// Notes what `dist/` was packed from, and its files.
pub(super) fn remember(workspace: &Workspace, stamp: &str, files: &[Packed]) -> Result<()> {
    let names: Vec<String> = contents(files).map(|(name, _)| name).collect();
    let note = note(workspace);
    fs::write(&note, format!("{stamp}\n{}\n", names.join("\n"))).or_fail(|| format!("{} can't be written", note.display()))
}

/// Makes `dist/` hold these files and their twins, and nothing else.
pub(super) fn write(workspace: &Workspace, files: &[Packed]) -> Result<()> {
    let dist = workspace.dist();
    let mut wanted = BTreeSet::new();
    for (name, bytes) in contents(files) {
        let path = dist.join(name);
        put(&path, bytes).or_fail(|| format!("{} can't be written", path.display()))?;
        wanted.insert(path);
    }
    clear(&dist, &wanted).or_fail(|| format!("{} can't be tidied", dist.display()))
}

fn contents(files: &[Packed]) -> impl Iterator<Item = (String, &[u8])> {
    files.iter().flat_map(|file| {
        let twins = [(".br", &file.brotli), (".gz", &file.gzip)];
        let twins = twins.into_iter().filter_map(|(ending, bytes)| Some((format!("{}{ending}", file.name), bytes.as_deref()?)));
        std::iter::once((file.name.clone(), file.raw.as_slice())).chain(twins)
    })
}

fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

fn clear(folder: &Path, wanted: &BTreeSet<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            clear(&path, wanted)?;
        } else if !wanted.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Two clones may share a target folder, so the note is named after the clone.
fn note(workspace: &Workspace) -> PathBuf {
    workspace.page_cache().join(format!("dist-{}", hash::of(&[workspace.root.to_string_lossy().as_bytes()])))
}
