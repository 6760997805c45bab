//! `GET /api/datasets/{id}/profile/full`: what every column of a version holds.

use serde_json::{Value, json};
use tests::flights;
use tests::jobs::ended;
use tests::oracle::Oracle;
use tests::server::Server;
use tests::services::s3::S3;

const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];
/// Two integers beyond 2^53, decimals, dates, texts, truth values.
const SHOP: &[u8] = b"id,price,day,code,paid\n9007199254740993,1.50,2026-01-01,007,true\n9007199254740995,2.25,2026-01-03,007,false\n,,,,\n\
    9007199254740995,-0.75,2026-01-03,,true\n";
const MORE: &[u8] = b"id,price,day,code,paid\n-3,1000.00,2027-01-01,a much longer code,true\n9007199254740993,1.50,,\xe4\xbb\xa3\xe7\xa0\x81,\n";

fn full(server: &Server, id: &str, query: &str) -> Value {
    server.client().get(&format!("/api/datasets/{id}/profile/full?{query}")).expect(200)
}

fn append(server: &Server, id: &str, body: &[u8]) {
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(body)).expect(200);
}

fn state(server: &Server, id: &str) -> Vec<String> {
    server.files().into_iter().map(|(name, _)| name).filter(|name| name.contains(id) && name.contains(".state-")).collect()
}

#[test]
fn every_value_of_a_small_table_is_exact() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP).id;
    let profile = full(&server, &id, "");
    assert_eq!((&profile["version"], &profile["rows"]), (&json!(0), &json!(4)));
    let [id, price, day, code, paid] = [0, 1, 2, 3, 4].map(|at| profile["columns"][at].clone());
    assert_eq!((&id["type"], &id["nulls"], &id["distinct"], &id["is_sketch"]), (&json!("int64"), &json!(1), &json!(2), &json!(false)));
    assert_eq!((&id["min"], &id["max"], &id["median"]), (&json!(9_007_199_254_740_993_i64), &json!(9_007_199_254_740_995_i64), &id["max"]));
    assert_eq!(id["top"], json!([{ "value": 9_007_199_254_740_995_i64, "count": 2 }]));
    assert_eq!((&price["min"], &price["max"], &price["mean"], &price["median"]), (&json!("-0.75"), &json!("2.25"), &json!(1.0), &json!("1.50")));
    assert_eq!((&day["min"], &day["median"], &day["top"][0]["count"]), (&json!("2026-01-01"), &json!("2026-01-03"), &json!(2)));
    assert_eq!((&day["bars"], &day["edges"]), (&json!([1, 2]), &json!(["2026-01-01", "2026-01-03", "2026-01-03"])));
    assert_eq!((&code["top"], &code["shortest"], &code["longest_chars"]), (&json!([{ "value": "007", "count": 2 }]), &json!("007"), &json!(3)));
    assert_eq!(paid["top"], json!([{ "value": true, "count": 2 }]));
}

#[test]
fn the_profile_after_an_append_is_that_of_all_rows() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP).id;
    let before = full(&server, &id, "");
    append(&server, &id, MORE);
    assert_eq!(state(&server, &id).len(), 1);
    let after = full(&server, &id, "");
    assert_eq!((&after["version"], &after["rows"]), (&json!(1), &json!(6)));
    let ids = &after["columns"][0];
    assert_eq!((&ids["min"], &ids["max"], &ids["distinct"]), (&json!(-3), &json!(9_007_199_254_740_995_i64), &json!(3)));
    let code = &after["columns"][3];
    assert_eq!((&code["shortest"], &code["shortest_chars"], &code["longest"]), (&json!("代码"), &json!(2), &json!("a much longer code")));
    // The state of the version before was taken up, and the one of this version is kept.
    assert!(state(&server, &id)[0].ends_with("/1.state-1"));
    assert_eq!(full(&server, &id, "version=0"), before);

    let fresh = server.upload("all.csv", SHOP).id;
    append(&server, &fresh, MORE);
    assert_eq!(full(&server, &fresh, "")["columns"], after["columns"], "read at once, without a state");
    let compaction = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    assert_eq!(ended(&server.client(), compaction["id"].as_str().unwrap())["state"], "succeeded");
    let compacted = full(&server, &id, "");
    assert_eq!((&compacted["version"], &compacted["columns"]), (&json!(2), &after["columns"]));
}

