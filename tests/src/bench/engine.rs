//! Who is compared, and where each of them lives.

use serde_json::{Value, json};

/// One column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engine {
    /// What the table calls it.
    pub name: &'static str,
    /// Its script in `tests/bench/engines/`.
    pub script: &'static str,
    /// Threads or workers, where one can choose.
    threads: Option<usize>,
}

/// All of them. The first is the one with which answers are compared.
pub const ENGINES: [Engine; 7] = [
    Engine { name: "DuckDB-Wasm, default bundle", script: "duckdb", threads: None },
    Engine { name: "DuckDB-Wasm, 2 threads", script: "duckdb", threads: Some(2) },
    Engine { name: "Mosaic", script: "mosaic", threads: None },
    Engine { name: "Arquero", script: "arquero", threads: None },
    Engine { name: "falcon-vis", script: "falcon", threads: None },
    Engine { name: "Sightline, 1 worker", script: OURS, threads: Some(1) },
    Engine { name: "Sightline, 2 workers", script: OURS, threads: Some(2) },
];

const OURS: &str = "sightline";

impl Engine {
    /// Whether it is Sightline, which has a page and a server of its own.
    pub fn is_ours(&self) -> bool {
        self.script == OURS
    }

    /// What its `load` is given beside the address of the data.
    pub fn options(&self) -> Value {
        let name = if self.is_ours() { "workers" } else { "threads" };
        self.threads.map_or_else(|| json!({}), |threads| json!({ name: threads }))
    }
}
