//! A dataset's file read again after rows were appended to it: the file's rows by the new choices, then the appended ones, and nothing is lost.

use serde_json::{Value, json};
use shared::wire::dataset::Dataset;
use tests::http::{Reply, encode};
use tests::ipc;
use tests::jobs::ended;
use tests::server::{FAULT, Options, Server, run_with, until};

fn append(server: &Server, id: &str, kind: &str, body: &[u8]) -> Value {
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", kind)], Some(body)).expect(200)
}

fn csv(server: &Server, id: &str, body: &str) {
    append(server, id, "text/csv", body.as_bytes());
}

fn again(server: &Server, id: &str, options: &Value) -> Reply {
    server.client().post_json(&format!("/api/datasets/{id}/import"), options)
}

fn read(server: &Server, id: &str, options: &Value) -> Dataset {
    serde_json::from_value(again(server, id, options).expect(200)).unwrap()
}

fn rows(server: &Server, id: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)
}

/// The cells of a column.
fn column(server: &Server, id: &str, name: &str) -> Vec<Value> {
    rows(server, id).iter().map(|row| row[name].clone()).collect()
}

fn typed(columns: &[(&str, &str)]) -> Value {
    json!({ "columns": columns.iter().map(|(name, of)| ((*name).to_owned(), json!({ "type": of }))).collect::<serde_json::Map<_, _>>() })
}

/// Rows in CSV, in NDJSON and in Arrow, all with the codes as text.
fn grown(server: &Server) -> String {
    let id = server.upload("a.csv", b"n,code\n1,007\n2,x8\n").id;
    csv(server, &id, "code,n\n009,3\n\"y,1\",4\n");
    append(server, &id, "application/x-ndjson", b"{\"n\": 5, \"code\": \"010\"}\n{\"code\": \"z\"}\n");
    let last = server.upload("b.csv", b"n,code\n7,011\n8,w\n").id;
    append(server, &id, "application/vnd.apache.arrow.stream", &server.client().get(&format!("/api/datasets/{last}/arrow")).body);
    id
}

