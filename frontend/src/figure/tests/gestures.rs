//! Points and keys in, filters out.

use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{FilterSpec, Scalar};

use super::samples::{
    bar, between, carriers, delays, drawing, heatmap, histogram, line, measured, months, nothing, one_of, pairs, places, profits, scatter, summed,
    text,
};
use crate::figure::{Cursor, Frame, LIGHT, Picture, Size, Step, draw, filter_label};
use crate::i18n::Language;
use crate::state::dashboard::Drawn;

fn frame(chart: &ChartSpec, drawn: &Drawn) -> Frame {
    drawing(chart, drawn, &[]).frame
}

/// The point of the tile at two values.
fn at(frame: &Frame, x: f64, y: f64) -> (f64, f64) {
    (frame.left_of(x), frame.top_of(y))
}

#[test]
fn a_drag_over_a_histogram_is_a_range_of_whole_numbers_for_whole_numbers() {
    let frame = frame(&histogram(), &delays());
    assert_eq!(frame.x.range, (-10.0, 30.0));
    let filters = frame.drag(at(&frame, 12.4, 5.0), at(&frame, -3.3, 9.0), &[]);
    assert_eq!(filters, [between("delay", Scalar::Int(-3), Scalar::Int(12))]);
}

#[test]
fn a_drag_ends_on_steps_of_a_five_hundredth_of_the_axis() {
    let (chart, drawn, size) = (histogram(), delays(), Size { width: 400.0, height: 240.0 });
    let picture = Picture { chart: &chart, keys: &[], drawn: &drawn, brush: &[], whole: &[], size, palette: &LIGHT, language: Language::English };
    let frame = draw(&picture).unwrap().frame;
    let filters = frame.drag(at(&frame, 1.234_567, 0.0), at(&frame, 7.891, 0.0), &[]);
    assert_eq!(filters, [between("delay", Scalar::Float(1.25), Scalar::Float(7.9))]);
}

#[test]
fn a_drag_of_nothing_selects_nothing() {
    let frame = frame(&histogram(), &delays());
    assert_eq!(frame.drag(at(&frame, 3.0, 0.0), at(&frame, 3.01, 0.0), &[]), []);
}

#[test]
fn a_drag_that_begins_in_the_brush_moves_it_but_not_beyond_the_ends() {
    let frame = frame(&histogram(), &delays());
    let brush = [between("delay", Scalar::Int(0), Scalar::Int(10))];
    let to = |x| frame.drag(at(&frame, 5.0, 0.0), at(&frame, x, 0.0), &brush);
    assert_eq!(to(9.0), [between("delay", Scalar::Int(4), Scalar::Int(14))]);
    assert_eq!(to(30.0), [between("delay", Scalar::Int(20), Scalar::Int(30))]);
}

#[test]
fn a_click_on_a_bin_selects_it_and_another_click_clears_it() {
    let frame = frame(&histogram(), &delays());
    let bin = frame.click(at(&frame, 25.0, 100.0), &[]);
    assert_eq!(bin, [between("delay", Scalar::Int(20), Scalar::Int(30))]);
    assert_eq!(frame.click(at(&frame, 21.0, 100.0), &bin), []);
}

#[test]
fn clicks_on_bars_add_values_and_take_them_away() {
    let frame = frame(&bar(), &carriers());
    let first = frame.click(at(&frame, 10.0, 0.0), &[]);
    assert_eq!(first, [one_of("carrier", &[Some("<b>UA</b>")])]);
    let both = frame.click(at(&frame, 1.0, 2.0), &first);
    assert_eq!(both, [one_of("carrier", &[Some("<b>UA</b>"), None])]);
    assert_eq!(frame.click(at(&frame, 1.0, 0.0), &both), [one_of("carrier", &[None])]);
    assert_eq!(frame.click(at(&frame, 1.0, 2.0), &[one_of("carrier", &[None])]), []);
}

#[test]
fn a_drag_over_bars_selects_the_values_it_crosses() {
    let frame = frame(&bar(), &carriers());
    let filters = frame.drag(at(&frame, 0.0, 0.8), at(&frame, 50.0, 2.2), &[]);
    assert_eq!(filters, [one_of("carrier", &[Some("a&b"), None])]);
}

#[test]
fn a_drag_over_a_scatter_selects_the_cells_it_crosses_on_both_axes() {
    let frame = frame(&scatter(), &places());
    let filters = frame.drag(at(&frame, 4.2, 52.1), at(&frame, 5.7, 52.9), &[]);
    assert_eq!(filters, [between("lon", Scalar::Float(4.0), Scalar::Float(6.0)), between("lat", Scalar::Float(52.0), Scalar::Float(53.0)),]);
}

#[test]
fn a_drag_over_a_line_is_a_range_of_instants() {
    let frame = frame(&line(), &months());
    let ms = |text: &str| super::super::time::parse(text).unwrap() as f64;
    let filters = frame.drag(at(&frame, ms("2013-02-03T01:02:00"), 0.0), at(&frame, ms("2013-03-10T22:00:00"), 0.0), &[]);
    let text = |t: &str| Scalar::Text(t.into());
    assert_eq!(filters, [between("at", text("2013-02-03T00:00:00"), text("2013-03-10T21:00:00"))]);
}

#[test]
fn a_click_on_a_line_is_its_unit() {
    let frame = frame(&line(), &months());
    let ms = super::super::time::parse("2013-02-17").unwrap() as f64;
    let text = |t: &str| Scalar::Text(t.into());
    assert_eq!(frame.click(at(&frame, ms, 1.0), &[]), [between("at", text("2013-02-01T00:00:00"), text("2013-03-01T00:00:00"))]);
}

