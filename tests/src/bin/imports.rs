//! `cargo xtask bench import`: a CSV file imported by Sightline and by its native peers, as Markdown. The numbers of rows are arguments:
//! `imports 3000000 48000000`.

#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;

use tempfile::TempDir;
use tests::bench::imports::{measure, table};
use tests::bench::{data, native};

/// 126 MB, and 2 GB of the same rows.
const SIZES: [usize; 2] = [3_000_000, 48_000_000];

fn main() {
    let peers = std::env::var_os("SIGHTLINE_PEERS").expect("SIGHTLINE_PEERS names the folder of npm's packages");
    let asked: Vec<usize> = std::env::args().skip(1).map(|rows| rows.parse().unwrap()).collect();
    let flights = data::flights(&Path::new(&peers).join(data::PACKAGED));
    for rows in if asked.is_empty() { SIZES.to_vec() } else { asked } {
        let folder = TempDir::new().unwrap();
        let csv = folder.path().join("flights.csv");
        data::csv(&flights, rows, &csv);
        let megabytes = csv.metadata().unwrap().len() as f64 / 1e6;
        eprintln!("{rows} rows, {megabytes:.0} MB");
        let figures = measure(&csv);
        println!("{}\n\n{}\n", table::markdown(rows, megabytes, &figures), table::ratios(&figures));
    }
    println!("{} cores; {}", std::thread::available_parallelism().unwrap(), native::versions());
}
