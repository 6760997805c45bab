//! Values are exact to the pixel: what the table's cells say, for the files that `tests/system/golden.rs` follows through the store, and for what is exported of
//! them and imported once more.

use serde_json::{Value, json};
use tests::golden::{self, Case};
use tests::http::encode;
use tests::page::Page;
use tests::server::Server;

/// A dashboard of a table of each of these datasets with all columns; its path.
fn dashboard(server: &Server, case: &Case, datasets: &[String]) -> String {
    let columns: Vec<&str> = case.columns.iter().map(|(name, _)| *name).collect();
    let chart = json!({ "kind": "table", "columns": columns });
    let tiles = datasets.iter().enumerate().map(|(at, id)| json!({ "id": format!("t{at}"), "dataset": id, "span": 6, "chart": chart }));
    let made = server.client().post_json("/api/dashboards", &json!({ "title": case.name, "tiles": tiles.collect::<Vec<_>>() })).expect(201);
    format!("/dashboards/{}", made["id"].as_str().unwrap())
}

/// The dataset that a file becomes which is exported of another. NDJSON has no types of its own, so they are chosen.
fn again(server: &Server, case: &Case, id: &str, format: &str) -> String {
    let file = server.client().get(&format!("/api/datasets/{id}/export?format={format}")).body;
    let columns: serde_json::Map<String, Value> = case.columns.iter().map(|(name, of)| ((*name).to_owned(), json!({ "type": of }))).collect();
    let options = if format == "ndjson" { json!({ "columns": columns }) } else { json!({}) };
    let path = format!("/api/datasets?file_name=again.{format}&options={}", encode(&options.to_string()));
    let made = server.client().post(&path, &file).expect(201);
    let types: Vec<&str> = made["columns"].as_array().unwrap().iter().map(|column| column["type"].as_str().unwrap()).collect();
    assert_eq!(types, case.columns.iter().map(|(_, of)| *of).collect::<Vec<_>>(), "{} in {format}", case.name);
    made["id"].as_str().unwrap().to_owned()
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
fn the_table_shows_every_value_as_the_file_has_it_and_as_every_exported_file_has_it() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    for case in golden::all() {
        let id = case.store(&server).id;
        let mut datasets: Vec<String> = ["parquet", "arrow", "ndjson"].map(|format| again(&server, &case, &id, format)).into();
        datasets.insert(0, id);
        // The browser keeps the page that is left, whose four streams of rows must not be in the way of these.
        page.go(&dashboard(&server, &case, &datasets));
        let shown = rows(&mut page, case.rows.len() * datasets.len());
        for (whence, rows) in ["the page", "the page of parquet", "the page of arrow", "the page of ndjson"].iter().zip(shown.chunks(case.rows.len()))
        {
            case.expect(whence, rows);
        }
    }
}