#[test]
fn a_heatmap_is_brushed_by_two_filters() {
    let frame = frame(&heatmap(), &pairs());
    let cell = frame.click(at(&frame, 7.5, 1.0), &[]);
    assert_eq!(cell, [between("hour", Scalar::Int(7), Scalar::Int(8)), one_of("origin", &[Some("JFK")])]);
    let block = frame.drag(at(&frame, 5.2, 0.0), at(&frame, 6.9, 1.0), &[]);
    assert_eq!(block, [between("hour", Scalar::Int(5), Scalar::Int(7)), one_of("origin", &[Some("EWR"), Some("JFK")])]);
    assert_eq!(frame.counts_at(0, 0), (20.0, 6.0));
}

#[test]
fn what_was_selected_is_outlined_where_it_is() {
    let frame = frame(&histogram(), &delays());
    let [outline] = frame.boxes(&[between("delay", Scalar::Int(-10), Scalar::Int(10))])[..] else { panic!("one box") };
    assert_eq!((outline.left, outline.width), (frame.margin.left, frame.plot_width() / 2.0));
    assert_eq!((outline.top, outline.height), (frame.margin.top, frame.plot_height()));
    assert!(frame.boxes(&[]).is_empty());
}

#[test]
fn arrow_keys_move_and_shift_extends() {
    let frame = frame(&histogram(), &delays());
    let begun = frame.step(None, Step::Right, false).unwrap();
    let moved = frame.step(Some(begun), Step::Right, false).unwrap();
    let wide = frame.step(Some(moved), Step::Right, true).unwrap();
    assert_eq!(frame.select(wide), [between("delay", Scalar::Int(0), Scalar::Int(20))]);
    let end = frame.step(Some(Cursor { anchor: (3, 0), head: (3, 0) }), Step::Right, false).unwrap();
    assert_eq!(end.head, (3, 0));
}

#[test]
fn down_leads_to_the_next_bar() {
    let frame = frame(&bar(), &carriers());
    let begun = frame.step(None, Step::Down, false).unwrap();
    assert_eq!(frame.select(frame.step(Some(begun), Step::Down, false).unwrap()), [one_of("carrier", &[Some("a&b")])]);
}

#[test]
fn an_empty_chart_has_nothing_to_select() {
    for chart in [histogram(), bar(), line(), heatmap()] {
        let frame = frame(&chart, &nothing());
        assert_eq!(frame.step(None, Step::Right, false), None);
        assert_eq!(frame.cell_at((200.0, 100.0)), None);
        assert_eq!(frame.click((200.0, 100.0), &[]), []);
        assert_eq!(frame.drag((100.0, 100.0), (200.0, 150.0), &[]), [], "{chart:?}");
    }
}

#[test]
fn tips_tell_the_cell_and_its_rows() {
    let tip = frame(&histogram(), &delays()).tip((1, 0), (0.0, 0.0), Language::English);
    assert_eq!((tip.title.as_str(), tip.text.as_str()), ("[0, 10)", "120 of 25,000 rows"));
    let tip = frame(&bar(), &carriers()).tip((0, 0), (0.0, 0.0), Language::Chinese);
    assert_eq!((tip.title.as_str(), tip.text.as_str()), ("<b>UA</b>", "30 / 90 行"));
}

#[test]
fn tips_of_measures_name_what_is_measured() {
    let frame = frame(&summed(), &profits());
    let tip = |cell, language| frame.tip((0, cell), (0.0, 0.0), language).text;
    assert_eq!(tip(0, Language::English), "sum of profit: 0.25 (all rows: 1500.50)");
    assert_eq!(tip(0, Language::Chinese), "“profit”总和：0.25（全部：1500.50）");
    assert_eq!(tip(1, Language::English), "sum of profit: 0 (all rows: –)");
}

#[test]
fn tips_of_sums_have_all_digits() {
    let total = measured(&[(text("UA"), Value::Int(9_007_199_254_740_993))]);
    let filtered = measured(&[(text("UA"), Value::Int(9_007_199_254_740_992))]);
    let tip = frame(&summed(), &Drawn { total, filtered, approximate: false }).tip((0, 0), (0.0, 0.0), Language::English);
    assert_eq!(tip.text, "sum of profit: 9,007,199,254,740,992 (all rows: 9,007,199,254,740,993)");
}

#[test]
fn chips_read_like_sentences() {
    let label = |filter: &FilterSpec, language| filter_label(filter, language);
    let range = between("delay", Scalar::Int(-5), Scalar::Int(12_000));
    assert_eq!(label(&range, Language::English), "-5 – 12,000");
    let days = between("at", Scalar::Text("2013-02-01T00:00:00".into()), Scalar::Text("2013-03-01T12:30:00".into()));
    assert_eq!(label(&days, Language::English), "1 Feb 2013 – 1 Mar 2013 12:30");
    assert_eq!(label(&days, Language::Chinese), "2013年2月1日 – 2013年3月1日 12:30");
    let set = one_of("carrier", &[Some("AA"), Some("UA"), None, Some("DL")]);
    assert_eq!(label(&set, Language::English), "AA + 3 more");
    let digits = between("profit", Scalar::Text("-90".into()), Scalar::Text("-12.50".into()));
    assert_eq!(label(&digits, Language::English), "-90 – -12.50", "no lengths of time");
    let lengths = between("took", Scalar::Text("-PT90S".into()), Scalar::Text("P0D".into()));
    assert_eq!(label(&lengths, Language::English), "-1:30 – 0:00");
}
