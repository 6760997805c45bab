use serde_json::json;
use tests::http::{Client, encode};
use tests::server::Server;

use super::{Case, each, each_with_a_database, expect_swept, named, rows};

pub(super) const POINTS: &[&str] = &[
    "import.received",
    "parse.begun",
    "parse.files-written",
    "import.original-kept",
    "commit.file-placed",
    "commit.files-synced",
    "commit.log-written",
    "commit.log-synced",
    "catalog.changed",
    "catalog.backup-written",
    "catalog.backup-placed",
    "commit.row-written",
];
/// The cells that don't fit are a dataset of their own, which comes first.
pub(super) const OF_CELLS: &[&str] = &["commit.log-written", "commit.row-written", "import.rejected-cells-stored"];

fn kept(server: &mut Server) -> String {
    server.upload("kept.csv", b"n\n0\n").id
}

fn ask(client: &Client, _: &str) -> bool {
    client.post("/api/datasets?file_name=new.csv", b"n,t\n1,a\n2,b\n3,c\n").status == 201
}

/// One cell is no number.
pub(super) fn ask_with_cells(client: &Client, _: &str) -> bool {
    let options = encode(&json!({ "columns": { "n": { "type": "int64" } } }).to_string());
    client.post(&format!("/api/datasets?file_name=new.csv&options={options}"), b"n,t\n1,a\nx,b\n3,c\n").status == 201
}

#[track_caller]
fn count(server: &Server, kept: &str, second: Option<i64>) -> usize {
    assert_eq!(rows(server, kept), [json!({ "n": 0 })]);
    let found = named(server, "new");
    for new in &found {
        let expected = [json!({ "n": 1, "t": "a" }), json!({ "n": second, "t": "b" }), json!({ "n": 3, "t": "c" })];
        assert_eq!(rows(server, new["id"].as_str().unwrap()), expected);
        if second.is_none() {
            assert_eq!(rows(server, new["import"]["rejected"].as_str().unwrap()).len(), 1);
        }
    }
    let of_cells = named(server, "new (rejected cells)").len();
    assert_eq!(of_cells, if second.is_none() { found.len() } else { 0 });
    expect_swept(server);
    found.len()
}

const PLAIN: Case = Case {
    prepare: kept,
    ask,
    found: |server, kept, acknowledged| assert!((usize::from(acknowledged)..=1).contains(&count(server, kept, Some(2)))),
    again: |server, kept| {
        let before = count(server, kept, Some(2));
        assert!(ask(&server.client(), kept));
        assert_eq!(count(server, kept, Some(2)), before + 1);
    },
};

const WITH_CELLS: Case = Case {
    prepare: kept,
    ask: ask_with_cells,
    found: |server, kept, acknowledged| assert!((usize::from(acknowledged)..=1).contains(&count(server, kept, None))),
    again: |server, kept| {
        let before = count(server, kept, None);
        assert!(ask_with_cells(&server.client(), kept));
        assert_eq!(count(server, kept, None), before + 1);
    },
};

#[test]
fn an_import_that_is_cut_is_there_whole_or_not_at_all() {
    each(POINTS, &PLAIN);
}

#[test]
fn an_import_with_rejected_cells_that_is_cut_is_there_with_them_or_not_at_all() {
    each(OF_CELLS, &WITH_CELLS);
}

#[test]
fn an_import_that_is_cut_is_whole_with_a_database_as_catalog_too() {
    each_with_a_database(&["commit.log-written", "commit.row-written"], &PLAIN);
}
