//! How a delimited file is read: choices with the upload, and the kept file read again with others.

use serde_json::{Value, json};
use shared::wire::dataset::{Dataset, Source};
use tests::http::{Reply, encode};
use tests::ipc;
use tests::server::{Server, until};

const SHOP: &[u8] = b"code,price,paid,day\n007,\"1,5\",1,3/5/2024\n+8,\"2,25\",no,4/5/2024\nx9,free,yes,5/13/2024\n,,,\n";

fn upload(server: &Server, bytes: &[u8], options: &Value) -> Reply {
    let path = format!("/api/datasets?name=shop&file_name=shop.csv&options={}", encode(&options.to_string()));
    server.client().send("POST", &path, &[], Some(bytes))
}

fn again(server: &Server, id: &str, options: &Value) -> Reply {
    server.client().send("POST", &format!("/api/datasets/{id}/import"), &[("content-type", "application/json")], Some(options.to_string().as_bytes()))
}

fn dataset(server: &Server, id: &str) -> Dataset {
    serde_json::from_value(server.client().get(&format!("/api/datasets/{id}")).expect(200)).unwrap()
}

fn rows(server: &Server, id: &str, query: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow?{query}")).body)
}

fn types() -> Value {
    json!({ "columns": {
        "code": { "type": "int64" },
        "price": { "type": "decimal(10,2)", "writing": "decimal_comma" },
        "paid": { "type": "bool" },
        "day": { "type": "date", "writing": "day_first" },
    } })
}

#[test]
fn chosen_types_are_taken_and_cells_that_do_not_fit_are_kept_with_their_row_and_column() {
    let server = Server::start();
    let made: Dataset = serde_json::from_value(upload(&server, SHOP, &types()).expect(201)).unwrap();
    let kinds: Vec<&str> = made.columns.iter().map(|column| column.r#type.as_str()).collect();
    assert_eq!(kinds, ["int64", "decimal(10,2)", "bool", "date"]);
    assert_eq!(
        rows(&server, &made.id, ""),
        [
            json!({ "code": 7, "price": 1.5, "paid": true, "day": "2024-05-03" }),
            json!({ "code": 8, "price": 2.25, "paid": false, "day": "2024-05-04" }),
            json!({ "code": null, "price": null, "paid": true, "day": null }),
            json!({ "code": null, "price": null, "paid": null, "day": null }),
        ]
    );
    assert_eq!(made.import.rejected_cells, 3);
    let rejected = made.import.rejected.unwrap();
    let cell = |column: &str, cell: &str| json!({ "row": 3, "column": column, "cell": cell });
    assert_eq!(rows(&server, &rejected, ""), [cell("code", "x9"), cell("price", "free"), cell("day", "5/13/2024")]);
    assert_eq!(dataset(&server, &rejected).source, Source::Rejected { dataset: made.id });
}

#[track_caller]
fn gone(server: &Server, id: &str) {
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).status, 404);
}

#[test]
fn a_cell_that_only_looks_empty_is_kept_where_a_type_was_chosen() {
    let server = Server::start();
    let options = json!({ "columns": { "n": { "type": "int64" }, "x": { "type": "float64" } } });
    let made: Dataset = serde_json::from_value(upload(&server, b"n,x,k\n-,1e400,a\n?,\"  \",b\n+,inf,c\n,,d\n", &options).expect(201)).unwrap();
    let kept: Vec<Value> =
        rows(&server, &made.import.rejected.unwrap(), "").iter().map(|row| json!([row["row"], row["column"], row["cell"]])).collect();
    assert_eq!(kept, [json!([1, "n", "-"]), json!([1, "x", "1e400"]), json!([2, "n", "?"]), json!([2, "x", "  "]), json!([3, "n", "+"])]);
    assert_eq!(made.import.rejected_cells, 5);
}

#[test]
fn appended_rows_are_read_as_the_file_was_or_plainly_and_never_by_a_guess() {
    let server = Server::start();
    let id = server.upload("v.csv", b"v;k;d\n1.234,50;a;31/12/2024\n2.000;b;01/02/2025\n").id;
    let append =
        |body: &str| server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(body.as_bytes()));
    append("v;k;d\n3.000,25;c;02/03/2025\n4.5;d;2025-03-04\n").expect(200);
    let last = rows(&server, &id, "").split_off(2);
    assert_eq!(last, [json!({ "v": 3000.25, "k": "c", "d": "2025-03-02" }), json!({ "v": 4.5, "k": "d", "d": "2025-03-04" })]);
    let problem = append("v;k;d\n1.234;e;2025-03-04\n").expect_problem(422, "rows_dont_fit");
    assert_eq!(problem["params"]["value"], "1.234");
    append("a\nb,c\nv;k;d\n1;e;2025-03-04\n").expect_problem(422, "column_mismatch");
    append("v;k;d\n1;'e;f';2025-03-04\n2;'g;h';2025-03-04\n").expect_problem(422, "ragged_rows");
}

