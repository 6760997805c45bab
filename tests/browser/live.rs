//! Rows that are appended while a page is open.

use shared::wire::dashboard::{ChartSpec, View};
use shared::wire::query::{FilterSpec, Scalar};
use tests::jobs::ended;
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::{drag_across, ready, view};
use crate::chart::Counts;
use crate::grown::{Grown, csv, expect_bars, expect_live, expect_rows, per_carrier};
use crate::index::{indexes, point_at, queries};

#[test]
fn appended_rows_move_an_open_chart_in_a_second_browser_that_holds_a_link() {
    let grown = Grown::of("flights.csv", &csv(0..600));
    let mut page = grown.open();
    let mut viewer = Page::open(&grown.server, &grown.link());
    ready(&mut viewer);
    for page in [&mut page, &mut viewer] {
        expect_live(page, "live");
        expect_bars(page, grown.carriers(), &per_carrier(0..600), &per_carrier(0..600));
    }
    // The second batch brings a carrier that was never there.
    for end in [900, 1_100] {
        grown.append(if end == 900 { 600..900 } else { 900..1_100 });
        for page in [&mut page, &mut viewer] {
            expect_rows(page, end);
            expect_bars(page, grown.carriers(), &per_carrier(0..end), &per_carrier(0..end));
        }
    }
    viewer.wait_for("performance.getEntriesByName('sightline:live').length > 0");
    let took = viewer.eval("Math.max(...performance.getEntriesByName('sightline:live').map(entry => entry.duration))");
    println!("from the bytes to the redraw: {took} ms at most");
}

#[test]
fn under_a_brush_new_rows_count_only_where_they_pass() {
    let grown = Grown::of("flights.csv", &csv(0..600));
    let is_low = FilterSpec { column: "delay".into(), between: serde_json::from_value(serde_json::json!([0, 30])).unwrap(), ..FilterSpec::default() };
    let delays = grown.tile(|chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == "delay"));
    let view = View { brushes: [(delays.id.clone(), vec![is_low])].into() };
    let query = tests::http::encode(&serde_json::to_string(&view).unwrap());
    let mut page = Page::open(&grown.server, &format!("{}?view={query}", grown.path()));
    ready(&mut page);
    expect_live(&mut page, "live");
    grown.append(600..720);
    // Every sixty rows, thirty pass.
    let passing = |rows: usize| {
        (0..rows).step_by(60).map(|start| per_carrier(start..start + 30)).fold(Counts::new(), |mut sum, part| {
            part.into_iter().for_each(|(key, n)| *sum.entry(key).or_default() += n);
            sum
        })
    };
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..720), &passing(720));
    let rows = "document.querySelector('[data-testid=table-scroll]')?.getAttribute('aria-rowcount')";
    page.wait_for(&format!("{rows} === '361'"));
}

#[test]
fn a_brush_over_appended_rows_moves_by_its_index_too() {
    let grown = Grown::of("flights.csv", &csv(0..600));
    let delays = grown.tile(|chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == "delay")).clone();
    let mut page = grown.open();
    expect_live(&mut page, "live");
    point_at(&mut page, &delays.id);
    let made = indexes(&mut page);
    grown.append(600..900);
    expect_rows(&mut page, 900);
    page.wait_for(&format!("performance.getEntriesByName('sightline:index').length > {made}"));
    ready(&mut page);
    let before = queries(&mut page);
    drag_across(&mut page, &delays, 0.3, 0.6);
    let brushed = view(&mut page);
    assert_eq!(queries(&mut page), before, "the index has the answers");
    let [lo, hi] = brushed.brushes[&delays.id][0].between.clone().unwrap().map(|end| serde_json::json!(end).as_f64().unwrap());
    let mut passing = Counts::new();
    for row in (0..900_usize).filter(|row| (lo..hi).contains(&((row % 60) as f64))) {
        per_carrier(row..row + 1).into_iter().for_each(|(key, n)| *passing.entry(key).or_default() += n);
    }
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..900), &passing);
}

