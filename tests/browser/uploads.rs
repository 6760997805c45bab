use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha1::{Digest, Sha1};
use tempfile::TempDir;
use tests::archives;
use tests::page::{Page, quote};
use tests::server::{Options, Server, until};
use tests::tus;

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
fn of_thousands_of_files_none_is_taken_and_the_page_says_how_many_may_come_and_goes_on() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let names: Vec<String> = (0..5_000).map(|at| format!("{at:04}.csv")).collect();
    let contents: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), GOOD.as_bytes())).collect();
    let paths = files(&folder, &contents);
    let all: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let mut page = Page::open(&server, "/");
    page.drop_files("[data-testid=drop-zone]", &all);
    let problem = page.text("[data-testid=upload] [data-testid=problem]");
    assert!(problem.contains("5000 files are too many") && problem.contains("limit is 100"), "{problem}");
    assert_eq!(page.count("[data-testid=upload]"), 1);
    assert!(server.dataset_names().is_empty());
    page.drop_files("[data-testid=drop-zone]", &all[..1]);
    page.wait_for("document.querySelector('[data-testid=title]')?.innerText === '0000'");
}

#[test]
fn a_hundred_files_wait_for_their_turn_and_are_all_stored() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let names: Vec<String> = (0..100).map(|at| format!("{at:04}.csv")).collect();
    let contents: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), GOOD.as_bytes())).collect();
    let paths = files(&folder, &contents);
    let mut page = Page::open(&server, "/");
    page.drop_files("[data-testid=drop-zone]", &paths.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    page.wait_for("document.querySelectorAll('[data-testid=upload]').length === 100");
    assert!(page.text("[data-testid=upload][data-phase=queued]").contains("Waiting for its turn"));
    page.wait_for("document.querySelectorAll('[data-testid=upload][data-phase=done]').length === 100");
    assert_eq!(server.dataset_names().len(), 100);
}

/// A page that is not safe, whose requests are remembered.
const UNSAFE: &str = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });
    globalThis.checksums = [];
    const set = XMLHttpRequest.prototype.setRequestHeader;
    XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
        if (name === 'Upload-Checksum') globalThis.checksums.push(value);
        return set.call(this, name, value);
    };";

#[test]
fn parts_are_checked_also_where_the_browser_has_no_checksums() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let large = GOOD.repeat(200_000);
    let paths = files(&folder, &[("large.csv", large.as_bytes())]);
    let mut page = Page::open_with(UNSAFE, &server, "/");
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    page.wait_for("document.querySelector('[data-testid=title]')?.innerText === 'large'");
    let sums = page.eval("globalThis.checksums");
    assert_eq!(sums[0], format!("sha1 {}", STANDARD.encode(Sha1::digest(&large.as_bytes()[..8 << 20]))));
    assert_eq!(server.client().get("/api/datasets").expect(200)["datasets"][0]["rows"], 999_999);
}

#[test]
fn a_folder_that_is_dropped_says_what_to_do_instead() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let paths = files(&folder, &[("good.csv", GOOD.as_bytes())]);
    std::fs::create_dir(folder.path().join("many")).unwrap();
    std::fs::write(folder.path().join("many/a.csv"), GOOD).unwrap();
    let mut page = Page::open(&server, "/");
    page.drop_files("[data-testid=drop-zone]", &[&folder.path().join("many"), &paths[0]]);
    wait_for_phase(&mut page, "many", "failed");
    assert!(page.text(&card("many", "[data-testid=problem]")).contains("pack it into a zip archive"));
    wait_for_phase(&mut page, "good.csv", "done");
    assert_eq!(server.dataset_names(), ["good"]);
}

#[test]
fn an_upload_can_be_cancelled_and_leaves_nothing() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let before = server.files().len();
    let big = GOOD.repeat(200_000);
    let paths = files(&folder, &[("big.csv", big.as_bytes())]);
    let mut page = Page::open(&server, "/");
    page.watch().expect("net::ERR_ABORTED");
    // The browser aborts a request a task later; by then the server may have told it that another wants the upload.
    page.watch().expect("status of 400");
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

/// A file that is sent in parts.
fn large(folder: &TempDir) -> Vec<PathBuf> {
    files(folder, &[("large.csv", GOOD.repeat(500_000).as_bytes())])
}

fn slow(page: &mut Page, bytes_a_second: i64) {
    page.call(
        "Network.emulateNetworkConditions",
        &json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second }),
    );
}

#[test]
fn a_large_file_goes_on_after_the_server_was_killed() {
    let (mut server, folder) = (Server::start(), TempDir::new().unwrap());
    let paths = large(&folder);
    let mut page = Page::open(&server, "/");
    for noise in ["net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "net::ERR_EMPTY_RESPONSE", "net::ERR_FAILED", "409 (Conflict)"] {
        page.watch().expect(noise);
    }
    slow(&mut page, 8_000_000);
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    until("a part is here", || server.client().get("/api/uploads").expect(200)[0]["offset_bytes"].as_u64() > Some(0));
    assert!(page.text(&card("large.csv", ".numbers")).contains("/s"), "its speed is shown");
    page.wait_for(&format!("document.querySelector({})?.textContent.includes(' rows')", quote(&card("large.csv", ".numbers"))));
    server.kill9();
    wait_for_phase(&mut page, "large.csv", "waiting");
    server.restart_here();
    slow(&mut page, -1);
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    assert_eq!(page.text("[data-testid=title]"), "large");
    let datasets = server.client().get("/api/datasets").expect(200);
    assert_eq!(datasets["datasets"][0]["rows"], 2_499_999);
}