#[test]
fn decimals_of_json_are_floats_where_appended_numbers_have_more_digits() {
    let server = Server::start();
    let path = format!("/api/datasets?file_name=a.ndjson&options={}", encode(&typed(&[("a", "float64")]).to_string()));
    let made = server.client().post(&path, b"{\"a\":12.50}\n{\"a\":0.07}\n").expect(201);
    let id = made["id"].as_str().unwrap();
    assert_eq!(read(&server, id, &json!({})).columns[0].r#type, "decimal(18,2)");
    read(&server, id, &typed(&[("a", "float64")]));
    append(&server, id, "application/x-ndjson", b"{\"a\":1.125}\n");
    assert_eq!(read(&server, id, &json!({})).columns[0].r#type, "float64");
    assert_eq!(column(&server, id, "a"), [json!(12.5), json!(0.07), json!(1.125)]);
}

#[test]
fn a_file_and_all_that_was_appended_are_read_again_as_one_version_with_their_rejected_cells() {
    let server = Server::start();
    let id = grown(&server);
    assert_eq!(column(&server, &id, "code"), ["007", "x8", "009", "y,1", "010", "z", "011", "w"]);
    let made = read(&server, &id, &typed(&[("code", "int64"), ("n", "float64")]));
    assert_eq!((made.version, made.rows, made.import.rejected_cells), (4, 8, 4), "one commit");
    let null = Value::Null;
    let (codes, numbers) = (column(&server, &id, "code"), column(&server, &id, "n"));
    assert_eq!(codes, [json!(7), null.clone(), json!(9), null.clone(), json!(10), null.clone(), json!(11), null.clone()]);
    assert_eq!(numbers, [json!(1.0), json!(2.0), json!(3.0), json!(4.0), json!(5.0), null, json!(7.0), json!(8.0)]);
    let cell = |row: u64, cell: &str| json!({ "row": row, "column": "code", "cell": cell });
    assert_eq!(rows(&server, &made.import.rejected.unwrap()), [cell(2, "x8"), cell(4, "y,1"), cell(6, "z"), cell(8, "w")]);
    csv(&server, &id, "n,code\n9.5,12\n");
    let made = read(&server, &id, &json!({}));
    assert_eq!((made.version, made.import.rejected, made.import.options), (6, None, None));
    assert_eq!(column(&server, &id, "code"), ["007", "x8", "009", "y,1", "010", "z", "011", "w", "12"]);
    server.expect_checked();
}

#[test]
fn a_key_that_was_stored_is_not_stored_again_after_a_reading() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let key: &[(&str, &str)] = &[("content-type", "text/csv"), ("idempotency-key", "order-17")];
    let send = || server.client().send("POST", &format!("/api/datasets/{id}/rows"), key, Some(b"n\n2\n")).expect(200)["rows"].clone();
    assert_eq!(send(), 2);
    read(&server, &id, &typed(&[("n", "string")]));
    assert_eq!((send(), column(&server, &id, "n")), (json!(2), vec![json!("1"), json!("2")]));
}

#[test]
fn a_type_that_was_only_found_in_the_file_is_text_where_appended_cells_do_not_fit_it() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n,day\n1,2024-01-02\n").id;
    read(&server, &id, &typed(&[("n", "string"), ("day", "string")]));
    csv(&server, &id, "n,day\n2.5,2024-01-03\nx,2024-01-04\n");
    let made = read(&server, &id, &json!({}));
    assert_eq!((made.columns[0].r#type.as_str(), made.columns[1].r#type.as_str(), made.import.options), ("string", "date", None));
    assert_eq!((column(&server, &id, "n"), made.import.rejected_cells), (vec![json!("1"), json!("2.5"), json!("x")], 0));
}

#[test]
fn columns_that_are_named_otherwise_are_found_by_their_positions() {
    let server = Server::start();
    let id = server.upload("a.csv", b"a,b\nx,y\n").id;
    csv(&server, &id, "b,a\nd,c\n");
    read(&server, &id, &json!({ "header": false }));
    let row = |a: &str, b: &str| json!({ "column_1": a, "column_2": b });
    assert_eq!(rows(&server, &id), [row("a", "b"), row("x", "y"), row("c", "d")]);
    csv(&server, &id, "column_1,column_2\ne,f\n");
    read(&server, &id, &json!({}));
    assert_eq!(
        (column(&server, &id, "a"), column(&server, &id, "b")),
        (vec![json!("x"), json!("c"), json!("e")], vec![json!("y"), json!("d"), json!("f")])
    );
}

#[test]
fn words_for_no_value_and_writings_of_the_file_count_for_appended_cells() {
    let server = Server::start();
    let id = server.upload("a.csv", b"v;k\n1,5;a\nNA;b\n2,25;c\n").id;
    read(&server, &id, &typed(&[("v", "string")]));
    csv(&server, &id, "v;k\n3,75;d\nNA;e\n");
    read(&server, &id, &json!({}));
    assert_eq!(column(&server, &id, "v"), [json!(1.5), Value::Null, json!(2.25), json!(3.75), Value::Null]);
    read(&server, &id, &json!({ "null_words": ["e", "c"] }));
    assert_eq!(column(&server, &id, "k"), [json!("a"), json!("b"), Value::Null, json!("d"), Value::Null]);
}

#[test]
fn json_values_that_were_text_are_values_of_the_chosen_type_or_are_listed_as_they_were_sent() {
    let server = Server::start();
    let id = server.upload("a.csv", b"v\nx\n").id;
    let values = ["12.05", "123.456", "100", "1", "true", "{\"a\":1}", "\"\"", "\" 5\"", "\"a\\\"b\""];
    let lines: String = values.iter().map(|value| format!("{{\"v\":{value}}}\n")).collect();
    append(&server, &id, "application/x-ndjson", lines.as_bytes());
    for (of, fitting, listed) in [
        ("int64", json!({ "100": 100, "1": 1, " 5": 5 }), json!(["x", "12.05", "123.456", "true", "{\"a\":1}", "", "a\"b"])),
        ("decimal(5,2)", Value::Null, json!(["x", "123.456", "true", "{\"a\":1}", "", "a\"b"])),
        ("bool", json!({ "1": true, "true": true }), json!(["x", "12.05", "123.456", "100", "{\"a\":1}", "", " 5", "a\"b"])),
        ("date", json!({}), json!(["x", "12.05", "123.456", "100", "1", "true", "{\"a\":1}", "", " 5", "a\"b"])),
    ] {
        let made = read(&server, &id, &typed(&[("v", of)]));
        assert_eq!(json!(column(&server, &made.import.rejected.unwrap(), "cell")), listed, "{of}");
        let sent = ["x", "12.05", "123.456", "100", "1", "true", "{}", "", " 5", "a\"b"];
        let expected: Vec<Value> = sent.iter().map(|text| fitting[*text].clone()).collect();
        assert!(fitting.is_null() || column(&server, &id, "v") == expected, "{of}");
    }
}

#[test]
fn appended_text_keeps_its_blanks() {
    let server = Server::start();
    let id = server.upload("a.csv", b"t,n\n a ,1\n").id;
    read(&server, &id, &typed(&[("n", "string")]));
    csv(&server, &id, "t,n\n b , c \n");
    read(&server, &id, &typed(&[("t", "string")]));
    assert_eq!(rows(&server, &id), [json!({ "t": " a ", "n": "1" }), json!({ "t": " b ", "n": " c " })]);
}

#[test]
fn columns_of_which_only_some_are_named_otherwise_are_not_taken_for_each_other() {
    let server = Server::start();
    let id = server.upload("a.csv", b"id,price\nprice,qty\n1,2\n").id;
    csv(&server, &id, "id,price\n3,4\n");
    let problem = again(&server, &id, &json!({ "preamble": 1, "header": true })).expect_problem(409, "rows_added");
    assert_eq!(problem["params"]["reason"], "version 1: the column \"id\" is not in the file");
}

#[test]
fn appended_cells_are_held_against_the_type_of_all_of_the_file() {
    let server = Server::start();
    let whole: String = (0..20_000).map(|n| format!("{n}\n")).collect();
    let id = server.upload("a.csv", format!("n\n{whole}1.5\n").as_bytes()).id;
    csv(&server, &id, "n\n2.5\n");
    assert_eq!(read(&server, &id, &json!({})).columns[0].r#type, "float64");
}

#[test]
fn appended_numbers_with_other_digits_make_decimals_that_were_found_floats() {
    let server = Server::start();
    let id = server.upload("a.csv", b"k,v,w\na,1.50,2.50\n").id;
    read(&server, &id, &typed(&[("v", "float64"), ("w", "string")]));
    csv(&server, &id, "k,v,w\nb,1.234,2.5x\nc,2,\n");
    let made = read(&server, &id, &json!({}));
    assert_eq!(made.columns.iter().map(|column| column.r#type.as_str()).collect::<Vec<_>>(), ["string", "float64", "string"]);
    assert_eq!(
        (column(&server, &id, "v"), column(&server, &id, "w")),
        (vec![json!(1.5), json!(1.234), json!(2.0)], vec![json!("2.50"), json!("2.5x"), Value::Null])
    );
}

#[test]
fn appended_numbers_that_no_float_holds_are_text_beside_others_and_not_lost() {
    let server = Server::start();
    let id = server.upload("a.csv", b"p,k\n12.50,a\n3.00,b\n").id;
    read(&server, &id, &typed(&[("p", "string")]));
    csv(&server, &id, "p,k\n1.505,c\n1234567890123456.78,d\n");
    read(&server, &id, &json!({}));
    assert_eq!(column(&server, &id, "p"), ["12.50", "3.00", "1.505", "1234567890123456.78"]);
}

#[test]
fn words_for_no_value_count_in_json_and_arrow_too() {
    let server = Server::start();
    let id = server.upload("a.csv", b"v,k\n1,a\nNA,b\n2,c\n").id;
    read(&server, &id, &typed(&[("v", "string")]));
    append(&server, &id, "application/x-ndjson", b"{\"v\":\"NA\",\"k\":\"d\"}\n");
    let other = server.upload("b.csv", b"v,k\nNA,e\n").id;
    read(&server, &other, &typed(&[("v", "string")]));
    append(&server, &id, "application/vnd.apache.arrow.stream", &server.client().get(&format!("/api/datasets/{other}/arrow")).body);
    read(&server, &id, &json!({}));
    assert_eq!(column(&server, &id, "v"), [json!(1), Value::Null, json!(2), Value::Null, Value::Null]);
    read(&server, &id, &json!({ "null_words": ["d", "e"] }));
    assert_eq!(column(&server, &id, "k"), [json!("a"), json!("b"), json!("c"), Value::Null, Value::Null]);
}

#[test]
fn rows_that_a_restore_took_back_are_not_read_again_and_a_preview_shows_those_that_are() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    csv(&server, &id, "n\n2\n");
    csv(&server, &id, "n\n3\n");
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 1 })).expect(200);
    let preview = server.client().post_json(&format!("/api/datasets/{id}/preview"), &typed(&[("n", "string")])).expect(200);
    assert_eq!((&preview["rows"], &preview["rows_read"]), (&json!([["1"], ["2"]]), &json!(2)));
    read(&server, &id, &typed(&[("n", "string")]));
    assert_eq!(column(&server, &id, "n"), ["1", "2"]);
}

#[test]
fn files_that_were_merged_are_read_again_row_by_row_in_order() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    (2..5).for_each(|n| csv(&server, &id, &format!("n\n{n}\n")));
    let job = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
    csv(&server, &id, "n\n5\n");
    read(&server, &id, &typed(&[("n", "string")]));
    assert_eq!(column(&server, &id, "n"), ["1", "2", "3", "4", "5"]);
}

