//! Data that don't fit the tab are computed on the server, to the same numbers.

use std::collections::BTreeSet;

use shared::wire::dashboard::View;
use shared::wire::profile::Profile;
use tests::page::{Page, quote};

use crate::board::{Flights, drag_across, ready, view};
use crate::chart;
use crate::expected;

#[track_caller]
fn expect_numbers(page: &mut Page, flights: &Flights, view: &View) {
    let charts: Vec<_> = flights.dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart)).collect();
    assert!(charts.len() >= 4);
    for tile in charts {
        let numbers = expected::numbers(&flights.oracle, &tile.chart, expected::filters(&flights.dashboard, view, tile));
        crate::board::expect_numbers(page, tile, &numbers);
    }
}

#[test]
fn beyond_the_budget_the_server_computes_the_same_numbers_and_the_tiles_say_so() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, &format!("{}?budget_bytes=0", flights.path()));
    ready(&mut page);
    expect_numbers(&mut page, &flights, &View::default());
    let charts = page.eval("[...document.querySelectorAll('[data-tile]:has(.chart)')].map(tile => [tile.dataset.executor, tile.innerText.includes('computed on the server')])");
    assert!(charts.as_array().unwrap().iter().all(|tile| *tile == serde_json::json!(["server", true])), "{charts}");
    page.wait_for("document.querySelector('[data-kind=table] [data-testid=too-large]')");
    assert_eq!(page.watch().requests().filter(|request| request.url.contains("/arrow")).count(), 0, "no column is loaded");
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    let brushed = view(&mut page);
    assert!(page.address().contains("budget_bytes=0"));
    ready(&mut page);
    expect_numbers(&mut page, &flights, &brushed);
}

/// Bytes that the columns take which the charts draw.
fn charted_bytes(flights: &Flights) -> u64 {
    let charts = flights.dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart));
    bytes(flights, &charts.flat_map(|tile| tile.chart.columns()).collect())
}

/// Bytes that columns take, by their profiles.
fn bytes(flights: &Flights, names: &BTreeSet<&str>) -> u64 {
    let dataset = &flights.dashboard.tiles[0].dataset;
    let profile: Profile = serde_json::from_value(flights.server.client().get(&format!("/api/datasets/{dataset}/profile")).expect(200)).unwrap();
    profile.columns.iter().filter(|column| names.contains(column.name.as_str())).map(|column| column.packed_bytes(profile.rows)).sum()
}

#[test]
fn where_only_the_charts_fit_the_table_says_so() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, &format!("{}?budget_bytes={}", flights.path(), charted_bytes(&flights)));
    ready(&mut page);
    expect_numbers(&mut page, &flights, &View::default());
    assert_eq!(page.count("[data-executor=server]"), 0);
    assert!(page.text("[data-kind=table] [data-testid=too-large]").contains("larger than this tab"));
}

#[test]
fn on_the_page_of_a_link_what_does_not_fit_is_said() {
    let flights = Flights::stored();
    let path = format!("/api/dashboards/{}/links", flights.dashboard.id);
    let made = flights.server.client().post_json(&path, &serde_json::json!({})).expect(201);
    let link = made["path"].as_str().unwrap().to_owned();
    let mut page = Page::open(&flights.server, &format!("{link}?budget_bytes=0"));
    page.wait_for("document.querySelectorAll('[data-tile] [data-testid=too-large]').length >= 4");
    assert!(page.text("[data-kind=bar] [data-testid=too-large]").contains("link"));
}

#[test]
fn a_script_is_refused_columns_that_do_not_fit_before_they_are_loaded() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, "/streams");
    page.wait_for("window.sightline");
    let size = bytes(&flights, &["carrier", "distance"].into());
    let open = |page: &mut Page, budget: u64, columns: &str| {
        let dataset = quote(&flights.dashboard.tiles[0].dataset);
        page.eval(&format!(
            "(sightline.budgetBytes = {budget}, sightline.open({dataset}, {columns})) \
             .then(handle => (handle.close(), ['opened', '']), error => [error.code, error.message])"
        ))
    };
    let two = "['carrier', 'distance']";
    let refused = open(&mut page, size - 1, two);
    let says = |part: &str| refused[1].as_str().is_some_and(|message| message.contains(part));
    assert_eq!(refused[0], "query_memory");
    assert!(says(&size.to_string()) && says(&(size - 1).to_string()) && says("Open fewer columns") && says("/aggregate"), "{refused}");
    assert_eq!((page.watch().requests().filter(|request| request.url.contains("/arrow")).count(), page.workers_started()), (0, 0));
    assert_eq!(open(&mut page, size, two)[0], "opened");
    assert_eq!(open(&mut page, size, "[]")[0], "query_memory", "without names it would be all columns");
    page.go("/streams?budget_bytes=0");
    page.wait_for("window.sightline");
    assert_eq!(open(&mut page, size, two)[0], "query_memory", "the address has the last word, as for dashboards");
}