#[test]
fn after_a_reload_the_same_file_goes_on_where_it_stopped() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let paths = large(&folder);
    let mut page = Page::open(&server, "/");
    page.watch().expect("net::ERR_ABORTED");
    slow(&mut page, 8_000_000);
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    until("a part is here", || server.client().get("/api/uploads").expect(200)[0]["offset_bytes"].as_u64() > Some(0));
    page.reload();
    page.wait_for("document.querySelector('[data-testid=pending]')");
    assert!(page.text("[data-testid=pending]").contains("large.csv"));
    let id = server.client().get("/api/uploads").expect(200)[0]["id"].clone();
    slow(&mut page, -1);
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    let datasets = server.client().get("/api/datasets").expect(200);
    assert_eq!((&datasets["datasets"][0]["rows"], &datasets["datasets"][0]["id"]), (&json!(2_499_999), &id), "the same upload");
}

#[test]
fn an_upload_that_stopped_can_be_loaded_or_discarded_by_who_has_not_the_file() {
    let server = Server::start();
    let client = server.client();
    for (name, sent) in [("whole.csv", GOOD.len()), ("part.csv", 5)] {
        let path = tus::begin(&client, name, GOOD.len());
        assert_eq!(tus::send(&client, &path, 0, &GOOD.as_bytes()[..sent], &[]).status, 204);
    }
    let mut page = Page::open(&server, "/");
    let row = |name: &str| format!("[...document.querySelectorAll('[data-testid=pending] li')].find(row => row.textContent.includes('{name}'))");
    page.wait_for(&row("part.csv"));
    page.eval(&format!("{}.querySelector('button').click()", row("part.csv")));
    page.wait_for(&format!("!{}", row("part.csv")));
    page.eval(&format!("{}.querySelector('button').click()", row("whole.csv")));
    page.wait_for("document.querySelector('[data-testid=title]')?.innerText === 'whole'");
    assert_eq!(client.get("/api/uploads").expect(200).as_array().unwrap().len(), 0);
}

#[test]
fn who_wants_to_look_first_chooses_how_a_file_is_read_before_it_is_loaded() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let paths = files(&folder, &[("codes.csv", b"code;n\n007;1\n008;2\nx9;3\n")]);
    let mut page = Page::open(&server, "/");
    page.wait_for("document.querySelector('[data-testid=reading-dialog]')?.getClientRects().length === 0");
    page.click("[data-testid=look-first]");
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    let rows = "[...document.querySelectorAll('dialog[open] tbody tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))";
    let shown = page.wait_for(&format!("(rows => rows.length === 3 && rows)({rows})"));
    assert_eq!(shown[0], json!(["007", "1"]));
    assert!(server.dataset_names().is_empty(), "nothing is loaded yet");
    page.eval("(() => { const select = document.querySelector('dialog select[data-column=code]'); select.value = 'int64/plain'; select.dispatchEvent(new Event('change', { bubbles: true })) })()");
    page.wait_for("document.querySelector('dialog button.misfits')");
    assert_eq!(page.eval("document.activeElement.dataset.column"), "code", "the field that was changed keeps the focus");
    page.click("dialog button.misfits");
    assert_eq!(page.text("dialog [data-testid=preview-rejected]").trim(), "Row 3, code: x9");
    page.click("dialog [aria-label=Close]");
    wait_for_phase(&mut page, "codes.csv", "asking");
    page.click(&card("codes.csv", ".upload-foot button"));
    page.wait_for("document.querySelector('dialog[open] select[data-column=code]')");
    page.eval("(() => { const select = document.querySelector('dialog select[data-column=code]'); select.value = 'int64/plain'; select.dispatchEvent(new Event('change', { bubbles: true })) })()");
    page.wait_for("document.querySelector('dialog button.misfits')");
    page.click("dialog [data-testid=read-again]");
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    let dataset =
        server.client().get("/api/datasets").expect(200)["datasets"].as_array().unwrap().iter().find(|d| d["name"] == "codes").unwrap().clone();
    assert_eq!((&dataset["columns"][0]["type"], &dataset["import"]["rejected_cells"]), (&json!("int64"), &json!(1)));
    let mut page = Page::open_in("zh-CN", &server, "/");
    assert!(page.text("[data-testid=drop-zone]").contains("先确认"));
}

