//! Everything can be done from the keyboard.

use tests::page::quote;

use crate::board::{Flights, view};
use crate::chart;

#[test]
fn the_arrow_keys_brush_a_chart_and_escape_clears_it() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.bars("origin");
    page.eval(&format!("document.querySelector({}).focus()", quote(&chart::selector(&tile.id, ".chart"))));
    page.key("ArrowDown");
    let brushed = view(&mut page);
    assert_eq!(brushed.brushes.keys().collect::<Vec<_>>(), [&tile.id]);
    flights.expect_right(&mut page, &brushed);
    page.key("Escape");
    assert!(view(&mut page).brushes.is_empty());
}

#[test]
fn every_control_has_a_role_and_a_name() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let unnamed = page.eval(
        "[...document.querySelectorAll('button, a[href], input, select, [tabindex=\"0\"]')] \
         .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.innerText?.trim() || e.labels?.length)) \
         .map(e => e.outerHTML.slice(0, 200))",
    );
    assert_eq!(unnamed, serde_json::json!([]));
}
