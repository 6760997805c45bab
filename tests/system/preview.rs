//! A file looked at before it is imported.

use serde_json::{Value, json};
use tests::archives;
use tests::flights;
use tests::http::{Reply, encode};
use tests::server::Server;
use tests::tus;

const SHOP: &[u8] = b"code,price,paid\n007,\"1,5\",1\n+8,\"2,25\",no\nx9,free,yes\n";

fn preview(server: &Server, query: &str, bytes: &[u8]) -> Reply {
    server.client().post(&format!("/api/datasets/preview?{query}"), bytes)
}

fn chosen(options: &Value) -> String {
    format!("file_name=shop.csv&options={}", encode(&options.to_string()))
}

/// Nothing of a preview stays: no dataset, and no file in the data folder that was not there before.
fn expect_nothing_kept(server: &Server, before: usize) {
    assert!(server.dataset_names().is_empty());
    assert_eq!(files(server), before);
}

fn files(server: &Server) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { usize::from(!path.to_string_lossy().contains("catalog")) }).sum()
    }
    count(&server.data())
}

#[test]
fn a_preview_tells_what_a_file_would_become_and_keeps_nothing() {
    let server = Server::start();
    let before = files(&server);
    let told = preview(&server, "file_name=shop.csv", SHOP).expect(200);
    let kinds: Vec<_> = told["columns"].as_array().unwrap().iter().map(|column| column["type"].clone()).collect();
    assert_eq!(json!(kinds), json!(["string", "string", "string"]));
    assert_eq!(told["rows"], json!([["007", "1,5", "1"], ["+8", "2,25", "no"], ["x9", "free", "yes"]]));
    assert_eq!((&told["rows_read"], &told["written"]), (&json!(3), &told["rows"]));
    assert_eq!((&told["import"]["format"], &told["import"]["delimiter"]), (&json!("csv"), &json!(",")));
    expect_nothing_kept(&server, before);
}

#[test]
fn a_preview_shows_the_effect_of_choices_and_each_cell_that_does_not_fit() {
    let server = Server::start();
    let types = json!({ "columns": { "code": { "type": "int64" }, "price": { "type": "decimal(10,2)", "writing": "decimal_comma" } } });
    let told = preview(&server, &chosen(&types), SHOP).expect(200);
    assert_eq!(told["rows"], json!([["7", "1.50", "1"], ["8", "2.25", "no"], [null, null, "yes"]]));
    assert_eq!(told["written"][0], json!(["007", "1,5", "1"]));
    assert_eq!(told["misfits"], json!({ "code": 1, "price": 1 }));
    let cell = |column: &str, cell: &str| json!({ "row": 3, "column": column, "cell": cell });
    assert_eq!(told["rejected"], json!([cell("code", "x9"), cell("price", "free")]));
    let made = server.client().post(&format!("/api/datasets?{}", chosen(&types)), SHOP).expect(201);
    let told_columns: Vec<_> = told["columns"].as_array().unwrap().iter().map(|column| column["type"].clone()).collect();
    let made_columns: Vec<_> = made["columns"].as_array().unwrap().iter().map(|column| column["type"].clone()).collect();
    assert_eq!(told_columns, made_columns, "it becomes what was told");
    let no_header = preview(&server, &chosen(&json!({ "header": false })), SHOP).expect(200);
    assert_eq!((&no_header["rows_read"], &no_header["rows"][0]), (&json!(4), &json!(["code", "price", "paid"])));
}

#[test]
fn the_quotes_that_are_found_are_told_and_others_can_be_chosen() {
    let server = Server::start();
    let text = b"id,name\n1,'Smith, John'\n2,'O\\'Brien, Pat'\n";
    let told = preview(&server, "file_name=x.csv", text).expect(200);
    assert_eq!((&told["import"]["quote"], &told["import"]["escape"]), (&json!("'"), &json!("\\")));
    let rows = json!([["1", "Smith, John"], ["2", "O'Brien, Pat"]]);
    assert_eq!((&told["rows"], &told["written"]), (&rows, &rows));
    let made = server.client().post("/api/datasets?file_name=x.csv", text).expect(201);
    assert_eq!((&made["import"]["quote"], &made["rows"], &made["import"]["options"]), (&json!("'"), &json!(2), &Value::Null));
    for options in [json!({ "quote": "\"" }), json!({ "quote": "none" })] {
        preview(&server, &chosen(&options), text).expect_problem(422, "ragged_rows");
    }
    let said = b"n,said\n1,\"say \\\"hi\\\" now\"\n";
    assert_eq!(preview(&server, "file_name=x.csv", said).expect(200)["rows"], json!([["1", "say \"hi\" now"]]));
    let plain = preview(&server, &chosen(&json!({ "escape": "none" })), said).expect(200);
    assert_eq!((&plain["rows"], &plain["import"]["escape"]), (&json!([["1", "say \\hi\\\" now\""]]), &json!("none")));
}