#[test]
fn a_link_tells_nothing_of_columns_that_it_does_not_draw() {
    let server = Server::start();
    let made: Dataset = serde_json::from_value(upload(&server, SHOP, &types()).expect(201)).unwrap();
    let suggested = server.client().post_json("/api/dashboards", &json!({ "dataset": made.id })).expect(201);
    let path = format!("/api/dashboards/{}/links", suggested["id"].as_str().unwrap());
    let link = server.client().post_json(&path, &json!({ "access": "view", "view": { "brushes": {} } })).expect(201);
    let shown = server.client().get(&format!("/api/links/{}", link["token"].as_str().unwrap())).expect(200);
    let import = &shown["datasets"][0]["dataset"]["import"];
    assert_eq!((import.get("options"), import.get("rejected")), (None, None), "{import}");
}

#[test]
fn the_kept_file_is_read_again_by_other_choices() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP).id;
    let found = dataset(&server, &id);
    assert_eq!(found.columns.iter().map(|column| column.r#type.as_str()).collect::<Vec<_>>(), ["string", "string", "string", "date"]);
    let read: Dataset = serde_json::from_value(again(&server, &id, &types()).expect(200)).unwrap();
    assert_eq!((read.version, read.rows, read.import.rejected_cells), (1, 4, 3));
    assert_eq!(rows(&server, &id, "column=code"), [json!({ "code": 7 }), json!({ "code": 8 }), json!({ "code": null }), json!({ "code": null })]);
    assert_eq!(rows(&server, &id, "version=0&column=code")[0], json!({ "code": "007" }), "the versions before stay");
    let rejected = read.import.rejected.unwrap();

    let fewer = json!({ "columns": { "code": { "type": "int64" } } });
    let read: Dataset = serde_json::from_value(again(&server, &id, &fewer).expect(200)).unwrap();
    assert_eq!((read.version, read.import.rejected_cells), (2, 1));
    gone(&server, &rejected);
    let rejected = read.import.rejected.unwrap();
    assert_eq!(rows(&server, &rejected, ""), [json!({ "row": 3, "column": "code", "cell": "x9" })]);

    let read: Dataset = serde_json::from_value(again(&server, &id, &json!({})).expect(200)).unwrap();
    assert_eq!((read.columns, read.import.rejected, read.import.options), (found.columns, None, None));
    assert_eq!(rows(&server, &id, ""), rows(&server, &id, "version=0"));
    gone(&server, &rejected);

    let read: Dataset = serde_json::from_value(again(&server, &id, &types()).expect(200)).unwrap();
    server.client().send("DELETE", &format!("/api/datasets/{id}"), &[], None);
    gone(&server, &read.import.rejected.unwrap());
}

#[test]
fn separators_encodings_headers_and_lines_before_the_table_can_be_chosen() {
    let server = Server::start();
    let first = |bytes: &[u8], options: &Value| {
        let made: Dataset = serde_json::from_value(upload(&server, bytes, options).expect(201)).unwrap();
        rows(&server, &made.id, "")[0].clone()
    };
    assert_eq!(first(b"a,b;c\nx,y;3\n", &json!({ "delimiter": ";" })), json!({ "a,b": "x,y", "c": 3 }));
    assert_eq!(first(b"a,b\nx,y\n", &json!({ "header": false })), json!({ "column_1": "a", "column_2": "b" }));
    assert_eq!(first(b"1,2\n3,4\n", &json!({ "header": true })), json!({ "1": 3, "2": 4 }));
    assert_eq!(first(b"note,x\na,b\n1,2\n", &json!({ "preamble": 1 })), json!({ "a": 1, "b": 2 }));
    assert_eq!(first(b"a,b\n\xA4\xA4,1\n", &json!({ "encoding": "big5" })), json!({ "a": "\u{4e2d}", "b": 1 }));
}

#[test]
fn choices_that_mean_nothing_are_refused_by_name() {
    let server = Server::start();
    for (options, field) in [
        (json!({ "encoding": "klingon" }), "encoding"),
        (json!({ "delimiter": "ab" }), "delimiter"),
        (json!({ "delimiter": "\"" }), "delimiter"),
        (json!({ "preamble": 2_000_000 }), "preamble"),
        (json!({ "columns": { "a": { "type": "decimal(99,2)" } } }), "decimal(99,2)"),
        (json!({ "columns": { "a": { "type": "list<int64>" } } }), "list<int64>"),
        (json!({ "columns": { "a": { "type": "int64", "writing": "day_first" } } }), "no such writing"),
        (json!({ "delimiter": "e" }), "delimiter"),
        (json!({ "colour": "red" }), "colour"),
    ] {
        let reply = upload(&server, b"a,b\n1,2\n", &options);
        let problem = reply.expect_problem(400, "invalid_request");
        assert!(problem["detail"].as_str().unwrap().contains(field), "{options}: {problem}");
    }
    let reply = upload(&server, b"a,b\n1,2\n", &json!({ "columns": { "c": { "type": "int64" } } }));
    assert_eq!(reply.expect_problem(422, "column_mismatch")["params"]["column"], "c");
    let reply = upload(&server, b"a,b\n\xA4\xFF,1\n", &json!({ "encoding": "utf-8" }));
    reply.expect_problem(422, "unknown_encoding");
    let path = format!("/api/datasets?file_name=a.json&options={}", encode(&json!({ "header": false }).to_string()));
    let reply = server.client().send("POST", &path, &[], Some(b"[{\"a\":1}]"));
    assert_eq!(reply.expect_problem(400, "invalid_request")["params"]["field"], "options");
    let left = server.client().get("/api/datasets").expect(200);
    assert_eq!(left["datasets"], json!([]), "nothing is left of what was refused");
}

#[test]
fn a_dataset_that_is_not_there_is_not_read_again() {
    let server = Server::start();
    again(&server, "00000000-0000-7000-8000-000000000000", &json!({})).expect_problem(404, "not_found");
}

/// Folders of tables, whether a commit names them or not yet.
fn tables(server: &Server) -> usize {
    std::fs::read_dir(server.data().join("datasets")).map_or(0, Iterator::count)
}

#[test]
fn rejected_cells_and_their_dataset_survive_a_kill_together_or_not_at_all() {
    let mut server = Server::start();
    let id = server.upload("kept.csv", SHOP).id;
    for step in 0..7 {
        let (folders, names) = (tables(&server), server.dataset_names().len());
        let (client, id) = (server.client(), id.clone());
        let asked = std::thread::spawn(move || {
            let typed = types().to_string();
            let new = format!("/api/datasets?name=new&file_name=shop.csv&options={}", encode(&typed));
            client.send("POST", &new, &[], Some(SHOP));
            client.send("POST", &format!("/api/datasets/{id}/import"), &[("content-type", "application/json")], Some(typed.as_bytes()));
        });
        until("it is far enough", || {
            let is_far = match step {
                0..3 => tables(&server) > folders + step,
                3..6 => server.dataset_names().len() > names + step - 3,
                _ => false,
            };
            is_far || asked.is_finished()
        });
        server.kill9();
        // Whoever asks a server that is killed gets no answer.
        let _ = asked.join();
        server.restart();
        let list = server.client().get("/api/datasets").expect(200);
        let all: Vec<Dataset> = serde_json::from_value(list["datasets"].clone()).unwrap();
        for dataset in &all {
            if let Source::Rejected { dataset: of } = &dataset.source {
                assert!(all.iter().any(|parent| parent.id == *of && parent.import.rejected.as_ref() == Some(&dataset.id)), "step {step}: {all:#?}");
            }
            if let Some(rejected) = &dataset.import.rejected {
                assert_eq!(rows(&server, rejected, "").len(), 3, "step {step}");
            }
            assert_eq!(rows(&server, &dataset.id, "").len() as u64, dataset.rows, "step {step}");
        }
    }
}

#[test]
fn quotes_escapes_and_words_for_no_value_are_as_they_are_chosen() {
    let server = Server::start();
    let read = |text: &str, options: &Value| {
        let made: Dataset = serde_json::from_value(upload(&server, text.as_bytes(), options).expect(201)).unwrap();
        rows(&server, &made.id, "")
    };
    assert_eq!(read("a;b\n'x;y';'it''s'\n", &json!({ "quote": "'" })), [json!({ "a": "x;y", "b": "it's" })]);
    assert_eq!(read("a,b\n5\",6'\n", &json!({ "quote": "none" })), [json!({ "a": "5\"", "b": "6'" })]);
    assert_eq!(read("a,b\n\"say \\\"hi, you\\\"\",2\n", &json!({ "escape": "\\" })), [json!({ "a": "say \"hi, you\"", "b": 2 })]);
    let text = "n,t\n1,none\nnone,-\n-1,x\n";
    let own = json!({ "null_words": ["none", "x"] });
    let expected = [json!({ "n": 1, "t": null }), json!({ "n": null, "t": "-" }), json!({ "n": -1, "t": null })];
    assert_eq!(read(text, &own), expected, "in every column, and in place of the usual ones");
    let typed = json!({ "null_words": ["none"], "columns": { "n": { "type": "float64" } } });
    let made = upload(&server, text.as_bytes(), &typed).expect(201);
    assert_eq!(made["import"]["rejected_cells"], 0, "they are no cells that don't fit");
    for wrong in
        [json!({ "quote": "ab" }), json!({ "quote": ";", "delimiter": ";" }), json!({ "escape": "\"" }), json!({ "null_words": vec!["x"; 101] })]
    {
        assert_eq!(upload(&server, b"a\n1\n", &wrong).expect_problem(400, "invalid_request")["params"]["field"], "options", "{wrong}");
    }
}

#[test]
fn a_preview_shows_what_is_written_where_a_word_stands_for_no_value() {
    let server = Server::start();
    let id = server.upload("shop.csv", b"a,b\nnone,1\n").id;
    let told = server.client().post_json(&format!("/api/datasets/{id}/preview"), &json!({ "null_words": ["none"] })).expect(200);
    assert_eq!((&told["rows"], &told["written"]), (&json!([[Value::Null, "1"]]), &json!([["none", "1"]])));
}
