//! Harm done to what a server has stored, behind its back.

use std::path::{Path, PathBuf};

use crate::server::Server;

/// The folder of a dataset's table.
pub fn table(server: &Server, dataset: &str) -> PathBuf {
    server.data().join("datasets").join(dataset)
}

/// The data file whose name begins so.
#[track_caller]
pub fn data_file(table: &Path, beginning: &str) -> PathBuf {
    let mut files = std::fs::read_dir(table).unwrap().flatten().map(|entry| entry.path());
    files.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(beginning)).unwrap()
}

/// The log entry of a version.
pub fn log_entry(table: &Path, version: u64) -> PathBuf {
    table.join(format!("_delta_log/{version:020}.json"))
}

/// Flips one bit of the byte that lies `at`, given the file's length.
pub fn flip(path: &Path, at: impl Fn(usize) -> usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = at(bytes.len());
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}
