//! The catalog in Postgres, when something is wrong with it.

use serde_json::json;
use tempfile::TempDir;
use tests::server::{Options, Server, refusal, until};
use tests::services::free_port;
use tests::services::postgres::{PASSWORD, Postgres};

fn catalog(url: &str) -> Vec<(String, String)> {
    vec![("SIGHTLINE_CATALOG".into(), url.into())]
}

#[test]
fn a_wrong_password_is_said_at_the_start_and_never_repeated() {
    let (postgres, folder) = (Postgres::start(), TempDir::new().unwrap());
    let said = refusal(folder.path(), &[], &catalog(&postgres.url_with("wrong-secret-99")));
    assert!(said.contains("SIGHTLINE_CATALOG") && said.contains("password authentication failed"), "{said}");
    assert!(!said.contains("wrong-secret-99"), "{said}");
}

#[test]
fn a_database_that_is_not_there_is_said_at_the_start() {
    let folder = TempDir::new().unwrap();
    let said = refusal(folder.path(), &[], &catalog(&format!("postgres://a:hidden@127.0.0.1:{}/b", free_port())));
    assert!(said.contains("SIGHTLINE_CATALOG") && said.contains("refused"), "{said}");
    assert!(!said.contains("hidden"), "{said}");
}

#[test]
fn a_database_that_goes_away_fails_what_needs_it_and_comes_back_by_itself() {
    let mut postgres = Postgres::start();
    let server = Server::with(Options::default().on_postgres(&postgres));
    let dataset = server.upload("a.csv", b"a,b\n1,x\n").id;
    postgres.kill();
    server.client().get("/api/datasets").expect_problem(502, "store_unreachable");
    assert!(server.client().get("/health/live").status < 300);
    assert!(server.client().get("/api/samples").status < 300);
    postgres.restart();
    until("the catalog answers again", || server.client().get("/api/datasets").status == 200);
    assert_eq!(server.client().get(&format!("/api/datasets/{dataset}")).expect(200)["rows"], 1);
    assert!(!server.log().contains(PASSWORD));
}

#[test]
fn links_that_are_made_at_once_are_no_more_than_one_after_the_other() {
    let postgres = Postgres::start();
    let server = Server::with(Options::default().on_postgres(&postgres));
    let dataset = server.upload("a.csv", b"a,b\n1,x\n").id;
    let links = format!("/api/dashboards/{}/links", server.dashboard(&dataset)["id"].as_str().unwrap());
    let make = || server.client().post_json(&links, &json!({})).status;
    assert!((0..95).all(|_| make() == 201));
    let made: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|status| **status == 201).count(), 5, "{made:?}");
}

#[test]
fn a_catalog_that_never_saw_the_folder_takes_none_of_its_tables() {
    let data = TempDir::new().unwrap();
    let at = || Options { data: Some(data.path().join("data")), ..Options::default() };
    let mut server = Server::with(at());
    let dataset = server.upload("kept.csv", b"a,b\n1,x\n").id;
    server.kill9();
    let postgres = Postgres::start();
    assert!(Server::with(at().on_postgres(&postgres)).dataset_names().is_empty());
    server.restart();
    assert_eq!(server.client().get(&format!("/api/datasets/{dataset}/arrow")).status, 200);
}
