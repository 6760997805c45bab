//! `POST /api/datasets/{id}/rows` and what is seen of it: versions, older versions, and what is refused.

use serde_json::{Value, json};
use shared::wire::dataset::Dataset;
use tests::http::Reply;
use tests::ipc;
use tests::jobs::ended;
use tests::server::Server;

const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];

/// Three rows of every plain type that CSV can tell.
fn shop(server: &Server) -> Dataset {
    server.upload("shop.csv", b"id,code,price,at\n1,007,1.50,2026-01-01T10:00:00\n2,008,2.25,2026-01-02T10:00:00\n3,,,\n")
}

fn append(server: &Server, id: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), headers, Some(body))
}

/// The rows of a version as JSON objects.
fn rows(server: &Server, id: &str, query: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow?{query}")).body)
}

fn versions(server: &Server, id: &str) -> Vec<Value> {
    server.client().get(&format!("/api/datasets/{id}/versions")).expect(200)["versions"].as_array().unwrap().clone()
}

#[test]
fn appended_rows_are_the_next_version_and_every_version_stays() {
    let server = Server::start();
    let id = shop(&server).id;
    let dataset = append(&server, &id, CSV, b"at,id,code\n2026-01-03T10:00:00,4,0010\n").expect(200);
    assert_eq!((&dataset["version"], &dataset["rows"]), (&json!(1), &json!(4)));
    let last = rows(&server, &id, "").pop().unwrap();
    assert_eq!(last, json!({ "id": 4, "code": "0010", "price": null, "at": "2026-01-03T10:00:00" }));
    assert_eq!(rows(&server, &id, "version=0").len(), 3);
    let seen = versions(&server, &id);
    let told: Vec<_> = seen.iter().map(|v| (v["version"].clone(), v["change"].clone(), v["rows"].clone(), v["rows_added"].clone())).collect();
    assert_eq!(told, [(json!(1), json!("append"), json!(4), json!(1)), (json!(0), json!("import"), json!(3), json!(3))]);
    let profile = server.client().get(&format!("/api/datasets/{id}/profile")).expect(200);
    assert_eq!((&profile["rows"], &profile["columns"][0]["max"]), (&json!(4), &json!(4)));
}

