//! What others do while a server holds a data file against its checksum.

use std::fs;
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use serde_json::json;
use tests::http::{Client, Reply};
use tests::process;
use tests::server::{FAULT, Server, until};

/// A server with the dataset `numbers`, whose next look at a data file waits until the file at that path is taken away.
fn waiting() -> (Server, String, PathBuf) {
    let mut server = Server::start();
    let id = server.upload("numbers.csv", b"n\n1\n").id;
    let waits = server.data().with_file_name("waits");
    server.set(FAULT, Some(&format!("verify.begun@{}", waits.display())));
    server.set("SIGHTLINE_QUERY_TIMEOUT_SECS", Some("20"));
    server.restart();
    (server, id, waits)
}

fn aside(server: &Server, ask: impl FnOnce(Client) -> Reply + Send + 'static) -> JoinHandle<Reply> {
    let client = server.client();
    thread::spawn(move || ask(client))
}

fn sql(client: &Client, statement: &str) -> Reply {
    client.post_json("/api/sql", &json!({ "sql": statement }))
}

#[test]
fn a_dataset_that_is_removed_while_it_is_read_is_gone_and_not_damaged() {
    let mean = json!({ "group_by": [], "measures": [{ "op": "mean", "column": "n" }] });
    for path in ["arrow", "head", "export?format=csv", "export?format=xlsx", "profile/full", "aggregate"] {
        let (server, id, waits) = waiting();
        let (address, mean) = (format!("/api/datasets/{id}/{path}"), mean.clone());
        let reading = aside(&server, move |client| match address.ends_with("aggregate") {
            true => client.post_json(&address, &mean),
            false => client.get(&address),
        });
        until("it is about to look at the file", || waits.exists());
        assert_eq!(server.client().delete(&format!("/api/datasets/{id}?purge=true")).status, 204);
        fs::remove_file(&waits).unwrap();
        reading.join().unwrap().expect_problem(404, "not_found");
    }
}

#[test]
fn a_statement_whose_files_are_looked_at_keeps_no_other_from_running() {
    for (statement, status) in [("SELECT nothing FROM numbers", 400), ("SELECT n FROM numbers", 200)] {
        let (server, _, waits) = waiting();
        let looking = aside(&server, move |client| sql(&client, statement));
        until("it is about to look at the file", || waits.exists());
        let endless = "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT count(*) FROM t";
        let other = aside(&server, move |client| sql(&client, endless));
        until("the other one runs", || !process::children(server.pid()).is_empty());
        assert_eq!(sql(&server.client(), "SELECT 7 AS n").expect(200)["rows"], json!([[7]]));
        assert!(!other.is_finished(), "it waited for the other one");
        fs::remove_file(&waits).unwrap();
        assert_eq!(looking.join().unwrap().status, status);
        other.join().unwrap().expect_problem(422, "query_timeout");
    }
}
