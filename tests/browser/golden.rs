//! Values are exact to the pixel: what the table's cells say, for the files that `tests/system/golden.rs` follows through the store.

use serde_json::{Value, json};
use tests::golden::{self, Case};
use tests::page::Page;
use tests::server::Server;

/// Tables on one page.
const TABLES: usize = 7;

/// A dashboard of a table for each case, with all columns; its path.
fn dashboard(server: &Server, cases: &[Case]) -> String {
    let tile = |(at, case): (usize, &Case)| {
        let columns: Vec<&str> = case.columns.iter().map(|(name, _)| *name).collect();
        json!({ "id": format!("t{at}"), "dataset": case.store(server).id, "span": 12, "chart": { "kind": "table", "columns": columns } })
    };
    let tiles: Vec<Value> = cases.iter().enumerate().map(tile).collect();
    let made = server.client().post_json("/api/dashboards", &json!({ "title": "golden", "tiles": tiles })).expect(201);
    format!("/dashboards/{}", made["id"].as_str().unwrap())
}

/// The texts of all rows of a tile, once they are there.
fn rows(page: &mut Page, tile: usize, count: usize) -> Vec<Vec<String>> {
    let cells = format!(
        "(() => {{ const tile = document.querySelector('[data-tile=t{tile}]'); tile.scrollIntoView(); \
         const rows = [...tile.querySelectorAll('[data-testid=table-row][aria-busy=false]')]; \
         return rows.length === {count} && rows.map(row => [...row.querySelectorAll('[role=cell]')].map(cell => cell.textContent)); }})()"
    );
    serde_json::from_value(page.wait_for(&cells)).unwrap()
}

#[test]
fn the_table_shows_every_value_as_the_file_has_it() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    for cases in golden::all().chunks(TABLES) {
        page.go(&dashboard(&server, cases));
        for (at, case) in cases.iter().enumerate() {
            case.expect("the page", &rows(&mut page, at, case.rows.len()));
        }
    }
}
