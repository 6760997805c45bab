//! The jobs drawer.

use serde_json::{Value, json};
use tests::page::Page;
use tests::process;
use tests::server::{Server, until};

use crate::sql::ENDLESS;

/// A job that never ends by itself.
fn endless(server: &Server, name: &str) -> Value {
    server.client().post_json("/api/sql/save", &json!({ "name": name, "sql": ENDLESS })).expect(202)
}

fn state(server: &Server, job: &Value) -> Value {
    server.client().get(&format!("/api/jobs/{}", job["id"].as_str().unwrap())).expect(200)["state"].take()
}

#[test]
fn a_job_is_shown_and_cancelled() {
    let server = Server::start();
    let job = endless(&server, "forever");
    until("it runs", || state(&server, &job) == "running");
    let mut page = Page::open(&server, "/");
    assert_eq!(page.text("[data-testid=jobs-active]"), "1");
    page.click("[data-testid=jobs-button]");
    page.wait_for("document.querySelector('[data-testid=job][data-state=running][data-kind=sql_materialise]')");
    assert!(page.text("[data-testid=job]").contains("forever"));
    page.click("[data-testid=job-cancel]");
    page.wait_for("document.querySelector('[data-testid=job][data-state=cancelled]')");
    assert_eq!(page.count("[data-testid=jobs-active]"), 0);
    assert_eq!(state(&server, &job), "cancelled");
    until("no process of it is left", || process::children(server.pid()).is_empty());
    assert_eq!(server.dataset_names(), [""; 0]);
}

#[test]
fn the_drawer_follows_a_job_to_its_end() {
    let server = Server::start();
    let dataset = server.upload("cities.csv", b"city,people\nOslo,1\nBergen,2\n").id;
    let mut page = Page::open(&server, &format!("/datasets/{dataset}"));
    page.click("[data-testid=compact]");
    page.wait_for("document.querySelector('[data-testid=job][data-state=succeeded][data-kind=compaction]')");
    assert!(page.text("[data-testid=job]").contains("cities"));
    page.key("Escape");
    page.wait_for("!document.querySelector('[data-testid=jobs]')");
    assert_eq!(page.eval("document.querySelector('[data-testid=jobs-button]').getAttribute('aria-expanded')"), "false");
}

#[test]
fn a_job_that_fails_says_why() {
    let server = Server::start();
    let wrong = json!({ "name": "late", "sql": "SELECT CAST('x' AS INT) AS n" });
    let job = server.client().post_json("/api/sql/save", &wrong).expect(202);
    until("it has failed", || state(&server, &job) == "failed");
    let mut page = Page::open_in("zh-CN", &server, "/");
    page.click("[data-testid=jobs-button]");
    let text = page.text("[data-testid=job][data-state=failed] [data-testid=problem]");
    assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{text}");
}

#[test]
fn the_holder_of_a_link_sees_no_jobs_and_no_other_pages() {
    let flights = crate::board::Flights::stored();
    let dashboard = flights.path();
    let made = flights.server.client().post_json(&format!("/api{dashboard}/links"), &json!({ "access": "view", "view": { "brushes": {} } }));
    let path = made.expect(201)["path"].as_str().unwrap().to_owned();
    let mut viewer = Page::open(&flights.server, &path);
    crate::board::ready(&mut viewer);
    assert_eq!(viewer.count("[data-testid=jobs-button], nav"), 0);
    assert!(!viewer.watch().requests().any(|request| request.url.contains("/api/jobs")));
}
