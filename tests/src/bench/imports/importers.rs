//! Who imports, and how each is asked to.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use serde_json::Value;
use shared::wire::dataset::Dataset;

use crate::bench::native;
use crate::peaks::Peaks;
use crate::server::Server;

/// What the peers may use; Sightline has no such choice.
const THREADS: usize = 2;

/// One column of the table.
pub(super) struct Importer {
    /// What the table calls it.
    pub(super) name: &'static str,
    /// Its name in `tests/bench/native/import_csv.py`; none for Sightline.
    script: Option<&'static str>,
}

/// All of them. The first is ours.
pub(super) const IMPORTERS: [Importer; 5] = [
    Importer { name: "Sightline", script: None },
    Importer { name: "DuckDB", script: Some("duckdb_whole") },
    Importer { name: "DuckDB, types from first rows", script: Some("duckdb_head") },
    Importer { name: "Polars, types from first rows, streaming", script: Some("polars_streaming") },
    Importer { name: "Polars, types from first rows, in memory", script: Some("polars_memory") },
];

/// What one import took, and what it made.
pub(super) struct Import {
    /// From the start to the end of it, the start of a program left out.
    pub(super) secs: f64,
    /// The most resident memory of each process.
    pub(super) peaks: Vec<f64>,
    /// Of the Parquet files.
    pub(super) bytes: f64,
    /// Counts and sums of what they hold.
    pub(super) rows: Value,
}

impl Importer {
    /// Imports the file, into a place that is empty and gone afterwards.
    pub(super) fn import(&self, csv: &Path) -> Import {
        match self.script {
            None => by_sightline(csv),
            Some(script) => by_program(script, csv),
        }
    }
}

/// From the request to its answer, when the dataset is there; the server's peak and that of the child that reads.
fn by_sightline(csv: &Path) -> Import {
    let (server, file) = (Server::start(), File::open(csv).unwrap());
    let peaks = Peaks::of_children(server.pid());
    let started = Instant::now();
    let reply = server.client().post_file("/api/datasets?file_name=flights.csv", &file);
    let secs = started.elapsed().as_secs_f64();
    let peaks = peaks.end();
    let dataset: Dataset = serde_json::from_value(reply.expect(201)).unwrap();
    let table = std::fs::read_dir(server.data().join("datasets").join(&dataset.id)).unwrap().map(|entry| entry.unwrap().path());
    let files = table.filter(|path| path.extension().is_some_and(|extension| extension == "parquet"));
    made(secs, peaks, &files.collect::<Vec<_>>())
}

fn by_program(script: &str, csv: &Path) -> Import {
    let folder = tempfile::TempDir::new().unwrap();
    let parquet = folder.path().join("flights.parquet");
    let mut command = native::command("import_csv");
    command.args([script, &THREADS.to_string()]).arg(csv).arg(&parquet);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{script}: {}", output.status);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    made(said["seconds"].as_f64().unwrap(), vec![said["peak_bytes"].as_f64().unwrap()], &[parquet])
}

fn made(secs: f64, peaks: Vec<f64>, files: &[PathBuf]) -> Import {
    let bytes = files.iter().map(|file| file.metadata().unwrap().len() as f64).sum();
    Import { secs, peaks, bytes, rows: native::run("summary", files) }
}
