//! SQL over datasets: right answers, clear refusals, and nothing that a statement can do to the server.

use std::io::Write;
use std::net::TcpStream;

use serde_json::{Value, json};
use tests::http::{Client, Reply};
use tests::jobs::ended;
use tests::process::children;
use tests::server::{Options, Server, until};

/// A query that would take years.
const ENDLESS: &str = "SELECT count(*) FROM big a, big b, big c, big d, big e, big f";

fn ask(client: &Client, sql: &str) -> Reply {
    client.post_json("/api/sql", &json!({ "sql": sql }))
}

#[track_caller]
fn rows(client: &Client, sql: &str) -> Value {
    ask(client, sql).expect(200)["rows"].clone()
}

#[track_caller]
fn refused(client: &Client, sql: &str, status: u16, code: &str) -> String {
    ask(client, sql).expect_problem(status, code)["detail"].as_str().unwrap().to_owned()
}

/// A server with two datasets that belong together.
fn shop() -> Server {
    let server = Server::start();
    server.upload("orders.csv", b"id,customer,amount\n1,a,10\n2,b,20\n3,a,12\n4,,1\n");
    server.upload("customers.csv", b"key,Full Name\na,Ada\nb,\"Bo, Jr\"\n");
    server
}

/// A server whose queries end after two seconds, with a table that is large when joined with itself.
fn impatient() -> Server {
    let environment = vec![("SIGHTLINE_QUERY_TIMEOUT_SECS".to_owned(), "2".to_owned())];
    let server = Server::with(Options { environment, ..Options::default() });
    let lines: String = (0..20_000).map(|n| format!("{n}\n")).collect();
    server.upload("big.csv", format!("n\n{lines}").as_bytes());
    server
}

#[test]
fn two_datasets_are_joined_and_counted() {
    let server = shop();
    let sql = r#"SELECT c."Full Name", sum(o.amount) AS total, count(*) AS n FROM orders o JOIN customers c ON o.customer = c.key GROUP BY 1 ORDER BY total DESC"#;
    let reply = ask(&server.client(), sql);
    let table = reply.expect(200);
    assert_eq!(table["rows"], json!([["Ada", 22, 2], ["Bo, Jr", 20, 1]]));
    let columns: Vec<(&str, &str)> =
        table["columns"].as_array().unwrap().iter().map(|c| (c["name"].as_str().unwrap(), c["type"].as_str().unwrap())).collect();
    assert_eq!(columns, [("Full Name", "string"), ("total", "int64"), ("n", "int64")]);
    assert_eq!(reply.header("sightline-rows"), "2");
}

#[test]
fn an_answer_comes_as_csv_and_arrow_too() {
    let server = shop();
    let send = |accept: &str| {
        let body = json!({ "sql": "SELECT * FROM customers ORDER BY key" }).to_string();
        server.client().send("POST", "/api/sql", &[("content-type", "application/json"), ("accept", accept)], Some(body.as_bytes()))
    };
    assert_eq!(String::from_utf8(send("text/csv").body).unwrap(), "key,Full Name\r\na,Ada\r\nb,\"Bo, Jr\"\r\n");
    let arrow = send("application/vnd.apache.arrow.stream");
    let batches: Vec<_> = arrow_ipc::reader::StreamReader::try_new(arrow.body.as_slice(), None).unwrap().map(Result::unwrap).collect();
    assert_eq!(batches.iter().map(arrow_array::RecordBatch::num_rows).sum::<usize>(), 2);
    assert_eq!(batches[0].schema().field(1).name(), "Full Name");
}

