use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;
use tests::page::{Page, quote};
use tests::server::{Options, Server, until};

const GOOD: &str = "city,people\nOslo,1\nBergen,2\nOslo,3\nBergen,1\n";

fn card(file: &str, inside: &str) -> String {
    format!("[data-testid=upload][data-file={}] {inside}", quote(file))
}

fn wait_for_phase(page: &mut Page, file: &str, phase: &str) {
    page.wait_for(&format!("document.querySelector({})?.dataset.phase === '{phase}'", quote(card(file, "").trim())));
}

fn files(folder: &TempDir, files: &[(&str, &[u8])]) -> Vec<PathBuf> {
    let write = |(name, bytes): &(&str, &[u8])| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    files.iter().map(write).collect()
}

#[test]
fn of_several_files_the_broken_one_tells_why_next_to_its_name() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let contents: [(&str, &[u8]); 4] =
        [("one.csv", GOOD.as_bytes()), ("ragged.csv", b"a,b\n1,2\n3\n"), ("two.csv", GOOD.as_bytes()), ("empty.csv", b"")];
    let paths = files(&folder, &contents);
    let mut page = Page::open(&server, "/");
    page.watch().expect("status of 422");
    page.drop_files("[data-testid=drop-zone]", &paths.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    for (file, phase) in [("one.csv", "done"), ("ragged.csv", "failed"), ("two.csv", "done"), ("empty.csv", "failed")] {
        wait_for_phase(&mut page, file, phase);
    }
    let problem = page.text(&card("ragged.csv", "[data-testid=problem]"));
    assert!(problem.contains('3'), "which line? {problem}");
    assert!(page.text(&card("empty.csv", "[data-testid=problem]")).contains("empty"));
    assert_eq!(page.count(&card("one.csv", "[data-testid=problem]")), 0);
    let mut names = server.dataset_names();
    names.sort();
    assert_eq!(names, ["one", "two"]);
    page.click(&card("two.csv", "a"));
    assert_eq!(page.text("[data-testid=title]"), "two");
}

#[test]
fn an_upload_can_be_cancelled_and_leaves_nothing() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let before = server.files().len();
    let big = GOOD.repeat(200_000);
    let paths = files(&folder, &[("big.csv", big.as_bytes())]);
    let mut page = Page::open(&server, "/");
    page.watch().expect("net::ERR_ABORTED");
    let slow = json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000 });
    page.call("Network.emulateNetworkConditions", &slow);
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    wait_for_phase(&mut page, "big.csv", "sending");
    page.click(&card("big.csv", "[data-testid=upload-end]"));
    wait_for_phase(&mut page, "big.csv", "cancelled");
    until("nothing is left", || server.files().len() == before);
    assert!(server.dataset_names().is_empty());
}

#[test]
fn a_file_over_the_limit_says_so_next_to_its_name() {
    let server = Server::with(Options { max_upload_bytes: Some(1_000_000), ..Options::default() });
    let folder = TempDir::new().unwrap();
    let paths = files(&folder, &[("big.csv", GOOD.repeat(400_000).as_bytes())]);
    let mut page = Page::open(&server, "/");
    page.watch().expect("status of 413");
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    wait_for_phase(&mut page, "big.csv", "failed");
    let problem = page.text(&card("big.csv", "[data-testid=problem]"));
    assert!(problem.contains("limit") || problem.contains("larger"), "{problem}");
}

#[test]
fn files_can_be_dropped_on_a_dashboard_too() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let dataset = server.upload("first.csv", GOOD.as_bytes()).id;
    let path = format!("/dashboards/{}", server.dashboard(&dataset)["id"].as_str().unwrap());
    let paths = files(&folder, &[("second.csv", GOOD.as_bytes())]);
    let mut page = Page::open(&server, &path);
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    page.drop_files("[data-dashboard]", &[&paths[0]]);
    page.wait_for("document.querySelector('[data-testid=title]')?.innerText === 'second'");
}

#[test]
fn a_dataset_is_deleted_after_a_question() {
    let server = Server::start();
    server.upload("gone.csv", GOOD.as_bytes());
    let mut page = Page::open(&server, "/");
    page.click("[data-testid=dataset] button");
    assert_eq!(server.dataset_names(), ["gone"]);
    page.click("dialog[open] [data-testid=confirm]");
    page.wait_for("!document.querySelector('[data-testid=dataset]')");
    assert!(server.dataset_names().is_empty());
}

#[test]
fn a_header_without_rows_opens_as_an_empty_dashboard() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let paths = files(&folder, &[("header.csv", b"a,b,c\n")]);
    let mut page = Page::open(&server, "/");
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    page.wait_for("document.querySelector('[data-testid=rows-total]')?.dataset.value === '0'");
}
