//! Brushing: every other chart follows, to the right numbers.

use shared::wire::dashboard::{ChartSpec, View};
use shared::wire::query::FilterSpec;
use tests::page::{Page, quote};

use crate::board::{Flights, drag_across, view};
use crate::chart;

#[test]
fn a_brush_on_a_histogram_changes_every_other_tile_to_the_right_numbers() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    let before = chart::read(&mut page, &tile.id, &tile.chart);
    drag_across(&mut page, tile, 0.3, 0.6);
    let view = view(&mut page);
    assert_eq!(view.brushes.keys().collect::<Vec<_>>(), [&tile.id]);
    let [lo, hi] = view.brushes[&tile.id][0].between.clone().unwrap();
    assert!(lo.is_some() && hi.is_some(), "{view:?}");
    flights.expect_right(&mut page, &view);
    assert_eq!(chart::read(&mut page, &tile.id, &tile.chart), before, "the brushed tile stays as it is");
}

#[test]
fn a_brush_on_a_line_is_a_span_of_time() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.tile(|chart| matches!(chart, ChartSpec::Line { .. }));
    drag_across(&mut page, tile, 0.4, 0.7);
    let view = view(&mut page);
    assert_eq!(view.brushes[&tile.id][0].column, "departure");
    flights.expect_right(&mut page, &view);
}

/// What a drag between two shares of a chart's width and height selects on it; every other chart follows.
#[track_caller]
fn brush_of_a_drag(is: impl Fn(&ChartSpec) -> bool, from: (f64, f64), to: (f64, f64)) -> Vec<FilterSpec> {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.tile(is);
    let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
    let at = |share: (f64, f64)| (x + width * share.0, y + height * share.1);
    page.drag(at(from), at(to));
    let view = view(&mut page);
    flights.expect_right(&mut page, &view);
    view.brushes[&tile.id].clone()
}

#[test]
fn a_drag_over_a_heatmap_brushes_both_of_its_columns() {
    let brush = brush_of_a_drag(|chart| matches!(chart, ChartSpec::Heatmap { .. }), (0.45, 0.2), (0.8, 0.6));
    assert_eq!(brush.len(), 2, "{brush:?}");
}

#[test]
fn a_drag_over_a_scatter_is_a_range_of_both_of_its_columns() {
    let brush = brush_of_a_drag(|chart| matches!(chart, ChartSpec::Scatter { .. }), (0.2, 0.3), (0.5, 0.8));
    assert!(brush.len() == 2 && brush.iter().all(|filter| filter.between.is_some()), "{brush:?}");
}

#[test]
fn a_click_on_a_bar_selects_it_and_a_second_bar_joins() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.bars("carrier");
    let order = chart::read(&mut page, &tile.id, &tile.chart).order;
    for bar in [0, 2] {
        click_bar(&mut page, &tile.id, bar, order.len());
    }
    let view = view(&mut page);
    let chosen = serde_json::to_value(&view.brushes[&tile.id][0].one_of).unwrap();
    assert_eq!(chosen, serde_json::json!([order[0][0], order[2][0]]));
    flights.expect_right(&mut page, &view);
}

#[test]
fn two_brushes_hold_together() {
    let flights = Flights::stored();
    let mut page = flights.open();
    drag_across(&mut page, flights.histogram("distance"), 0.2, 0.5);
    let bars = flights.bars("origin");
    click_bar(&mut page, &bars.id, 0, 3);
    let view = view(&mut page);
    assert_eq!(view.brushes.len(), 2);
    flights.expect_right(&mut page, &view);
    assert_eq!(page.count("[data-testid=chip]"), 2);
}

#[test]
fn a_chip_clears_its_brush_and_clear_all_clears_every_one() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    drag_across(&mut page, tile, 0.2, 0.5);
    click_bar(&mut page, &flights.bars("origin").id, 0, 3);
    page.wait_for("document.querySelectorAll('[data-testid=chip]').length === 2");
    page.click(&format!("[data-testid=chip][data-for={}] [data-testid=chip-clear]", quote(&tile.id)));
    let left = view(&mut page);
    assert_eq!(left.brushes.keys().collect::<Vec<_>>(), [&flights.bars("origin").id]);
    flights.expect_right(&mut page, &left);
    drag_across(&mut page, tile, 0.3, 0.4);
    page.wait_for("document.querySelectorAll('[data-testid=chip]').length === 2");
    page.click("[data-testid=clear-all]");
    assert_eq!(view(&mut page), View::default());
    flights.expect_right(&mut page, &View::default());
    assert_eq!(page.count("[data-testid=chip]"), 0);
}

#[test]
fn a_double_click_clears_the_brush() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    drag_across(&mut page, tile, 0.2, 0.5);
    page.wait_for("document.querySelector('[data-testid=chip]')");
    let at = page.middle(&chart::selector(&tile.id, ".chart"));
    page.click_at(at, 2);
    page.wait_for("!document.querySelector('[data-testid=chip]')");
    assert_eq!(view(&mut page), View::default());
    flights.expect_right(&mut page, &View::default());
}

/// Height of the axis below bars, and of the space above them.
const AROUND_BARS: (f64, f64) = (24.0, 2.0);

/// Clicks the n-th bar from the top.
pub(crate) fn click_bar(page: &mut Page, tile: &str, bar: usize, bars: usize) {
    let [x, y, width, height] = page.area(&chart::selector(tile, ".chart"));
    let (below, above) = AROUND_BARS;
    let step = (height - below - above) / bars as f64;
    page.click_at((x + width * 0.6, y + above + step * (bar as f64 + 0.5)), 1);
}
