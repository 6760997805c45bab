//! A stream that breaks on its way to the page: a part is never taken for the whole.

use std::path::PathBuf;

use tests::page::Page;

use crate::board::{Flights, ready, view};

/// The file of the flights' rows.
fn rows_file(flights: &Flights) -> PathBuf {
    let table = flights.server.data().join("datasets").join(&flights.dashboard.tiles[0].dataset);
    let mut files = std::fs::read_dir(table).unwrap().flatten().map(|entry| entry.path());
    files.find(|path| path.extension().is_some_and(|ending| ending == "parquet")).unwrap()
}

#[test]
fn of_rows_whose_stream_breaks_halfway_every_tile_says_so_and_whole_again_they_are_all_counted() {
    let flights = Flights::stored();
    let file = rows_file(&flights);
    let whole = std::fs::read(&file).unwrap();
    let mut torn = whole.clone();
    let middle = torn.len() * 3 / 5;
    torn[middle..middle + 200_000].fill(0);
    std::fs::write(&file, &torn).unwrap();
    let mut page = Page::open(&flights.server, &flights.path());
    for complaint in ["net::ERR_", "status of 5"] {
        page.watch().expect(complaint);
    }
    let tiles = flights.dashboard.tiles.len();
    page.wait_for(&format!("document.querySelectorAll('[data-tile][data-state=error]').length === {tiles}"));
    let problems = page.eval("[...document.querySelectorAll('[data-tile] [data-testid=problem]')].map(problem => problem.innerText)");
    let problems: Vec<String> = serde_json::from_value(problems).unwrap();
    assert_eq!(problems.len(), tiles);
    assert!(problems.iter().all(|problem| problem.len() > 15), "{problems:?}");
    std::fs::write(&file, &whole).unwrap();
    page.reload();
    ready(&mut page);
    let view = view(&mut page);
    flights.expect_right(&mut page, &view);
}
