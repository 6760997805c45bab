//! Files whose first million rows are not like the last: no row is lost, no cell changes, and what is wrong is named where it is.

use std::fmt::Write;

use serde_json::{Value, json};
use tests::server::Server;

/// Rows before the one that is other than they are.
const BEFORE: usize = 1_000_000;

/// A file of a million rows and some more.
fn file(header: &str, row: impl Fn(usize) -> String, rest: &[u8]) -> Vec<u8> {
    let mut text = header.to_owned();
    (0..BEFORE).for_each(|at| text.write_str(&row(at)).unwrap());
    [text.as_bytes(), rest].concat()
}

fn answer(server: &Server, sql: &str) -> Value {
    server.client().post_json("/api/sql", &json!({ "sql": sql })).expect(200)["rows"].clone()
}

/// The types of the columns; that all rows are there, and the cells of the last column of the first row and of the last ones.
#[track_caller]
fn widens(server: &Server, name: &str, bytes: &[u8], types: &[&str], first: &str, last: &[&str]) {
    let made = server.upload(name, bytes);
    let found: Vec<&str> = made.columns.iter().map(|column| column.r#type.as_str()).collect();
    assert_eq!((found.as_slice(), made.rows as usize), (types, BEFORE + last.len()), "{name}");
    let table = name.split('.').next().unwrap();
    assert_eq!(
        answer(server, &format!("SELECT count(*), count(v), sum(id) FROM {table}")),
        json!([[made.rows, made.rows, made.rows * (made.rows - 1) / 2]])
    );
    let ends = format!("SELECT CAST(v AS VARCHAR) FROM {table} WHERE id = 0 OR id >= {BEFORE} ORDER BY id");
    assert_eq!(answer(server, &ends), json!([&[first], last].concat().iter().map(|cell| [cell]).collect::<Vec<_>>()));
}

#[test]
fn a_type_that_changes_after_a_million_rows_widens_and_no_row_is_lost() {
    let server = Server::start();
    let csv = |cell: &'static str, last: &str| file("id,v\n", |at| format!("{at},{cell}\n"), last.as_bytes());
    widens(&server, "whole.csv", &csv("7", "1000000,1.5\n"), &["int64", "float64"], "7.0", &["1.5"]);
    widens(&server, "words.csv", &csv("7", "1000000,none of them\n1000001,8\n"), &["int64", "string"], "7", &["none of them", "8"]);
    widens(&server, "codes.csv", &csv("10", "1000000,007\n"), &["int64", "string"], "10", &["007"]);
    widens(&server, "long.csv", &csv("9007199254740993", "1000000,0.5\n"), &["int64", "string"], "9007199254740993", &["0.5"]);
    widens(&server, "truth.csv", &csv("true", "1000000,1\n"), &["int64", "string"], "true", &["1"]);
    widens(&server, "days.csv", &csv("2024-02-29", "1000000,2024-02-30\n"), &["int64", "string"], "2024-02-29", &["2024-02-30"]);
}

#[test]
fn a_json_value_of_another_kind_after_a_million_rows_widens_its_column() {
    let server = Server::start();
    let lines = file("", |at| format!("{{\"id\":{at},\"v\":{at}}}\n"), b"{\"id\":1000000,\"v\":\"x\"}\n");
    widens(&server, "lines.ndjson", &lines, &["int64", "string"], "0", &["x"]);
}

#[test]
fn what_is_broken_after_a_million_rows_is_refused_with_its_place() {
    let server = Server::start();
    let refused =
        |name: &str, bytes: &[u8], code: &str| server.client().post(&format!("/api/datasets?file_name={name}"), bytes).expect_problem(422, code);
    let csv = |last: &[u8]| file("id,v\n", |at| format!("{at},ä\n"), last);
    assert_eq!(refused("ragged.csv", &csv(b"1,2,3\n"), "ragged_rows")["params"]["rows"], (BEFORE + 2).to_string());
    assert_eq!(refused("quote.csv", &csv(b"1,\"2\n"), "unclosed_quote")["params"]["row"], (BEFORE + 2).to_string());
    let broken = csv(b"1,\xFF\xFE\x81\n");
    let offset = broken.len() - 4;
    assert_eq!(refused("bytes.csv", &broken, "unknown_encoding")["params"]["offset"], offset.to_string());
    let lines = file("", |at| format!("{{\"id\":{at}}}\n"), b"{\"id\":}\n");
    assert_eq!(refused("lines.ndjson", &lines, "invalid_json_line")["params"]["row"], (BEFORE + 1).to_string());
    server.expect_well();
}
