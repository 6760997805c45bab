//! Data that don't fit the tab are computed on the server, to the same numbers.

use std::collections::BTreeSet;

use shared::wire::dashboard::View;
use shared::wire::profile::Profile;
use tests::page::Page;

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
    let dataset = &flights.dashboard.tiles[0].dataset;
    let profile: Profile = serde_json::from_value(flights.server.client().get(&format!("/api/datasets/{dataset}/profile")).expect(200)).unwrap();
    let charts = flights.dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart));
    let names: BTreeSet<&str> = charts.flat_map(|tile| tile.chart.columns()).collect();
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