#[test]
fn appended_fields_are_between_the_marks_that_the_file_of_the_dataset_has() {
    let server = Server::start();
    let appended = |text: &str, more: &str| {
        let id = server.upload("x.csv", text.as_bytes()).id;
        append(&server, &id, CSV, more.as_bytes()).expect(200);
        rows(&server, &id, "").split_off(3).iter().map(|row| row["said"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let single = "id,said\n1,'Smith, J'\n2,'Doe, J'\n3,'it''s'\n";
    assert_eq!(appended(single, "id,said\n4,'Roe'\n5,'a, b'\n6,x\"y\"\n"), ["Roe", "a, b", "x\"y\""]);
    let none = "id\tsaid\n1\t\"Begin\n2\t\"Go on\n3\t\"End\n";
    assert_eq!(appended(none, "id\tsaid\n4\t\"Again\"\n5\t\"Go\n"), ["\"Again\"", "\"Go"]);
    let escaped = "id,said\n1,\"say \\\"hi\\\" now\"\n2,x\n3,y\n";
    assert_eq!(appended(escaped, "id,said\n4,\"so \\\"it\\\" is\"\n"), ["so \"it\" is"]);
    assert_eq!(appended("id,said\n1,a\n2,b\n3,c\n", "id,said\n4,'d'\n5,\"e, f\"\n"), ["'d'", "e, f"]);
}

#[test]
fn ndjson_and_arrow_rows_are_appended_exactly() {
    let server = Server::start();
    let id = shop(&server).id;
    let ndjson: &[(&str, &str)] = &[("content-type", "application/x-ndjson")];
    append(&server, &id, ndjson, b"{\"id\": 9007199254740993, \"price\": 0.1}\n").expect(200);
    let whole = server.client().get(&format!("/api/datasets/{id}/arrow")).body;
    let arrow: &[(&str, &str)] = &[("content-type", "application/vnd.apache.arrow.stream")];
    append(&server, &id, arrow, &whole).expect(200);
    let all = rows(&server, &id, "");
    assert_eq!(all.len(), 8);
    assert_eq!(all[3]["id"], json!(9_007_199_254_740_993_i64));
    assert_eq!(all[..4], all[4..]);
}

#[test]
fn the_same_idempotency_key_stores_once_whatever_comes_between() {
    let mut server = Server::start();
    let id = shop(&server).id;
    let key: &[(&str, &str)] = &[("content-type", "text/csv"), ("idempotency-key", "order-17")];
    assert_eq!(append(&server, &id, key, b"id\n4\n").expect(200)["rows"], 4);
    assert_eq!(append(&server, &id, key, b"id\n4\n").expect(200)["rows"], 4);
    server.kill9();
    server.restart();
    assert_eq!(append(&server, &id, key, b"id\n4\n").expect(200)["rows"], 4);
    assert_eq!(rows(&server, &id, "").len(), 4);
}

#[test]
fn rows_that_do_not_fit_are_refused_and_name_the_cell() {
    let server = Server::start();
    let id = shop(&server).id;
    let problem = append(&server, &id, CSV, b"id,price\n4,1.0\nfive,2.0\n").expect_problem(422, "rows_dont_fit");
    assert_eq!((&problem["params"]["column"], &problem["params"]["row"]), (&json!("id"), &json!("3")));
    assert_eq!(problem["params"]["value"], "five");
    let problem = append(&server, &id, CSV, b"id,colour\n4,red\n").expect_problem(422, "column_mismatch");
    assert_eq!(problem["params"]["column"], "colour");
    append(&server, &id, &[("content-type", "image/png")], b"id\n4\n").expect_problem(400, "invalid_request");
    append(&server, &id, CSV, b"").expect_problem(422, "empty_file");
    append(&server, "0192f0c1-2345-7000-8000-000000000000", CSV, b"id\n4\n").expect_problem(404, "not_found");
    assert_eq!(rows(&server, &id, "").len(), 3);
    assert_eq!(versions(&server, &id).len(), 1);
}

#[test]
fn prices_of_more_digits_than_their_column_has_are_refused_with_what_to_do_and_fit_after_it() {
    let server = Server::start();
    let id = shop(&server).id;
    let (column, more) =
        (|id: &str| server.client().get(&format!("/api/datasets/{id}")).expect(200)["columns"][2]["type"].clone(), b"id,price\n4,1.125\n");
    assert_eq!(column(&id), "decimal(18,2)");
    let problem = append(&server, &id, CSV, more).expect_problem(422, "rows_dont_fit");
    let said = "Row 2: \"1.125\" does not fit the column \"price\", which is decimal(18,2); nothing was added. Change it or the column's type.";
    assert_eq!(problem["detail"], said);
    let wider = json!({ "columns": { "price": { "type": "decimal(18,3)" } } });
    server.client().post_json(&format!("/api/datasets/{id}/import"), &wider).expect(200);
    append(&server, &id, CSV, more).expect(200);
    assert_eq!((column(&id), &rows(&server, &id, "")[3]["price"]), (json!("decimal(18,3)"), &json!(1.125)));
}

#[test]
fn many_appends_at_once_lose_nothing_and_are_merged_without_changing_a_row() {
    let server = Server::start();
    let id = server.upload("n.csv", b"n\n-1\n").id;
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (server, id) = (&server, &id);
            scope.spawn(move || {
                for i in 0..12 {
                    append(server, id, CSV, format!("n\n{}\n", writer * 12 + i).as_bytes()).expect(200);
                }
            });
        }
    });
    let numbers = |query: &str| -> Vec<i64> { rows(&server, &id, query).iter().map(|row| row["n"].as_i64().unwrap()).collect() };
    let in_order = numbers("");
    let mut sorted = in_order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (-1..48).collect::<Vec<_>>());
    let job = server.client().post_json(&format!("/api/datasets/{id}/compact"), &json!({})).expect(202);
    let job = ended(&server.client(), job["id"].as_str().unwrap());
    assert_eq!(job["state"], "succeeded", "{job}");
    let merged: Vec<u64> = versions(&server, &id).iter().filter(|v| v["change"] == "compaction").map(|v| v["version"].as_u64().unwrap()).collect();
    assert!(!merged.is_empty());
    for version in merged {
        assert_eq!(numbers(&format!("version={version}")), numbers(&format!("version={}", version - 1)));
    }
    assert_eq!(numbers(""), in_order);
}
