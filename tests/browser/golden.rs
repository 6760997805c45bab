//! Values are exact to the pixel: what the table's cells say, for the files that `tests/system/golden.rs` follows through the store.

use serde_json::json;
use tests::golden::{self, Case};
use tests::page::Page;
use tests::server::Server;

/// A dashboard of one table with all columns; its path.
fn dashboard(server: &Server, case: &Case) -> String {
    let columns: Vec<&str> = case.columns.iter().map(|(name, _)| *name).collect();
    let table = json!({ "id": "table", "dataset": case.store(server).id, "span": 12, "chart": { "kind": "table", "columns": columns } });
    let made = server.client().post_json("/api/dashboards", &json!({ "title": case.name, "tiles": [table] })).expect(201);
    format!("/dashboards/{}", made["id"].as_str().unwrap())
}

/// The texts of all rows, once they are there.
fn rows(page: &mut Page, count: usize) -> Vec<Vec<String>> {
    let cells = format!(
        "(() => {{ const rows = [...document.querySelectorAll('[data-testid=table-row][aria-busy=false]')]; \
         return rows.length === {count} && rows.map(row => [...row.querySelectorAll('[role=cell]')].map(cell => cell.textContent)); }})()"
    );
    serde_json::from_value(page.wait_for(&cells)).unwrap()
}

#[test]
fn the_table_shows_every_value_as_the_file_has_it() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    for case in golden::all() {
        page.go(&dashboard(&server, &case));
        case.expect("the page", &rows(&mut page, case.rows.len()));
    }
}