#[test]
fn what_is_damaged_or_gone_is_made_again() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP).id;
    let first = full(&server, &id, "");
    let folder = server.data().join("datasets").join(&id).join("_profile");
    std::fs::write(folder.join("0.json"), b"{").unwrap();
    assert_eq!(full(&server, &id, ""), first);
    std::fs::write(folder.join("0.state-1"), b"no state").unwrap();
    append(&server, &id, MORE);
    let after = full(&server, &id, "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(full(&server, &id, ""), after);
    server.client().delete(&format!("/api/datasets/{id}?purge=true")).expect(204);
    assert!(!server.data().join("datasets").join(&id).exists());
}

#[test]
fn flights_are_profiled_as_an_oracle_counts_them() {
    let server = Server::start();
    let rows = 60_000;
    let id = server.upload("flights.parquet", &flights::parquet(&flights::first(rows))).id;
    let profile = full(&server, &id, "");
    let oracle = Oracle::of_batch(&flights::first(rows));
    for column in profile["columns"].as_array().unwrap() {
        let name = column["name"].as_str().unwrap();
        let of = |sql: &str| oracle.int(&sql.replace('?', name));
        let values = of("SELECT count(?) FROM t");
        assert_eq!(column["distinct"], of("SELECT count(DISTINCT ?) FROM t"), "{name}");
        let most = of("SELECT max(n) FROM (SELECT count(*) AS n FROM t WHERE ? IS NOT NULL GROUP BY ?)");
        assert_eq!(column["top"][0]["count"], most, "{name}");
        let bars = column["bars"].as_array().map(|bars| bars.iter().filter_map(Value::as_i64).sum::<i64>());
        assert_eq!(bars, (column["type"] != "string").then_some(values), "{name}");
        if column["type"] == "int64" {
            let mean = of("SELECT CAST(round(avg(?) * 1000) AS BIGINT) FROM t");
            assert_eq!((column["mean"].as_f64().unwrap() * 1000.0).round() as i64, mean, "{name}");
            let below = format!("SELECT count(*) FROM t WHERE ? < {}", column["median"]);
            let upto = format!("SELECT count(*) FROM t WHERE ? <= {}", column["median"]);
            assert!(of(&below) * 2 <= values && of(&upto) * 2 >= values, "{name}");
        }
    }
}

#[test]
fn a_profile_is_downloaded_as_csv_too() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP).id;
    let path = format!("/api/datasets/{id}/profile/full");
    let asked = server.client().get(&format!("{path}?format=csv"));
    assert!(asked.header("content-type").starts_with("text/csv"));
    assert_eq!(server.client().get_with(&path, &[("accept", "text/csv")]).body, asked.body);
    let text = String::from_utf8(asked.body).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 6);
    assert!(lines[0].starts_with("name,type,rows,nulls,") && lines[1].starts_with("id,int64,4,1,0,2,false,9007199254740993,9007199254740995,"));
}

#[test]
fn a_profile_of_nothing_is_refused_with_its_reason() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP).id;
    let client = server.client();
    client.get(&format!("/api/datasets/{id}/profile/full?version=7")).expect_problem(404, "not_found");
    client.get(&format!("/api/datasets/{id}/profile/full?format=xml")).expect_problem(400, "invalid_request");
    client.get("/api/datasets/6f1d2c3b-0000-4000-8000-000000000000/profile/full").expect_problem(404, "not_found");
    let empty = server.upload("empty.csv", b"a,b\n").id;
    let columns = full(&server, &empty, "")["columns"].clone();
    assert_eq!((&columns[0]["distinct"], &columns[0]["nulls"]), (&json!(0), &json!(0)));
}

#[test]
fn profiles_lie_on_an_object_store_as_well() {
    let s3 = S3::start();
    let server = Server::with(tests::server::Options::default().on_s3(&s3));
    let id = server.upload("shop.csv", SHOP).id;
    full(&server, &id, "");
    append(&server, &id, MORE);
    assert_eq!(full(&server, &id, "")["rows"], 6);
    assert_eq!(full(&server, &id, "")["columns"][0]["min"], -3);
}
