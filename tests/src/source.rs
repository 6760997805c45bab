//! The source tree as text.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file of the repository.
pub struct SourceFile {
    /// Its path from the repository's root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl SourceFile {
    /// Whether it is a file of tests.
    pub fn holds_tests(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.split('/').any(|part| part == "tests")
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// One file's text.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every text file that belongs to the repository: what is built, fetched or stored is left out, as `.gitignore` says.
pub fn files() -> Vec<SourceFile> {
    let ignored: Vec<String> = read(".gitignore").lines().map(|line| line.trim_matches('/').to_owned()).filter(|line| !line.is_empty()).collect();
    let mut found = Vec::new();
    collect(&root(), &root(), &ignored, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "only {} files: is this the repository?", found.len());
    found
}

/// The Rust files below a folder.
pub fn rust_files(folder: &str) -> Vec<SourceFile> {
    files().into_iter().filter(|file| file.path.starts_with(folder) && file.path.ends_with(".rs")).collect()
}

fn collect(root: &Path, folder: &Path, ignored: &[String], found: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let relative = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if relative == ".git" || ignored.contains(&relative) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            collect(root, &path, ignored, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push(SourceFile { path: relative, text });
        }
    }
}
