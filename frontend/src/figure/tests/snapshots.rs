//! What Plotly is given, by name: empty, ordinary and brushed, of each kind.

use shared::wire::query::Scalar;

use super::samples::{
    averaged, bar, between, carriers, day, delays, drawing, heatmap, histogram, line, means, months, nothing, one_of, pairs, places, profits,
    scatter, series, summed, volts,
};
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
fn scatters() {
    insta::assert_json_snapshot!("scatter_empty", drawing(&scatter(), &nothing(), &[]).to_json());
    insta::assert_json_snapshot!("scatter_ordinary", drawing(&scatter(), &places(), &[]).to_json());
    let brush = [between("lon", Scalar::Int(4), Scalar::Int(5)), between("lat", Scalar::Float(52.0), Scalar::Float(53.0))];
    insta::assert_json_snapshot!("scatter_brushed", drawing(&scatter(), &places(), &brush).to_json());
    assert_eq!(drawing(&scatter(), &places(), &[]).unplaced, 1);
}

#[test]
fn series_() {
    insta::assert_json_snapshot!("series_empty", drawing(&series(), &nothing(), &[]).to_json());
    insta::assert_json_snapshot!("series_ordinary", drawing(&series(), &volts(), &[]).to_json());
    let brush = [between("at", Scalar::Text("2013-01-01T06:00:00".into()), Scalar::Text("2013-01-01T12:00:00".into()))];
    insta::assert_json_snapshot!("series_brushed", drawing(&series(), &volts(), &brush).to_json());
    assert_eq!(drawing(&series(), &volts(), &[]).unplaced, 2);
}

#[test]
fn measures() {
    insta::assert_json_snapshot!("bar_summed", drawing(&summed(), &profits(), &[]).to_json());
    insta::assert_json_snapshot!("line_averaged", drawing(&averaged(), &means(), &[]).to_json());
    insta::assert_json_snapshot!("bar_summed_empty", drawing(&summed(), &nothing(), &[]).to_json());
}

#[test]
fn of_no_rows_the_sum_is_nothing_and_of_no_values_there_is_none() {
    let sums = drawing(&summed(), &profits(), &[]).frame;
    assert_eq!((sums.counts[0], sums.counts[2]), ((1_500.5, 0.25), (-20.25, -25.0)));
    assert!(sums.counts[1].0.is_nan() && sums.counts[1].1 == 0.0);
    assert!(sums.x.range.0 < -25.0 && sums.x.range.1 > 1_500.5);
    let means = drawing(&averaged(), &means(), &[]);
    assert!(means.frame.counts[1].0.is_nan() && means.frame.counts[0].1.is_nan());
    assert_eq!((&means.data[0]["y"][1], &means.data[0]["y"][3]), (&serde_json::Value::Null, &serde_json::json!(1.25)));
}

#[test]
fn the_cells_of_a_small_heatmap_hold_their_numbers() {
    let figure = drawing(&heatmap(), &pairs(), &[]);
    assert_eq!(figure.data[1]["texttemplate"], "%{text}");
    assert!(figure.data[1]["text"].to_string().contains("\"6\"") && figure.data[0]["text"].is_null());
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
    let picture = Picture { chart: &chart, keys: &[], drawn: &drawn, brush: &[], whole: &[], size, palette: &DARK, language: Language::Chinese };
    let layout = draw(&picture).unwrap().layout.to_string();
    assert!(layout.contains("1万") || layout.contains("2万"), "{layout}");
}