#[test]
fn a_reading_in_which_appended_rows_have_no_place_is_refused_with_the_reason() {
    let server = Server::start();
    let id = server.upload("a.csv", b"a,b\n1,2\n").id;
    csv(&server, &id, "a,b\n3,4\n");
    let problem = again(&server, &id, &json!({ "delimiter": ";" })).expect_problem(409, "rows_added");
    assert_eq!(problem["params"]["reason"], "version 1: the column \"a\" is not in the file");
    assert_eq!(rows(&server, &id).len(), 2);
}

#[test]
fn columns_that_a_query_or_a_model_made_are_not_taken_away() {
    let server = Server::start();
    let csv: String = (0..40).map(|n| format!("{n},{}\n", n % 2)).collect();
    let id = server.upload("a.csv", format!("x,y\n{csv}").as_bytes()).id;
    let model = tests::jobs::trained(&server.client(), &json!({ "estimator": "k_means", "dataset": id, "inputs": ["x", "y"], "clusters": 2 }));
    let path = format!("/api/models/{}/apply", model["id"].as_str().unwrap());
    let job = server.client().post_json(&path, &json!({ "dataset": id })).expect(202);
    assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
    let problem = again(&server, &id, &json!({})).expect_problem(409, "rows_added");
    assert!(problem["detail"].as_str().unwrap().contains("version 1 brought"), "{problem}");
}

