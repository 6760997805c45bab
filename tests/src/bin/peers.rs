//! `cargo xtask bench`: Sightline beside its peers, as Markdown. The numbers of rows are arguments: `peers 3000000 10000000`.

#![allow(missing_docs, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use serde_json::Value;
use tempfile::TempDir;
use tests::bench::browser::Browser;
use tests::bench::host::Host;
use tests::bench::measure::{Figures, Stage, measure};
use tests::bench::{data, native, table};
use tests::server::Server;

const SIZES: [usize; 2] = [3_000_000, 10_000_000];
const PACKAGES: &str = include_str!("../../bench/package.json");

fn main() {
    let peers = PathBuf::from(std::env::var_os("SIGHTLINE_PEERS").expect("SIGHTLINE_PEERS names the folder of npm's packages"));
    let asked: Vec<usize> = std::env::args().skip(1).map(|rows| rows.parse().unwrap()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let flights = data::flights(&peers.join(data::PACKAGED));
    let figures: Vec<(usize, Figures)> = sizes.iter().map(|&rows| (rows, of_size(&peers, &flights, rows))).collect();
    println!("{}\n\n{}\n", table::markdown(&figures), table::leads(&figures));
    let cores = std::thread::available_parallelism().unwrap();
    println!("{}, {cores} cores; {}; {}", Browser::launch().version(), versions(), native::versions());
}

/// A server, a browser and the data for one size.
fn of_size(peers: &Path, flights: &RecordBatch, rows: usize) -> Figures {
    eprintln!("{rows} rows");
    let folder = TempDir::new().unwrap();
    data::arrow_stream(flights, rows, &folder.path().join("flights.arrows"));
    let parquet = folder.path().join("flights.parquet");
    data::parquet(flights, rows, &parquet);
    let server = Server::start();
    let dataset = server.upload("flights.parquet", &std::fs::read(&parquet).unwrap());
    let host = Host::start(&[("npm", &peers.join("node_modules")), ("scripts", &peers.join("scripts")), ("data", folder.path())]);
    let mut browser = Browser::launch();
    measure(&mut Stage {
        browser: &mut browser,
        scripts: &peers.join("scripts"),
        peers: (&format!("{}/", host.base()), "/data/flights.arrows"),
        ours: (&format!("{}/", server.base()), &dataset.id),
        parquet: &parquet,
    })
}

/// The packages that are compared.
fn versions() -> String {
    let packages: Value = serde_json::from_str(PACKAGES).unwrap();
    let named = packages["dependencies"].as_object().unwrap().iter().map(|(name, version)| format!("{name} {}", version.as_str().unwrap()));
    named.collect::<Vec<_>>().join(", ")
}
