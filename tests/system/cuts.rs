//! `kill -9` at every named point (`sightline faults` lists them): what was acknowledged is there, nothing is there by half, and what was asked for can
//! be asked again.

mod dashboard;
mod dataset;
mod import;
mod model;
mod upload;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use tests::aged::age_running;
use tests::http::Client;
use tests::ipc;
use tests::server::{FAULT, Options, Server, run, until};
use tests::services::place;
use tests::services::postgres::Postgres;

/// Something that is asked of a server, and cut.
struct Case {
    /// What is there before; the id of what it is asked of.
    prepare: fn(&mut Server) -> String,
    /// Asks; whether it was acknowledged.
    ask: fn(&Client, &str) -> bool,
    /// Looks at what a restart finds.
    found: fn(&Server, &str, bool),
    /// Asks again, and looks at the end of it.
    again: fn(&mut Server, &str),
}

/// Cuts the case at the point.
fn step(point: &str, case: &Case, options: Options) {
    let mut server = Server::with(options);
    let id = (case.prepare)(&mut server);
    server.set(FAULT, Some(point));
    server.restart();
    let client = server.client();
    let acknowledged = catch_unwind(AssertUnwindSafe(|| (case.ask)(&client, &id))).unwrap_or(false);
    start_after_the_cut(&mut server, point);
    (case.found)(&server, &id, acknowledged);
    (case.again)(&mut server, &id);
    server.expect_whole();
}

/// Points that have to do with where the data and the catalog are. On an object store with a database only these are stepped through; there is nothing to
/// sync or to copy, and the others are before or after that.
const OF_PLACES: &[&str] = &[
    "commit.file-placed",
    "commit.log-written",
    "commit.row-written",
    "append.stored",
    "import.rejected-cells-stored",
    "import.replaced",
    "compaction.committed",
    "vacuum.declared",
    "vacuum.file-deleted",
    "vacuum.files-deleted",
    "vacuum.noted",
    "model.file-placed",
    "model.row-written",
    "delete.noted",
    "delete.row-gone",
    "delete.file-gone",
    "delete.files-gone",
];

fn stepped<'a>(points: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    points.iter().copied().filter(|point| !place::is_told() || OF_PLACES.contains(point))
}

fn each(points: &[&str], case: &Case) {
    stepped(points).for_each(|point| step(point, case, Options::default()));
}

fn each_with_a_database(points: &[&str], case: &Case) {
    if place::is_told() {
        return each(points, case);
    }
    for point in points {
        let postgres = Postgres::start();
        step(point, case, Options::default().on_postgres(&postgres));
    }
}

#[track_caller]
fn start_after_the_cut(server: &mut Server, point: &str) {
    let said = format!("cut at {point}");
    until(&said, || server.log().lines().any(|line| line.ends_with(&said)));
    server.set(FAULT, None);
    // Rejected cells that nobody names are left for a day where another server may be storing them. A vacuum has times of its own.
    if place::is_told() && !point.starts_with("vacuum.") {
        age_running(server, 2);
    }
    server.restart();
}

fn rows(server: &Server, id: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)
}

/// Datasets of that name.
fn named(server: &Server, name: &str) -> Vec<Value> {
    let list = server.client().get("/api/datasets").expect(200);
    list["datasets"].as_array().unwrap().iter().filter(|dataset| dataset["name"] == name).cloned().collect()
}

/// Where one server alone has the folder, it has swept it: each table is a dataset's, and nothing is under way.
#[track_caller]
fn expect_swept(server: &Server) {
    if server.settings().iter().any(|(name, _)| name == "SIGHTLINE_CATALOG") {
        return;
    }
    let below = |folder: &str| std::fs::read_dir(server.data().join(folder)).unwrap().count();
    let deleted = server.client().get("/api/datasets/deleted").expect(200);
    let with_cells = |dataset: &Value| 1 + usize::from(dataset["import"]["rejected"].is_string());
    let deleted: usize = deleted["datasets"].as_array().unwrap().iter().map(with_cells).sum();
    assert_eq!((below("datasets"), below("staging")), (server.dataset_names().len() + deleted, 0), "{:?}", server.files());
}

#[test]
fn every_point_is_stepped_through() {
    let listed = run(&["faults"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    let listed: BTreeSet<&str> = listed.lines().collect();
    let stepped: BTreeSet<&str> = [
        upload::POINTS,
        import::POINTS,
        import::OF_CELLS,
        dataset::OF_CELLS,
        dataset::APPEND,
        dataset::REREAD,
        dataset::RESTORE,
        dataset::MERGE,
        dataset::VACUUM,
        dataset::DELETE,
        dataset::REMOVE,
        model::POINTS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .collect();
    assert!(listed.len() > 20);
    assert_eq!(stepped, listed);
}
