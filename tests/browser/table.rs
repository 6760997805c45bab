//! The table scrolls over all rows.

use tests::oracle::Oracle;

use crate::board::{Flights, drag_across, view};
use crate::expected;
use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;

/// The texts of a row's cells, once they are there.
fn cells(page: &mut tests::page::Page, row: u64) -> Vec<String> {
    let found = page.wait_for(&format!(
        "(() => {{ const row = document.querySelector('[data-testid=table-row][data-row=\"{row}\"][aria-busy=false]'); \
         return row && [...row.querySelectorAll('[role=cell]')].map(cell => cell.textContent); }})()"
    ));
    found.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap().to_owned()).collect()
}

/// The carrier, flight, tail number and distance of a row, as SQL counts rows.
fn row(oracle: &Oracle, condition: &str, row: u64) -> Vec<String> {
    let rows = oracle.rows(&format!("SELECT carrier, flight, tailnum, origin, dest, distance FROM t WHERE {condition} LIMIT 1 OFFSET {row}"));
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Null => "∅".into(),
        other => panic!("{other:?}"),
    };
    rows[0].iter().map(text).collect()
}

/// The same columns of a row of the page.
fn chosen(cells: &[String]) -> Vec<String> {
    [1, 2, 3, 4, 5, 9].map(|at| cells[at].replace([',', '\u{a0}'], "")).to_vec()
}

#[test]
fn the_first_and_the_last_row_are_those_of_the_file() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.area("[data-testid=table-scroll]");
    assert_eq!(chosen(&cells(&mut page, 0)), row(&flights.oracle, "true", 0));
    page.eval("document.querySelector('[data-testid=table-scroll]').scrollTop = 1e9");
    let last = tests::flights::ROWS - 1;
    let shown = cells(&mut page, last);
    assert_eq!(chosen(&shown), row(&flights.oracle, "true", last));
    assert!(shown[0].starts_with("2013-"), "{shown:?}");
}

#[test]
fn under_a_brush_the_table_holds_the_rows_that_pass() {
    let flights = Flights::stored();
    let mut page = flights.open();
    drag_across(&mut page, flights.histogram("distance"), 0.5, 0.7);
    let view = view(&mut page);
    flights.expect_right(&mut page, &view);
    let table = flights.tile(|chart| matches!(chart, ChartSpec::Table { .. }));
    let filters = expected::filters(&flights.dashboard, &view, table);
    let last = expected::rows(&flights.oracle, filters.clone()) - 1;
    page.area("[data-testid=table-scroll]");
    page.eval("document.querySelector('[data-testid=table-scroll]').scrollTop = 1e9");
    assert_eq!(chosen(&cells(&mut page, last)), row(&flights.oracle, &flights.oracle.condition(&filters), last));
}
