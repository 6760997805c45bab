//! The SQL page.

use serde_json::{Value, json};
use tests::page::{Page, quote};
use tests::process;
use tests::server::{Server, until};

/// It counts without end, and no two rows of it are ever needed at once.
pub(crate) const ENDLESS: &str = "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT n FROM t WHERE n < 0";

fn cities() -> Server {
    let server = Server::start();
    server.upload("cities.csv", b"city,people\nOslo,1200\nBergen,\nOslo,34000\nBergen,7\n");
    server
}

fn opened(server: &Server) -> Page {
    let mut page = Page::open(server, "/sql");
    page.wait_for("document.querySelector('[data-testid=sql-dataset][data-name=cities]')");
    page
}

/// Writes over what is in the editor.
fn write(page: &mut Page, sql: &str) {
    page.click("[data-testid=sql-text]");
    page.eval("document.activeElement.select()");
    page.type_text(sql);
}

fn run(page: &mut Page, sql: &str) {
    write(page, sql);
    page.click("[data-testid=sql-run]");
}

fn phase(page: &mut Page, word: &str) {
    page.wait_for(&format!("document.querySelector('[data-testid=sql-state][data-phase={word}]')"));
}

/// The texts of the result's cells, once there are so many rows.
fn cells(page: &mut Page, rows: usize) -> Vec<Vec<String>> {
    let found = page.wait_for(&format!(
        "(() => {{ const rows = [...document.querySelectorAll('[data-testid=sql-table] [data-testid=table-row]')]; \
         return rows.length === {rows} && rows.map(row => [...row.querySelectorAll('[role=cell]')].map(cell => cell.textContent)); }})()"
    ));
    serde_json::from_value(found).unwrap()
}

/// Presses a key with Ctrl (2) or Shift (8).
fn press(page: &mut Page, key: &str, code: u32, modifiers: u32) {
    for kind in ["rawKeyDown", "keyUp"] {
        page.call("Input.dispatchKeyEvent", &json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers }));
    }
}

#[test]
fn a_query_runs_and_its_rows_are_shown() {
    let server = cities();
    let mut page = opened(&server);
    run(&mut page, "SELECT city, sum(people) AS people FROM cities GROUP BY city ORDER BY city DESC");
    assert_eq!(cells(&mut page, 2), [["Oslo", "35,200"], ["Bergen", "7"]]);
    assert_eq!(page.text("[data-testid=sql-size]"), "2 rows · 2 columns");
    assert_eq!(page.eval("getComputedStyle(document.querySelector('[data-testid=sql-table] [role=cell].number')).textAlign"), "end");
    phase(&mut page, "done");
    page.reload();
    assert_eq!(page.wait_for("document.querySelector('[data-testid=sql-text]')?.value").as_str().unwrap().split(' ').next(), Some("SELECT"));
}

#[test]
fn a_null_is_told_from_a_text() {
    let server = cities();
    let mut page = opened(&server);
    run(&mut page, "SELECT people, '∅' AS text, '' AS blank FROM cities WHERE people IS NULL");
    assert_eq!(cells(&mut page, 1), [["∅", "∅", ""]]);
    let nulls = page.eval("[...document.querySelectorAll('[data-testid=sql-table] [role=cell]')].map(cell => cell.classList.contains('null'))");
    assert_eq!(nulls, json!([true, false, false]));
}

#[test]
fn names_are_clicked_into_the_query_and_keys_run_it() {
    let server = cities();
    let mut page = opened(&server);
    page.click("[data-testid=sql-table-name]");
    page.wait_for("document.querySelector('[data-testid=sql-text]').value.includes('cities')");
    press(&mut page, "Enter", 13, 2);
    assert_eq!(cells(&mut page, 4)[0], ["Oslo", "1200"]);
    let before = page.eval("document.querySelector('[data-testid=sql-text]').value");
    press(&mut page, "Tab", 9, 0);
    let after = page.eval("document.querySelector('[data-testid=sql-text]').value");
    assert_eq!(after, Value::from(format!("{}  ", before.as_str().unwrap())), "Tab indents");
    press(&mut page, "Escape", 27, 0);
    press(&mut page, "Tab", 9, 0);
    assert_eq!(page.eval("document.activeElement.dataset.testid"), "sql-run", "after Escape it leaves the field");
}

