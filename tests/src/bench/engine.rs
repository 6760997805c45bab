//! Who is compared, and where each of them lives.

use serde_json::{Value, json};

/// One column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engine {
    /// What the table calls it.
    pub name: &'static str,
    /// Where it runs.
    pub home: Home,
    /// Its script in `tests/bench/engines/`, or of a program in `tests/bench/native/`.
    pub script: &'static str,
    /// Threads or workers, where one can choose.
    pub threads: Option<usize>,
}

/// Where an engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In an empty page of the bench's own server.
    Peers,
    /// In Sightline's page, from Sightline's server.
    Sightline,
    /// In a process of its own, without a browser.
    Program,
}

/// No engine but a bar: loops for these questions and columns alone.
pub const LOOPS: &str = "hand-written loops, 1 thread";

/// All of them. The first is the one with which answers are compared.
pub const ENGINES: [Engine; 10] = [
    Engine { name: "DuckDB-Wasm, default bundle", home: Home::Peers, script: "duckdb", threads: None },
    Engine { name: "DuckDB-Wasm, 2 threads", home: Home::Peers, script: "duckdb", threads: Some(2) },
    Engine { name: "Mosaic", home: Home::Peers, script: "mosaic", threads: None },
    Engine { name: "Arquero", home: Home::Peers, script: "arquero", threads: None },
    Engine { name: "falcon-vis", home: Home::Peers, script: "falcon", threads: None },
    Engine { name: LOOPS, home: Home::Peers, script: "loops", threads: None },
    Engine { name: "native DuckDB, 2 threads", home: Home::Program, script: "in_duckdb", threads: Some(2) },
    Engine { name: "native Polars, 2 threads", home: Home::Program, script: "in_polars", threads: Some(2) },
    Engine { name: "Sightline, 1 worker", home: Home::Sightline, script: "sightline", threads: Some(1) },
    Engine { name: "Sightline, 2 workers", home: Home::Sightline, script: "sightline", threads: Some(2) },
];

impl Engine {
    /// Whether it is Sightline, which has a page and a server of its own.
    pub fn is_ours(&self) -> bool {
        self.home == Home::Sightline
    }

    /// What its `load` is given beside the address of the data.
    pub fn options(&self) -> Value {
        let name = if self.is_ours() { "workers" } else { "threads" };
        self.threads.map_or_else(|| json!({}), |threads| json!({ name: threads }))
    }
}
