use shared::wire::dashboard::View;
use tests::page::Page;

use crate::board::{Flights, drag_across, ready, view};

#[test]
fn an_address_with_brushes_opens_the_same_picture() {
    let flights = Flights::stored();
    let mut page = flights.open();
    drag_across(&mut page, flights.histogram("distance"), 0.25, 0.55);
    let brushed = view(&mut page);
    let address = page.address();
    assert!(address.contains("?view="), "{address}");
    let mut other = Page::open(&flights.server, &address);
    flights.expect_right(&mut other, &brushed);
    assert_eq!(view(&mut other), brushed);
    page.reload();
    flights.expect_right(&mut page, &brushed);
}

#[test]
fn an_address_that_makes_no_sense_opens_without_brushes() {
    let flights = Flights::stored();
    for view in ["?view=", "?view=%7B", "?view=%7B%22brushes%22%3A%7B%22nobody%22%3A%5B%5D%7D%7D"] {
        let mut page = Page::open(&flights.server, &format!("{}{view}", flights.path()));
        flights.expect_right(&mut page, &View::default());
    }
}

#[test]
fn an_unknown_address_says_so_and_leads_home() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, "/");
    for path in ["/dashboards/6f1d2c3b-0000-4000-8000-000000000000", "/datasets/6f1d2c3b-0000-4000-8000-000000000000", "/no/such/page"] {
        page.watch().expect("status of 404");
        page.go(path);
        page.wait_for("document.querySelector('[data-testid=problem] a[href=\"/\"]')");
    }
    page.click("[data-testid=problem] a");
    page.wait_for("document.querySelector('[data-testid=drop-zone]')");
}

#[test]
fn the_back_button_leads_back() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, "/");
    page.click("[data-testid=dashboard] a");
    ready(&mut page);
    page.eval("history.back()");
    page.wait_for("document.querySelector('[data-testid=drop-zone]')");
    page.eval("history.forward()");
    ready(&mut page);
    assert_eq!(page.address(), flights.path());
}