#[test]
fn the_file_of_a_dataset_can_be_looked_at_with_other_choices() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP).id;
    let look = |options: &Value| server.client().post_json(&format!("/api/datasets/{id}/preview"), options);
    let told = look(&json!({ "columns": { "code": { "type": "int64" } } })).expect(200);
    assert_eq!((&told["rows"][0], &told["misfits"]), (&json!(["7", "1,5", "1"]), &json!({ "code": 1 })));
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["version"], 0);
    look(&json!({ "delimiter": "abc" })).expect_problem(400, "invalid_request");
    server.client().post_json("/api/datasets/6f1d2c3b-0000-4000-8000-000000000000/preview", &json!({})).expect_problem(404, "not_found");
}

#[test]
fn the_first_bytes_of_a_file_are_enough_wherever_they_end() {
    let server = Server::start();
    let text = b"id,note\n1,\"first\nline\"\n2,\"second\nline\"\n3,third\n";
    let ends = ["line\"\n2", "line\"\n3"].map(|end| std::str::from_utf8(text).unwrap().find(end).unwrap() + end.len() - 1);
    for length in ends[0]..text.len() {
        let told = preview(&server, "file_name=notes.csv&part=true", &text[..length]).expect(200);
        let whole = ends.iter().filter(|end| **end <= length).count();
        let rows = json!([["1", "first\nline"], ["2", "second\nline"]]);
        assert_eq!(told["rows"].as_array().unwrap()[..], rows.as_array().unwrap()[..whole], "{length}");
    }
    let lines = b"{\"a\":1}\n{\"a\":2}\n{\"a\":3";
    assert_eq!(preview(&server, "file_name=a.ndjson&part=true", lines).expect(200)["rows"], json!([["1"], ["2"]]));
    let rows = |query: &str, bytes: &[u8]| preview(&server, &format!("file_name=a.csv&part=true{query}"), bytes).expect(200)["rows"].clone();
    assert_eq!(rows("", b"id,title,body\n1,x,y\n2,\"a\nb\",\"c\nd\ne"), json!([["1", "x", "y"]]), "two quoted fields of several lines");
    assert_eq!(rows("", b"a,b\r1,2\r3,4\r5,"), json!([["1", "2"], ["3", "4"]]), "line ends of CR");
    assert_eq!(rows("", "a,b\n甲,乙\n丙,丁".as_bytes().split_last().unwrap().1), json!([["甲", "乙"]]), "UTF-8, cut in a character");
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    // 上 has the byte of a line end in it.
    let text = "a,b\n1,上\n3,上上";
    for length in [0, 1, 2, 3] {
        let (le, be) = (wide(text, u16::to_le_bytes), wide(&format!("\u{feff}{text}"), u16::to_be_bytes));
        let chosen = format!("&options={}", encode(r#"{"encoding":"utf-16le"}"#));
        assert_eq!(rows(&chosen, &le[..le.len() - length]), json!([["1", "上"]]), "UTF-16, least byte first, less {length}");
        assert_eq!(rows("", &be[..be.len() - length]), json!([["1", "上"]]), "UTF-16, greatest byte first, less {length}");
    }
}

#[test]
fn a_long_cell_is_cut_and_says_so() {
    let server = Server::start();
    let told = preview(&server, "file_name=a.csv", format!("a,b\n{},2\n", "中".repeat(1_500)).as_bytes()).expect(200);
    let cell = told["rows"][0][0].as_str().unwrap();
    assert_eq!((cell.chars().count(), cell.ends_with("中…")), (1_001, true));
    assert_eq!(told["rows"][0][1], "2");
}

#[test]
fn what_is_read_from_its_end_is_looked_at_whole() {
    let server = Server::start();
    let parquet = flights::parquet_repeated(&flights::first(200), 1);
    let told = preview(&server, "file_name=flights.parquet", &parquet).expect(200);
    assert_eq!((&told["rows_read"], told["rows"].as_array().map(Vec::len), &told["written"]), (&json!(200), Some(50), &Value::Null));
    let problem = preview(&server, "file_name=flights.parquet&part=true", &parquet[..parquet.len() / 2]).expect_problem(400, "invalid_request");
    assert_eq!(problem["params"]["field"], "part");
}

#[test]
fn a_preview_is_refused_as_the_import_would_be() {
    let server = Server::start();
    preview(&server, "file_name=a.csv", b"").expect_problem(422, "empty_file");
    preview(&server, "file_name=a.csv", b"a,b\n1,2\n3\n").expect_problem(422, "ragged_rows");
    preview(&server, &chosen(&json!({ "columns": { "code": { "type": "colour" } } })), SHOP).expect_problem(400, "invalid_request");
    let length = [("Host", server.address()), ("Content-Length", "67108865")];
    let reply = tests::raw::Raw::connect(server.address()).head("POST /api/datasets/preview", &length).reply();
    assert_eq!(reply.expect_problem(413, "payload_too_large")["params"]["limit"], "67108864");
}

#[test]
fn of_an_archive_a_preview_reads_the_first_table_and_names_the_other_files() {
    let server = Server::start();
    let zip = archives::zip(&[(b"read.me", b"about"), (b"b.csv", b"n\n1\n"), (b"\xe8\xa1\xa8, a.csv", b"t\nx\ny\n")]);
    let told = preview(&server, "file_name=two.zip", &zip).expect(200);
    assert_eq!(
        (&told["import"]["entry"], &told["import"]["options"], &told["rows"]),
        (&json!("b.csv"), &json!({ "entry": "b.csv" }), &json!([["1"]]))
    );
    let others = json!({ "kind": "other_files", "files": 2, "names": ["read.me", "表, a.csv"] });
    assert!(told["import"]["notices"].as_array().unwrap().contains(&others), "{told}");
    let options = encode(&json!({ "entry": "表, a.csv" }).to_string());
    let told = preview(&server, &format!("file_name=two.zip&options={options}"), &zip).expect(200);
    assert_eq!((&told["import"]["entry"], &told["rows_read"]), (&json!("表, a.csv"), &json!(2)));
    server.client().post("/api/datasets?file_name=two.zip", &zip).expect_problem(422, "choose_entry");
    let made = server.client().post(&format!("/api/datasets?file_name=two.zip&options={options}"), &zip).expect(201);
    assert_eq!((&made["rows"], &made["import"]["entry"]), (&json!(2), &json!("表, a.csv")));
    let bad = archives::zip(&[(b"a.csv", b"a,b\n1\n"), (b"b.csv", b"n\n1\n")]);
    assert_eq!(preview(&server, "file_name=bad.zip", &bad).expect(200)["import"]["entry"], "b.csv", "one that can be read");
    let none = archives::zip(&[(b"a.csv", b""), (b"b.csv", b"")]);
    preview(&server, "file_name=none.zip", &none).expect_problem(422, "choose_entry");
}

#[test]
fn a_cell_far_down_that_does_not_fit_comes_with_its_row() {
    let server = Server::start();
    let line = |row: u64| if row == 60_000 { "x9,\"1,5\",far\n".to_owned() } else { format!("{row:06},no,near\n") };
    let text = format!("code,price,place\n{}", (1..=70_000).map(line).collect::<String>());
    let types = json!({ "columns": { "code": { "type": "int64" }, "price": { "type": "float64", "writing": "decimal_comma" } } });
    let told = preview(&server, &chosen(&types), text.as_bytes()).expect(200);
    assert_eq!(told["misfits"], json!({ "code": 1, "price": 69_999 }));
    let row = json!({ "row": 60_000, "cells": [null, "1.5", "far"], "written": ["x9", "1,5", "far"] });
    assert_eq!(told["misfit_rows"], json!([row]));
    assert!(told["rejected"].as_array().unwrap().contains(&json!({ "row": 60_000, "column": "code", "cell": "x9" })));
    let prices = told["rejected"].as_array().unwrap().iter().filter(|cell| cell["column"] == "price").count();
    assert_eq!((prices, told["rows"].as_array().unwrap().len()), (50, 50));
}

#[test]
fn of_many_columns_each_listed_cell_still_has_its_row() {
    let server = Server::start();
    let line = |row: usize| (0..600).map(|column| if row == 100 + column { "x" } else { "1" }).collect::<Vec<_>>().join(",") + "\n";
    let names: Vec<String> = (0..600).map(|column| format!("c{column}")).collect();
    let text = format!("{}\n{}", names.join(","), (1..=700).map(line).collect::<String>());
    let types = json!({ "columns": names.iter().map(|name| (name.clone(), json!({ "type": "int64" }))).collect::<serde_json::Map<_, _>>() });
    let id = server.upload("wide.csv", text.as_bytes()).id;
    let told = server.client().post_json(&format!("/api/datasets/{id}/preview"), &types).expect(200);
    let rows = |of: &str| told[of].as_array().unwrap().iter().map(|cell| cell["row"].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!((told["misfits"].as_object().unwrap().len(), rows("misfit_rows").len()), (600, 50_000 / 600));
    assert_eq!(rows("rejected"), rows("misfit_rows"));
}

#[test]
fn a_part_says_that_it_is_one_and_how_large_it_is() {
    let server = Server::start();
    let client = server.client();
    let told = preview(&server, "file_name=a.csv&part=true", b"a,b\n1,2\n3,4\n5,").expect(200);
    assert_eq!((&told["part_bytes"], &told["rows_read"]), (&json!(14), &json!(2)));
    assert_eq!(preview(&server, "file_name=a.csv", b"a,b\n1,2\n").expect(200)["part_bytes"], Value::Null);
    let line = format!("1,{}\n", "long ".repeat(400));
    let large = format!("n,text\n{}x,last\n", line.repeat((64 << 20) / line.len() + 10));
    let path = tus::begin(&client, "large.csv", large.len());
    assert_eq!(tus::send(&client, &path, 0, large.as_bytes(), &[]).status, 204);
    let told = client.post(&format!("/api/datasets/preview?upload={}", tus::id(&path)), b"").expect(200);
    assert_eq!((&told["part_bytes"], &told["columns"][0]["type"]), (&json!(64 << 20), &json!("int64")), "its last row is not looked at");
    let made = client.post(&format!("/api/datasets?upload={}", tus::id(&path)), b"").expect(201);
    assert_eq!(made["columns"][0]["type"], "string");
}
