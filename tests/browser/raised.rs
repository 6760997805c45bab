//! Above 2 GiB of WebAssembly memory everything is as it is below: loads, questions, brush indexes and the rows of the table.

use shared::wire::dashboard::View;
use tests::raised;

use crate::board::{Flights, drag_across, ready, view};

#[test]
fn with_their_data_above_2_gib_the_page_and_its_workers_show_the_right_numbers() {
    let flights = Flights::stored();
    let mut page = raised::open(&flights.server, &flights.path());
    ready(&mut page);
    flights.expect_right(&mut page, &View::default());
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    let brushed = view(&mut page);
    assert!(!brushed.brushes.is_empty());
    flights.expect_right(&mut page, &brushed);
    raised::expect_raised(&mut page);
}