#[test]
fn rows_that_come_while_a_file_is_read_again_are_in_the_version_that_it_makes() {
    let mut server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let waits = server.data().with_file_name("waits");
    server.set(FAULT, Some(&format!("import.read-again@{}", waits.display())));
    server.restart();
    let (client, asked) = (server.client(), id.clone());
    let reading = std::thread::spawn(move || client.post_json(&format!("/api/datasets/{asked}/import"), &typed(&[("n", "string")])));
    until("it has read", || waits.exists());
    csv(&server, &id, "n\n2\n");
    std::fs::remove_file(&waits).unwrap();
    assert_eq!(reading.join().unwrap().expect(200)["version"], 2);
    assert_eq!(column(&server, &id, "n"), ["1", "2"]);
}

#[test]
fn appended_bytes_that_are_gone_are_found_and_the_rows_stay() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    csv(&server, &id, "n\n2\n");
    let (kept, _) = server.files().into_iter().find(|(path, _)| path.contains("_kept-")).unwrap();
    std::fs::remove_file(kept).unwrap();
    let checked = run_with(&["check"], &server.settings());
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.code() == Some(1) && said.contains("that its rows were read from: it is missing"), "{said}");
    again(&server, &id, &json!({})).expect_problem(409, "rows_added");
    assert_eq!(rows(&server, &id).len(), 2);
}

#[test]
fn a_file_that_is_larger_than_what_is_taken_by_now_is_refused_with_the_limit() {
    let mut server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n22222222\n").id;
    server.set("SIGHTLINE_MAX_UPLOAD_BYTES", Some("8"));
    server.restart();
    assert_eq!(again(&server, &id, &json!({})).expect_problem(413, "payload_too_large")["params"]["limit"], "8");
}

#[test]
fn more_bytes_than_may_lie_unfinished_are_not_read_again() {
    let limits = [("SIGHTLINE_MAX_UPLOAD_BYTES", "60"), ("SIGHTLINE_MAX_PENDING_BYTES", "100")];
    let environment = limits.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let server = Server::with(Options { environment, ..Options::default() });
    let id = server.upload("a.csv", format!("n\n{}\n", "1".repeat(40)).as_bytes()).id;
    csv(&server, &id, &format!("n\n{}\n", "2".repeat(40)));
    assert_eq!(read(&server, &id, &json!({})).rows, 2);
    csv(&server, &id, &format!("n\n{}\n", "3".repeat(40)));
    let problem = again(&server, &id, &json!({})).expect_problem(409, "rows_added");
    assert!(problem["params"]["reason"].as_str().unwrap().contains("100 bytes"), "{problem}");
    assert_eq!(rows(&server, &id).len(), 3);
}
