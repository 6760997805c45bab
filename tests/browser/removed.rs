//! Tiles that are taken off a dashboard.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, UInt8Array};
use serde_json::{Value, json};
use shared::wire::dashboard::{Dashboard, View};
use tests::flights::arrow_file;
use tests::page::{Page, quote};
use tests::server::{Server, until};

use crate::board::{Flights, drag_across, expect_right, ready, view};

fn remove(page: &mut Page, tile: &str) {
    page.click(&format!("[data-tile={}] [data-testid=tile-remove]", quote(tile)));
    page.wait_for(&format!("!document.querySelector('[data-tile={}]')", quote(tile)));
}

fn stored(flights: &Flights) -> Dashboard {
    serde_json::from_value(flights.server.client().get(&format!("/api/dashboards/{}", flights.dashboard.id)).expect(200)).unwrap()
}

#[test]
fn a_tile_is_taken_off_with_its_brush_and_undo_puts_it_back_where_it_was() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    drag_across(&mut page, tile, 0.3, 0.6);
    drag_across(&mut page, flights.histogram("dep_delay"), 0.2, 0.5);
    remove(&mut page, &tile.id);
    let left = stored(&flights);
    assert_eq!(left.tiles, flights.dashboard.tiles.iter().filter(|other| other.id != tile.id).cloned().collect::<Vec<_>>());
    let brushed = view(&mut page);
    assert_eq!(brushed.brushes.len(), 1, "its own brush is gone with it");
    expect_right(&mut page, &left, &flights.oracle, &brushed);
    let said = page.text("[data-testid=removed] span");
    assert!(said.contains("distance"), "{said}");
    page.click("[data-testid=undo]");
    page.wait_for(&format!("document.querySelector('[data-tile={}]')", quote(&tile.id)));
    flights.expect_right(&mut page, &brushed);
    assert_eq!(stored(&flights).tiles, flights.dashboard.tiles);
}

#[test]
fn columns_that_no_tile_shows_any_more_leave_the_workers_which_give_their_memory_back() {
    let server = Server::start();
    let rows = 0..3_000_000u32;
    let narrow: ArrayRef = Arc::new(UInt8Array::from_iter_values(rows.clone().map(|row| (row % 7) as u8)));
    let wide: ArrayRef = Arc::new(Float64Array::from_iter_values(rows.map(|row| f64::from(row).sqrt())));
    let small: ArrayRef = Arc::new(UInt8Array::from_iter_values((0..3_000_000u32).map(|row| (row % 5) as u8)));
    let file = arrow_file(&RecordBatch::try_from_iter([("narrow", narrow), ("small", small), ("wide", wide)]).unwrap());
    let dataset = server.upload("wide.arrow", &file).id;
    let tile = |id: &str, chart| json!({ "id": id, "dataset": dataset, "span": 6, "chart": chart });
    let bars = tile("bars", json!({ "kind": "bar", "column": "narrow", "top": 12 }));
    let values = tile("values", json!({ "kind": "histogram", "column": "wide", "width": 100.0, "origin": 0.0 }));
    let mut page = without(&server, &[bars, values], "values", "narrow");
    let counts = page.eval("Array.from(document.querySelector('[data-tile=bars] .js-plotly-plot').data[1].x).reduce((sum, n) => sum + n, 0)");
    assert_eq!(counts, json!(3_000_000));
    assert_eq!(page.count("[data-testid=tile-remove]"), 0, "the last tile stays");
    // A count alone needs no column of its own: one that is here will do.
    let across = json!({ "column": "small", "bin": { "width": 1.0 } });
    let cells = tile("cells", json!({ "kind": "scatter", "x": across, "y": { "column": "wide", "bin": { "width": 100.0 } } }));
    let mut page = without(&server, &[tile("count", json!({ "kind": "number" })), cells], "cells", "small");
    assert!(page.text("[data-tile=count]").contains("3,000,000"));
}

/// A dashboard of these tiles, but one that is taken off: other workers read the one column that is left.
fn without(server: &Server, tiles: &[Value], removed: &str, left: &str) -> Page {
    let made = server.client().post_json("/api/dashboards", &json!({ "title": "Two", "tiles": tiles })).expect(201);
    let mut page = Page::open(server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    ready(&mut page);
    let before = page.workers_started();
    remove(&mut page, removed);
    page.wait_for_workers_started(before + 2);
    until("each of the others reads the column that is left", || {
        page.eval("0");
        page.watch().requests().filter(|request| request.url.ends_with(&format!("&form=codes&column={left}"))).count() == 2
    });
    page.wait_for_workers(2);
    ready(&mut page);
    page
}

#[test]
fn nobody_takes_tiles_off_by_a_link() {
    let flights = Flights::stored();
    let made = flights
        .server
        .client()
        .post_json(&format!("/api/dashboards/{}/links", flights.dashboard.id), &json!({ "access": "view", "view": View::default() }));
    let token = made.expect(201)["token"].as_str().unwrap().to_owned();
    let mut viewer = Page::open(&flights.server, &format!("/s/{token}"));
    ready(&mut viewer);
    assert_eq!(viewer.count("[data-testid=tile-remove]"), 0);
}
