//! Files that nobody here wrote. Each is read right or refused, or it is explained here why not; one that is wrong without an explanation, or right
//! in spite of one, fails the test.
//!
//! All of them are looked for in `SIGHTLINE_TEST_CORPORA`, or in `shared/corpora` beside the repository. Where they are not, those are read that are
//! fixtures (`tests/fixtures/corpora`), and that the others are skipped is said.

mod arrow;
mod cell;
mod csv;
mod gold;
mod json;
mod parquet;
mod suites;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use tests::http::{Reply, encode};
use tests::server::Server;

/// Files that are uploaded at once.
const AT_ONCE: usize = 3;

/// What became of the files of a corpus.
#[derive(Default)]
struct Tally {
    /// Of each kind, how many are right, of how many.
    kinds: BTreeMap<&'static str, (usize, usize)>,
    /// What is wrong with the others.
    wrong: BTreeMap<String, String>,
    seen: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, kind: &'static str, name: &str, outcome: Result<(), String>) {
        let (right, all) = self.kinds.entry(kind).or_default();
        *all += 1;
        self.seen.insert(name.to_owned());
        match outcome {
            Ok(()) => *right += 1,
            Err(reason) => drop(self.wrong.insert(name.to_owned(), reason)),
        }
    }

    /// Tells the numbers, and fails unless the wrong files are those that are explained.
    #[track_caller]
    fn settle(&self, corpus: &str, explained: &[(&str, &str)]) {
        let (right, all) = self.kinds.values().fold((0, 0), |sum, kind| (sum.0 + kind.0, sum.1 + kind.1));
        println!("{corpus}: {all} files, {right} right, {} explained", all - right);
        for (kind, (right, all)) in &self.kinds {
            println!("{corpus}: {right} of {all} are right: {kind}");
        }
        for (name, reason) in &self.wrong {
            let why = explained.iter().find(|(file, _)| file == name).map_or("NOT EXPLAINED", |(_, why)| why);
            println!("{corpus}: {name}: {reason}; {why}");
        }
        let wrong: BTreeSet<&str> = self.wrong.keys().map(String::as_str).collect();
        let expected: BTreeSet<&str> = explained.iter().map(|(name, _)| *name).filter(|name| self.seen.contains(*name)).collect();
        assert_eq!(wrong, expected, "{:#?}", self.wrong);
    }
}

/// Takes the files of a corpus below `part` to a server, and holds what `judge` says to what is explained.
#[track_caller]
fn check(part: &str, explained: &[(&str, &str)], judge: impl Fn(&Server, &Path) -> Option<(&'static str, Result<(), String>)> + Sync) {
    let server = Server::start();
    let pid = server.pid();
    let (whence, folder) = folder(part);
    let files = files_below(&folder);
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some((kind, outcome)) = judge(&server, file) {
                        let name = file.strip_prefix(&folder).unwrap().to_str().unwrap();
                        tally.lock().unwrap().add(kind, name, outcome);
                    }
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap();
    assert!(!tally.seen.is_empty(), "no files in {part}");
    tally.settle(&format!("{part} ({whence})"), explained);
    assert_eq!(server.pid(), pid);
    server.expect_well();
}

/// A part of the corpora if they are there; otherwise of the fixtures, which are copies of some of them, and of some parts of all that is asked.
fn folder(part: &str) -> (&'static str, PathBuf) {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = || project.join("../../shared/corpora");
    let all = std::env::var_os("SIGHTLINE_TEST_CORPORA").map_or_else(beside, PathBuf::from);
    if all.join(part).exists() {
        return ("all", all.join(part));
    }
    if !all.exists() {
        eprintln!("skipped: the corpora are not there; SIGHTLINE_TEST_CORPORA names their folder. The fixtures are tested.");
    }
    ("fixtures", project.join("fixtures/corpora").join(part))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = tests::process::files_below(folder).into_iter().map(|(path, _)| folder.join(path)).collect();
    files.sort();
    files
}

fn upload(server: &Server, file: &Path) -> Reply {
    upload_bytes(server, file.file_name().unwrap().to_str().unwrap(), &std::fs::read(file).unwrap())
}

fn upload_bytes(server: &Server, name: &str, bytes: &[u8]) -> Reply {
    server.client().post(&format!("/api/datasets?file_name={}", encode(name)), bytes)
}

/// Whether a file is refused as one that can't be read, with that code if one is given.
fn refused(reply: &Reply, code: Option<&str>) -> Result<(), String> {
    let found = reply.json()["code"].as_str().unwrap_or_default().to_owned();
    match reply.status {
        422 if code.is_none_or(|code| code == found) => Ok(()),
        status => Err(format!("{status} {found}")),
    }
}

/// Whether a file is stored with that many rows; then its rows, after a batch of none.
fn stored(server: &Server, reply: &Reply, rows: i64) -> Result<Vec<RecordBatch>, String> {
    let dataset = reply.json();
    if reply.status != 201 {
        return Err(format!("{} {}: {}", reply.status, dataset["code"], dataset["detail"]));
    }
    let stream = server.client().get(&format!("/api/datasets/{}/arrow", dataset["id"].as_str().unwrap_or_default())).body;
    let mut reader = StreamReader::try_new(stream.as_slice(), None).unwrap();
    let none = RecordBatch::new_empty(reader.schema());
    let batches: Vec<RecordBatch> = std::iter::once(none).chain(reader.by_ref().map(Result::unwrap)).collect();
    let streamed: usize = batches.iter().map(RecordBatch::num_rows).sum();
    if dataset["rows"] == rows && streamed as i64 == rows {
        Ok(batches)
    } else {
        Err(format!("{} rows, {streamed} in the stream, for {rows}", dataset["rows"]))
    }
}

fn ending(file: &Path) -> &str {
    file.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}