#[test]
fn of_an_archive_of_several_tables_the_person_chooses_one() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let zip = archives::zip(&[(b"one.csv", b"n\n1\n"), (b"two.csv", b"n\n1\n2\n")]);
    let paths = files(&folder, &[("both.ZIP", &zip)]);
    let mut page = Page::open(&server, "/");
    page.watch().expect("status of 422");
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    page.wait_for("document.querySelector('dialog[open] [data-field=entry] select')?.value === 'one.csv'");
    page.eval("(() => { const select = document.querySelector('dialog [data-field=entry] select'); select.value = 'two.csv'; select.dispatchEvent(new Event('change', { bubbles: true })) })()");
    page.wait_for("document.querySelectorAll('dialog[open] tbody tr').length === 2");
    page.click("dialog [data-testid=read-again]");
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    let made = server.client().get("/api/datasets").expect(200)["datasets"][0].clone();
    assert_eq!((&made["name"], &made["rows"], &made["import"]["entry"]), (&json!("both"), &json!(2), &json!("two.csv")));
}

/// Chooses of a list in the dialog, once it is there.
pub(crate) fn choose(page: &mut Page, select: &str, value: &str) {
    let select = format!("document.querySelector({})", quote(&format!("dialog[open] {select}")));
    page.wait_for(&select);
    page.eval(&format!(
        "(select => {{ select.value = {}; select.dispatchEvent(new Event('change', {{ bubbles: true }})) }})({select})",
        quote(value)
    ));
}

const RAGGED: &[u8] = b"a,b\n1,2\n3\n";

#[test]
fn a_file_that_can_not_be_read_as_it_was_found_has_its_choices_all_the_same() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let paths = files(&folder, &[("ragged.csv", RAGGED)]);
    let mut page = Page::open(&server, "/");
    page.watch().expect("status of 422");
    page.click("[data-testid=look-first]");
    page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
    let problem = page.text("dialog[open] [role=alert]");
    assert!(problem.contains('3'), "which line? {problem}");
    choose(&mut page, "[data-field=delimiter] select", ";");
    page.wait_for("document.querySelectorAll('dialog[open] tbody tr').length === 2");
    assert_eq!(page.count("dialog[open] [role=alert]"), 0);
    choose(&mut page, "[data-field=header] select", "no");
    page.wait_for("document.querySelectorAll('dialog[open] tbody tr').length === 3");
    page.click("dialog [data-testid=read-again]");
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    let made = server.client().get("/api/datasets").expect(200)["datasets"][0].clone();
    assert_eq!((&made["rows"], &made["import"]["options"]), (&json!(3), &json!({ "delimiter": ";", "header": false })));
}

#[test]
fn how_a_refused_file_is_read_can_be_changed_from_its_card() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let large = GOOD.repeat(100_000) + "lonely\n";
    let paths = files(&folder, &[("small.csv", RAGGED), ("large.csv", large.as_bytes()), ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")]);
    let mut page = Page::open(&server, "/");
    page.watch().expect("status of 4");
    let pending = || server.client().get("/api/uploads").expect(200)[0]["id"].clone();
    for (file, rows) in [("small.csv", 2), ("large.csv", 500_000)] {
        page.drop_files("[data-testid=drop-zone]", &[paths.iter().find(|path| path.ends_with(file)).unwrap()]);
        wait_for_phase(&mut page, file, "failed");
        let kept = pending();
        page.click(&card(file, ".upload-foot button"));
        page.wait_for("document.querySelector('dialog [data-field=delimiter] option')");
        let found_nothing = "[...document.querySelectorAll('dialog option')].every(option => !option.textContent.trim().endsWith(':'))";
        assert_eq!(page.eval(found_nothing), true, "what was found is named or not told");
        choose(&mut page, "[data-field=delimiter] select", "|");
        page.wait_for("document.querySelector('dialog[open] tbody tr')");
        assert!(kept.is_null() == (file == "small.csv") && (kept.is_null() || kept == pending()), "what is on the server is not sent again");
        page.click("dialog [data-testid=read-again]");
        page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
        assert_eq!(server.client().get("/api/datasets").expect(200)["datasets"][0]["rows"], rows);
        page.go("/");
    }
    page.drop_files("[data-testid=drop-zone]", &[&paths[2]]);
    wait_for_phase(&mut page, "picture.csv", "failed");
    assert_eq!(page.count(&card("picture.csv", ".upload-foot button")), 0, "a picture is no text whatever is chosen");
}

#[test]
fn of_a_very_large_file_the_page_says_that_it_looks_at_a_part() {
    let (server, folder) = (Server::start(), TempDir::new().unwrap());
    let line = format!("1,{}\n", "long ".repeat(400));
    let paths = files(&folder, &[("large.csv", format!("n,text\n{}", line.repeat((64 << 20) / line.len() + 10)).as_bytes())]);
    for (language, told) in [("en", "first 67.1 MB of the file"), ("zh-CN", "只查看了文件的前 67.1 MB")] {
        let mut page = Page::open_in(language, &server, "/");
        page.click("[data-testid=look-first]");
        page.drop_files("[data-testid=drop-zone]", &[&paths[0]]);
        let part = page.text("dialog[open] [data-testid=preview-part]");
        assert!(part.contains(told), "{part}");
    }
}
