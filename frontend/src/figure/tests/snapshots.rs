//! What Plotly is given, by name: empty, ordinary and brushed, of each kind.

use shared::wire::query::Scalar;

use super::samples::{bar, between, carriers, day, delays, drawing, heatmap, histogram, line, months, nothing, one_of, pairs};
use crate::figure::{DARK, Picture, Size, draw};
use crate::i18n::Language;

#[test]
fn histograms() {
    insta::assert_json_snapshot!("histogram_empty", drawing(&histogram(), &nothing(), &[]).to_json());
    insta::assert_json_snapshot!("histogram_ordinary", drawing(&histogram(), &delays(), &[]).to_json());
    let brush = [between("delay", Scalar::Int(-5), Scalar::Int(15))];
    insta::assert_json_snapshot!("histogram_brushed", drawing(&histogram(), &delays(), &brush).to_json());
}

#[test]
fn bars() {
    insta::assert_json_snapshot!("bar_empty", drawing(&bar(), &nothing(), &[]).to_json());
    insta::assert_json_snapshot!("bar_ordinary", drawing(&bar(), &carriers(), &[]).to_json());
    insta::assert_json_snapshot!("bar_brushed", drawing(&bar(), &carriers(), &[one_of("carrier", &[Some("a&b"), None])]).to_json());
}

#[test]
fn lines() {
    insta::assert_json_snapshot!("line_empty", drawing(&line(), &nothing(), &[]).to_json());
    insta::assert_json_snapshot!("line_ordinary", drawing(&line(), &months(), &[]).to_json());
    let brush = [between("at", Scalar::Text("2013-02-01T00:00:00".into()), Scalar::Text("2013-04-01T00:00:00".into()))];
    insta::assert_json_snapshot!("line_brushed", drawing(&line(), &months(), &brush).to_json());
}

#[test]
fn heatmaps() {
    insta::assert_json_snapshot!("heatmap_empty", drawing(&heatmap(), &nothing(), &[]).to_json());
    insta::assert_json_snapshot!("heatmap_ordinary", drawing(&heatmap(), &pairs(), &[]).to_json());
    let brush = [between("hour", Scalar::Int(5), Scalar::Int(7)), one_of("origin", &[Some("JFK")])];
    insta::assert_json_snapshot!("heatmap_brushed", drawing(&heatmap(), &pairs(), &brush).to_json());
}

#[test]
fn rows_without_a_place_are_counted() {
    assert_eq!(drawing(&histogram(), &delays(), &[]).unplaced, 4);
    assert_eq!(drawing(&heatmap(), &pairs(), &[]).unplaced, 2);
    assert_eq!(drawing(&bar(), &carriers(), &[]).unplaced, 0);
}

#[test]
fn data_reach_plotly_escaped_and_no_markup_is_left() {
    let json = drawing(&bar(), &carriers(), &[]).to_json().to_string();
    assert!(json.contains("&lt;b&gt;UA&lt;/b&gt;") && json.contains("a&amp;b"));
    assert!(!json.contains("<b>"));
}

#[test]
fn units_without_rows_count_nothing_instead_of_being_skipped() {
    let figure = drawing(&line(), &months(), &[]);
    assert_eq!(figure.data[0]["x"].as_array().unwrap().len(), 4);
    assert_eq!(figure.data[0]["y"][1], 0.0);
    assert_eq!(figure.data[1]["y"][3], 4.0);
    assert_eq!(day(15_706).epoch_ms(), Some(figure.frame.x.range.0));
}

#[test]
fn chinese_figures_use_chinese_units_and_labels() {
    let size = Size { width: 400.0, height: 240.0 };
    let (chart, drawn) = (histogram(), delays());
    let picture = Picture { chart: &chart, drawn: &drawn, brush: &[], whole: &[], size, palette: &DARK, language: Language::Chinese };
    let layout = draw(&picture).unwrap().layout.to_string();
    assert!(layout.contains("1万") || layout.contains("2万"), "{layout}");
}
