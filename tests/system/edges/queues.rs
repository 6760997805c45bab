//! Many of one kind: queries at once, rows of an answer, links of a dashboard.

use std::sync::mpsc::channel;
use std::thread::spawn;

use serde_json::{Value, json};
use tests::process::children;
use tests::raw::Raw;
use tests::server::{Options, Server, until};

/// A query that would take years.
const ENDLESS: &str = "SELECT count(*) FROM big a, big b, big c, big d, big e, big f";
const RUNNING: usize = 2;
const WAITING: usize = 20;

#[test]
fn two_queries_run_twenty_wait_and_one_more_is_refused_with_that_number() {
    let mut server = Server::start();
    let lines: String = (0..20_000).map(|n| format!("{n}\n")).collect();
    server.upload("big.csv", format!("n\n{lines}").as_bytes());
    let body = json!({ "sql": ENDLESS }).to_string();
    let (told, answers) = channel();
    for _ in 0..RUNNING + WAITING + 1 {
        let headers = [("Host", server.address()), ("Content-Type", "application/json"), ("Content-Length", &body.len().to_string())];
        let mut ask = Raw::connect(server.address()).head("POST /api/sql", &headers);
        ask.send(body.as_bytes());
        let told = told.clone();
        spawn(move || told.send(ask.bytes()));
    }
    let refused = String::from_utf8(answers.recv().unwrap()).unwrap();
    assert!(refused.starts_with("HTTP/1.1 429 ") && refused.contains("\"code\":\"busy\"") && refused.contains("20 queries are waiting"), "{refused}");
    until("as many run as may", || children(server.pid()).len() == RUNNING);
    server.kill9();
    drop(told);
    assert_eq!(answers.iter().filter(Vec::is_empty).count(), RUNNING + WAITING, "all others still waited for their answers");
}

#[test]
fn a_question_has_a_quarter_of_the_memory_that_is_set_for_them_and_says_what_it_lacks() {
    let environment = vec![("SIGHTLINE_MEMORY_BYTES".into(), (256 << 20).to_string())];
    let server = Server::with(Options { environment, ..Options::default() });
    let lines: String = (0..20_000).map(|n| format!("{n}\n")).collect();
    server.upload("t.csv", format!("n\n{lines}").as_bytes());
    // 20,000 texts of so many bytes in one list: 16 MB, and 160.
    let ask = |bytes: usize| {
        let sql = format!("SELECT array_length(array_agg(repeat('x', {bytes}))) FROM t");
        server.client().post_json("/api/sql", &json!({ "sql": sql }))
    };
    assert_eq!(ask(800).expect(200)["rows"][0][0], 20_000);
    let problem = ask(8_000).expect_problem(422, "query_memory");
    assert_eq!(problem["params"]["limit"], (64 << 20).to_string(), "{problem}");
    server.expect_well();
}

#[test]
fn an_answer_has_a_million_rows_at_most() {
    let server = Server::start();
    server.upload("t.csv", format!("n\n{}", "1\n".repeat(1_001)).as_bytes());
    let ask = |rows: usize| {
        let sql = json!({ "sql": format!("SELECT a.n FROM t a, t b LIMIT {rows}") });
        server.client().send("POST", "/api/sql", &[("content-type", "application/json"), ("accept", "text/csv")], Some(sql.to_string().as_bytes()))
    };
    let problem = ask(1_000_001).expect_problem(400, "invalid_sql");
    assert!(problem["detail"].as_str().unwrap().contains("more than 1000000 rows; add a LIMIT"), "{problem}");
    assert!(ask(1_000_000).body == format!("n\r\n{}", "1\r\n".repeat(1_000_000)).into_bytes());
}

#[test]
fn a_dashboard_has_100_links_that_work_and_one_more_when_one_is_revoked() {
    let server = Server::start();
    let id = server.upload("a.csv", b"a,b\n1,x\n2,y\n").id;
    let [first, second] = [(); 2].map(|()| format!("/api/dashboards/{}/links", server.dashboard(&id)["id"].as_str().unwrap()));
    let make = |links: &str| server.client().post_json(links, &json!({}));
    let made: Vec<Value> = (0..100).map(|_| make(&first).expect(201)).collect();
    let problem = make(&first).expect_problem(400, "invalid_request");
    assert_eq!(problem["params"]["field"], "links");
    assert!(problem["detail"].as_str().unwrap().contains("100 links to this dashboard work already; revoke"), "{problem}");
    make(&second).expect(201);
    let works = |link: &Value| server.client().get(&format!("/api/links/{}", link["token"].as_str().unwrap())).status == 200;
    assert!(made.iter().all(works));
    assert_eq!(server.client().delete(&format!("{first}/{}", made[0]["id"].as_str().unwrap())).status, 204);
    assert!(works(&make(&first).expect(201)));
    make(&first).expect_problem(400, "invalid_request");
}