#[test]
fn an_endless_query_is_cancelled_and_nothing_of_it_is_left() {
    let server = cities();
    let mut page = opened(&server);
    run(&mut page, ENDLESS);
    phase(&mut page, "running");
    until("the query runs in a process of its own", || !process::children(server.pid()).is_empty());
    page.click("[data-testid=sql-cancel]");
    phase(&mut page, "cancelled");
    until("no process of the query is left", || process::children(server.pid()).is_empty());
    run(&mut page, "SELECT count(*) AS n FROM cities");
    assert_eq!(cells(&mut page, 1), [["4"]]);
}

#[test]
fn what_is_wrong_with_a_query_is_told_in_the_language_of_the_page() {
    let server = cities();
    for (language, words) in [("en-US", "can’t be run"), ("zh-CN", "无法运行")] {
        let mut page = Page::open_in(language, &server, "/sql");
        page.watch().expect("status of 400");
        for wrong in ["SELECT nothing_like_it FROM cities", "SELEKT 1", "DROP TABLE cities"] {
            run(&mut page, wrong);
            phase(&mut page, "failed");
            let text = page.text("[data-testid=sql-problem]");
            assert!(text.contains(words), "{wrong}: {text}");
        }
    }
    assert_eq!(server.dataset_names(), ["cities"]);
}

#[test]
fn a_result_is_saved_as_a_dataset_opened_and_refreshed() {
    let server = cities();
    let mut page = opened(&server);
    run(&mut page, "SELECT city, count(*) AS n FROM cities GROUP BY city");
    cells(&mut page, 2);
    page.click("[data-testid=sql-save]");
    page.wait_for("document.activeElement === document.querySelector('[data-testid=save-name]')");
    page.eval("document.activeElement.select()");
    page.type_text("城市 by count");
    page.click("[data-testid=save-now]");
    page.wait_for("document.querySelector('[data-testid=job][data-state=succeeded]')");
    page.click("[data-testid=jobs-close]");
    page.click("[data-testid=sql-saved] a");
    assert!(page.text("[data-testid=saved-query]").contains("GROUP BY city"));
    page.wait_for("document.querySelectorAll('[data-testid=version]').length === 1");
    page.click("[data-testid=refresh-now]");
    page.wait_for("document.querySelector('[data-testid=version][data-change=replace]')");
    assert_eq!(server.dataset_names(), ["城市 by count", "cities"]);
}

#[test]
fn a_result_becomes_a_dashboard() {
    let server = cities();
    let mut page = opened(&server);
    run(&mut page, "-- Towns\nSELECT city, people FROM cities");
    cells(&mut page, 4);
    page.click("[data-testid=sql-chart]");
    page.wait_for("location.pathname.startsWith('/dashboards/')");
    crate::board::ready(&mut page);
    assert_eq!(server.dataset_names(), ["Towns", "cities"]);
}

#[test]
fn a_result_is_downloaded_whole() {
    let server = cities();
    let mut page = opened(&server);
    let folder = tempfile::TempDir::new().unwrap();
    page.call("Page.setDownloadBehavior", &json!({ "behavior": "allow", "downloadPath": folder.path() }));
    run(&mut page, "-- towns\nSELECT city, people FROM cities ORDER BY people");
    cells(&mut page, 4);
    page.click("[data-testid=sql-csv]");
    let file = folder.path().join("towns.csv");
    // The browser takes the name with an empty file first.
    let is_there = |file: &std::path::Path| std::fs::metadata(file).is_ok_and(|file| file.len() > 0);
    until("the file is there", || is_there(&file));
    assert_eq!(std::fs::read_to_string(&file).unwrap().replace('\r', ""), "city,people\nBergen,7\nOslo,1200\nOslo,34000\nBergen,\n");
    page.click("[data-testid=sql-arrow]");
    let file = folder.path().join("towns.arrows");
    until("the other file is there", || is_there(&file));
    let read = arrow_ipc::reader::StreamReader::try_new(std::fs::File::open(&file).unwrap(), None).unwrap();
    assert_eq!(read.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), 4);
}

#[test]
fn the_page_tells_when_it_shows_only_the_first_rows() {
    let server = Server::start();
    let rows: String = (0..12_000).map(|n| format!("{n}\n")).collect();
    server.upload("many.csv", format!("n\n{rows}").as_bytes());
    let mut page = Page::open(&server, "/sql");
    run(&mut page, "SELECT n FROM many ORDER BY n");
    phase(&mut page, "done");
    let size = quote("[data-testid=sql-size]");
    assert_eq!(page.wait_for(&format!("document.querySelector({size})?.dataset.rows")), "12000");
    let note = page.text("[data-testid=sql-first]");
    assert!(note.contains("12,000"), "{note}");
}