#[test]
fn a_dataset_is_found_by_its_name_and_by_its_id_and_the_newest_of_two_counts() {
    let server = shop();
    let old = server.upload("orders.csv", b"id,customer,amount\n9,z,1\n");
    let newest = server.upload("orders.csv", b"id,customer,amount\n7,z,1\n8,z,1\n");
    let client = server.client();
    assert_eq!(rows(&client, "SELECT count(*) FROM orders"), json!([[2]]));
    assert_eq!(rows(&client, &format!(r#"SELECT count(*) FROM "{}""#, newest.id)), json!([[2]]));
    assert_eq!(rows(&client, &format!(r#"SELECT count(*) FROM "{}""#, old.id)), json!([[1]]));
}

#[test]
fn values_of_every_type_come_out_as_they_went_in() {
    let server = Server::start();
    let table = "SELECT arrow_cast(18446744073709551615, 'UInt64') AS u, CAST('1.10' AS DECIMAL(10,2)) AS d, DATE '2024-02-29' AS day, \
                 TIMESTAMP '2024-02-29T12:30:00.5' AS at, arrow_cast('12:30:01', 'Time64(Microsecond)') AS clock, \
                 9007199254740993 AS big, CAST('NaN' AS DOUBLE) AS nan, NULL AS nothing, true AS yes, 'ä\"b' AS text";
    let expected =
        json!([["18446744073709551615", "1.10", "2024-02-29", "2024-02-29T12:30:00.500", "12:30:01", "9007199254740993", "NaN", null, true, "ä\"b"]]);
    assert_eq!(rows(&server.client(), table), expected);
    let id = save(&server, "types", table, "manual");
    assert_eq!(rows(&server.client(), &format!("SELECT * FROM \"{id}\"")), expected, "stored and read again");
}

#[test]
fn statements_that_write_or_set_are_refused() {
    let server = shop();
    let client = server.client();
    for sql in [
        "CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '/etc/passwd'",
        "COPY orders TO '/tmp/sightline-stolen.csv'",
        "INSERT INTO orders VALUES (5, 'a', 1)",
        "DROP TABLE orders",
        "CREATE VIEW v AS SELECT 1",
        "SET datafusion.execution.batch_size = 1",
        "DELETE FROM orders",
        "SHOW TABLES",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "",
    ] {
        refused(&client, sql, 400, "invalid_sql");
    }
    assert!(!std::path::Path::new("/tmp/sightline-stolen.csv").exists());
    assert_eq!(rows(&client, "SELECT count(*) FROM orders"), json!([[4]]));
}

#[test]
fn files_of_the_machine_are_out_of_reach_and_their_paths_are_not_repeated() {
    let server = shop();
    let client = server.client();
    for sql in [
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT * FROM 'file:///etc/passwd'",
        "SELECT * FROM read_csv('/etc/passwd')",
    ] {
        let detail = refused(&client, sql, 400, "invalid_sql");
        assert!(!detail.contains("passwd") && !detail.contains("datafusion"), "{detail}");
    }
    for sql in ["SELECT * FROM information_schema.tables", "SELECT * FROM information_schema.df_settings", "SELECT * FROM nowhere"] {
        refused(&client, sql, 400, "invalid_sql");
    }
}

#[test]
fn a_mistake_is_told_with_its_place() {
    let server = shop();
    let detail = refused(&server.client(), "SELECT id\nFROM orders WHERE )", 400, "invalid_sql");
    assert!(detail.contains("line 2"), "{detail}");
    let detail = refused(&server.client(), "SELECT amuont FROM orders", 400, "invalid_sql");
    assert!(detail.contains("amuont") && detail.contains("amount"), "{detail}");
}

#[test]
fn integers_never_wrap_around() {
    let server = Server::start();
    server.upload("edge.csv", b"n,g\n9223372036854775807,a\n1,a\n");
    let client = server.client();
    for sql in [
        "SELECT sum(n) FROM edge",
        "SELECT g, sum(n) FROM edge GROUP BY g",
        "SELECT n + 1 FROM edge",
        "SELECT n * 2 FROM edge WHERE n > 1",
        "SELECT 9223372036854775807 + 1",
        "SELECT sum(n) OVER () FROM edge",
    ] {
        refused(&client, sql, 422, "overflow");
    }
    assert_eq!(rows(&client, "SELECT sum(n - 1), sum(n) FROM edge WHERE n > 1"), json!([["9223372036854775806", "9223372036854775807"]]));
}

#[test]
fn a_query_without_end_is_ended_at_its_limit_and_others_go_on() {
    let server = impatient();
    let client = server.client();
    std::thread::scope(|scope| {
        let endless = scope.spawn(|| ask(&server.client(), ENDLESS));
        until("the query runs", || !children(server.pid()).is_empty());
        assert_eq!(rows(&client, "SELECT count(*) FROM big"), json!([[20_000]]));
        let reply = endless.join().unwrap();
        assert_eq!(reply.expect_problem(422, "query_timeout")["params"]["limit"], "2");
    });
    until("its process is gone", || children(server.pid()).is_empty());
}

#[test]
fn what_would_take_all_memory_or_the_stack_is_an_error_of_that_query() {
    let server = impatient();
    let client = server.client();
    refused(&client, "SELECT repeat('x', 2000000000)", 400, "invalid_sql");
    refused(&client, "SELECT lpad('x', 2000000000, 'y')", 400, "invalid_sql");
    refused(&client, &format!("SELECT {}", vec!["1"; 20_000].join("+")), 400, "invalid_sql");
    refused(&client, &vec!["SELECT 1"; 3_000].join(" UNION ALL "), 400, "invalid_sql");
    refused(&client, &format!("SELECT '{}'", "x".repeat(200_000)), 400, "invalid_sql");
    let nested = ask(&client, &format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000)));
    assert_eq!(nested.status, 400, "{nested}");
    server.expect_well();
}

#[test]
fn a_caller_who_leaves_takes_the_query_along() {
    let server = Server::start();
    server.upload("big.csv", format!("n\n{}", "1\n".repeat(20_000)).as_bytes());
    let body = json!({ "sql": ENDLESS }).to_string();
    let mut connection = TcpStream::connect(server.address()).unwrap();
    let head =
        format!("POST /api/sql HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", server.address(), body.len());
    connection.write_all(format!("{head}{body}").as_bytes()).unwrap();
    until("the query runs", || children(server.pid()).len() == 1);
    drop(connection);
    until("its process is gone", || children(server.pid()).is_empty());
}

/// Saves a result and waits for it.
#[track_caller]
fn save(server: &Server, name: &str, sql: &str, refresh: &str) -> String {
    let job = server.client().post_json("/api/sql/save", &json!({ "name": name, "sql": sql, "refresh": refresh })).expect(202);
    let ended = ended(&server.client(), job["id"].as_str().unwrap());
    assert_eq!(ended["state"], "succeeded", "{ended}");
    ended["result"]["dataset"].as_str().unwrap().to_owned()
}

fn dataset(server: &Server, id: &str) -> Value {
    server.client().get(&format!("/api/datasets/{id}")).json()
}

fn append(server: &Server, id: &str, csv: &str) {
    let reply = server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(csv.as_bytes()));
    assert!(reply.status < 300, "{reply}");
}

#[test]
fn a_saved_result_is_a_dataset_that_is_refreshed_by_hand() {
    let server = Server::start();
    let source = server.upload("numbers.csv", b"n\n1\n2\n").id;
    let saved = save(&server, "total", "SELECT sum(n) AS total FROM numbers", "manual");
    assert_eq!(rows(&server.client(), "SELECT total FROM total"), json!([[3]]));
    assert_eq!(dataset(&server, &saved)["source"]["inputs"], json!([source]));
    append(&server, &source, "n\n10\n");
    assert_eq!(dataset(&server, &saved)["version"], 0, "nobody asked");
    let job = server.client().post(&format!("/api/datasets/{saved}/refresh"), b"").expect(202);
    assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
    assert_eq!(dataset(&server, &saved)["version"], 1);
    assert_eq!(rows(&server.client(), "SELECT total FROM total"), json!([[13]]));
    server.client().post(&format!("/api/datasets/{source}/refresh"), b"").expect_problem(400, "invalid_request");
}

#[test]
fn a_saved_result_follows_what_it_reads_also_over_a_kill() {
    let mut server = Server::start();
    let source = server.upload("numbers.csv", b"n\n1\n2\n").id;
    let saved = save(&server, "total", "SELECT sum(n) AS total FROM numbers", "on_change");
    append(&server, &source, "n\n10\n");
    until("it follows", || rows(&server.client(), "SELECT total FROM total") == json!([[13]]));
    append(&server, &source, "n\n100\n");
    server.kill9();
    server.restart();
    until("it catches up", || rows(&server.client(), "SELECT total FROM total") == json!([[113]]));
    let version = dataset(&server, &saved)["version"].as_u64().unwrap();
    assert!((2..=3).contains(&version), "one version per change, not an endless loop: {version}");
}

#[test]
fn a_saved_result_whose_input_is_gone_says_so_and_keeps_its_rows() {
    let server = Server::start();
    let source = server.upload("numbers.csv", b"n\n1\n2\n").id;
    let saved = save(&server, "total", "SELECT sum(n) AS total FROM numbers", "manual");
    assert_eq!(server.client().delete(&format!("/api/datasets/{source}")).status, 204);
    let job = server.client().post(&format!("/api/datasets/{saved}/refresh"), b"").expect(202);
    let ended = ended(&server.client(), job["id"].as_str().unwrap());
    assert_eq!((&ended["state"], &ended["problem"]["code"]), (&json!("failed"), &json!("deleted_meanwhile")), "{ended}");
    assert_eq!(rows(&server.client(), "SELECT total FROM total"), json!([[3]]));
}

#[test]
fn a_result_that_can_not_be_computed_fails_with_the_reason() {
    let server = shop();
    let job = server.client().post_json("/api/sql/save", &json!({ "name": "x", "sql": "SELECT nothing FROM orders" })).expect(202);
    let ended = ended(&server.client(), job["id"].as_str().unwrap());
    assert_eq!((&ended["state"], &ended["problem"]["code"]), (&json!("failed"), &json!("invalid_sql")), "{ended}");
    server.client().post_json("/api/sql/save", &json!({ "name": " ", "sql": "SELECT 1" })).expect_problem(400, "invalid_request");
}