#[test]
fn a_paused_page_stands_still_and_catches_up() {
    let grown = Grown::of("flights.csv", &csv(0..300));
    let mut page = grown.open();
    let mut other = grown.open();
    for page in [&mut page, &mut other] {
        expect_live(page, "live");
    }
    grown.append(300..330);
    expect_rows(&mut page, 330);
    page.click("[data-testid=live-pause]");
    expect_live(&mut page, "paused");
    grown.append(330..390);
    grown.append(390..400);
    expect_rows(&mut other, 400);
    expect_rows(&mut page, 330);
    page.click("[data-testid=live-pause]");
    expect_live(&mut page, "live");
    expect_rows(&mut page, 400);
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..400), &per_carrier(0..400));
}

#[test]
fn a_lost_connection_is_said_and_no_row_is_missed() {
    let mut grown = Grown::of("flights.csv", &csv(0..300));
    let mut page = grown.open();
    expect_live(&mut page, "live");
    grown.append(300..330);
    expect_rows(&mut page, 330);
    page.watch().expect("ERR_");
    grown.server.kill9();
    expect_live(&mut page, "reconnecting");
    grown.server.restart_here();
    grown.append(330..360);
    expect_live(&mut page, "live");
    expect_rows(&mut page, 360);
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..360), &per_carrier(0..360));
}

#[test]
fn the_table_shows_the_newest_row_and_the_age_is_told() {
    let grown = Grown::of("flights.csv", &csv(0..30));
    let mut page = grown.open();
    expect_live(&mut page, "live");
    grown.append(1_000..1_003);
    expect_rows(&mut page, 33);
    page.area("[data-testid=table-scroll]");
    page.eval("document.querySelector('[data-testid=table-scroll]').scrollTop = 1e9");
    let last = "document.querySelector('[data-testid=table-row][data-row=\"32\"][aria-busy=false] [role=cell]')?.textContent";
    page.wait_for(&format!("{last} === {}", quote("Z")));
    assert!(page.text("[data-testid=live-age]").contains("ago"));
}

/// A saved result over a dataset of 300 flights, and that dataset's id.
fn saved_result() -> (Grown, String) {
    let server = Server::start();
    let source = server.upload("flights.csv", &csv(0..300)).id;
    let save = serde_json::json!({ "name": "saved", "sql": "SELECT carrier, delay, price FROM flights", "refresh": "manual" });
    let job = server.client().post_json("/api/sql/save", &save).expect(202);
    let saved = ended(&server.client(), job["id"].as_str().unwrap())["result"]["dataset"].clone();
    let dataset = server.client().get(&format!("/api/datasets/{}", saved.as_str().unwrap())).expect(200);
    (Grown::over(server, serde_json::from_value(dataset).unwrap()), source)
}

#[test]
fn when_rows_are_replaced_the_page_loads_them_anew_and_keeps_its_brushes() {
    let (grown, source) = saved_result();
    let is_a = FilterSpec { column: "carrier".into(), one_of: Some(vec![Some(Scalar::Text("A".into()))]), ..FilterSpec::default() };
    let view = View { brushes: [(grown.carriers().id.clone(), vec![is_a])].into() };
    let query = tests::http::encode(&serde_json::to_string(&view).unwrap());
    let mut page = Page::open(&grown.server, &format!("{}?view={query}", grown.path()));
    ready(&mut page);
    expect_live(&mut page, "live");
    expect_rows(&mut page, 300);
    let client = grown.server.client();
    client.send("POST", &format!("/api/datasets/{source}/rows"), &[("content-type", "text/csv")], Some(&csv(300..420))).expect(200);
    let job = client.post(&format!("/api/datasets/{}/refresh", grown.dataset.id), b"").expect(202);
    assert_eq!(ended(&client, job["id"].as_str().unwrap())["state"], "succeeded");
    expect_rows(&mut page, 420);
    expect_live(&mut page, "live");
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..420), &per_carrier(0..420));
    page.wait_for("document.querySelector('[data-testid=rows-passing]')?.dataset.value === '140'");
    assert_eq!(page.count("[data-testid=chip]"), 1);
}
