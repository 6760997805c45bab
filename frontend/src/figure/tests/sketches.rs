//! What the drag layer draws, by name: empty, ordinary and brushed, of each kind.

use std::fmt::Write;

use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{FilterSpec, Scalar};

use super::samples::{
    averaged, bar, between, carriers, delays, drawing, heatmap, histogram, line, means, months, nothing, one_of, pairs, picture, places, profits,
    scatter, series, summed, volts,
};
use crate::figure::{Command, Frame, Sketch, draw, sketch};
use crate::state::dashboard::Drawn;

/// The marks over the axes of the same numbers.
fn sketched(chart: &ChartSpec, drawn: &Drawn, brush: &[FilterSpec]) -> String {
    text(&over(&drawing(chart, drawn, brush).frame, chart, drawn, brush))
}

fn over(frame: &Frame, chart: &ChartSpec, drawn: &Drawn, brush: &[FilterSpec]) -> Sketch {
    sketch(&picture(chart, drawn, brush), frame).unwrap()
}

/// One line per command, numbers to a hundredth.
fn text(sketch: &Sketch) -> String {
    let mut text = String::new();
    for command in &sketch.commands {
        match command {
            Command::Clip(area) => writeln!(text, "clip {} {} {}x{}", area.left, area.top, area.width, area.height),
            Command::Rect { x, y, color } => writeln!(text, "rect {} {} {color}", span(x), span(y)),
            Command::Area { points, color } => writeln!(text, "area {} {color}", path(points)),
            Command::Line { points, width, color } => writeln!(text, "line {} {width}px {color}", path(points)),
            Command::Dot { at, radius, color } => writeln!(text, "dot {} {radius}px {color}", path(&[*at])),
            Command::Outline { x, y, fill, edge } => writeln!(text, "outline {} {} {fill} {edge}", span(x), span(y)),
            Command::Text { at, size, text: words, color } => writeln!(text, "text {} {size}px {words:?} {color}", path(&[*at])),
        }
        .unwrap();
    }
    text
}

fn path(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{},{}", short(*x), short(*y))).collect::<Vec<_>>().join(" ")
}

fn span((from, to): &(f64, f64)) -> String {
    format!("{}..{}", short(*from), short(*to))
}

fn short(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

#[test]
fn histograms() {
    insta::assert_snapshot!("sketch_histogram_empty", sketched(&histogram(), &nothing(), &[]));
    insta::assert_snapshot!("sketch_histogram_ordinary", sketched(&histogram(), &delays(), &[]));
    let brush = [between("delay", Scalar::Int(-5), Scalar::Int(15))];
    insta::assert_snapshot!("sketch_histogram_brushed", sketched(&histogram(), &delays(), &brush));
}

#[test]
fn bars() {
    insta::assert_snapshot!("sketch_bar_empty", sketched(&bar(), &nothing(), &[]));
    insta::assert_snapshot!("sketch_bar_ordinary", sketched(&bar(), &carriers(), &[]));
    insta::assert_snapshot!("sketch_bar_brushed", sketched(&bar(), &carriers(), &[one_of("carrier", &[Some("a&b"), None])]));
    insta::assert_snapshot!("sketch_bar_summed", sketched(&summed(), &profits(), &[]));
}

#[test]
fn lines() {
    insta::assert_snapshot!("sketch_line_empty", sketched(&line(), &nothing(), &[]));
    insta::assert_snapshot!("sketch_line_ordinary", sketched(&line(), &months(), &[]));
    let brush = [between("at", Scalar::Text("2013-02-01T00:00:00".into()), Scalar::Text("2013-04-01T00:00:00".into()))];
    insta::assert_snapshot!("sketch_line_brushed", sketched(&line(), &months(), &brush));
    insta::assert_snapshot!("sketch_line_averaged", sketched(&averaged(), &means(), &[]));
}

#[test]
fn heatmaps() {
    insta::assert_snapshot!("sketch_heatmap_empty", sketched(&heatmap(), &nothing(), &[]));
    insta::assert_snapshot!("sketch_heatmap_ordinary", sketched(&heatmap(), &pairs(), &[]));
    let brush = [between("hour", Scalar::Int(5), Scalar::Int(7)), one_of("origin", &[Some("JFK")])];
    insta::assert_snapshot!("sketch_heatmap_brushed", sketched(&heatmap(), &pairs(), &brush));
}

#[test]
fn scatters() {
    insta::assert_snapshot!("sketch_scatter_empty", sketched(&scatter(), &nothing(), &[]));
    insta::assert_snapshot!("sketch_scatter_ordinary", sketched(&scatter(), &places(), &[]));
    let brush = [between("lon", Scalar::Int(4), Scalar::Int(5)), between("lat", Scalar::Float(52.0), Scalar::Float(53.0))];
    insta::assert_snapshot!("sketch_scatter_brushed", sketched(&scatter(), &places(), &brush));
}

#[test]
fn series_() {
    insta::assert_snapshot!("sketch_series_empty", sketched(&series(), &nothing(), &[]));
    insta::assert_snapshot!("sketch_series_ordinary", sketched(&series(), &volts(), &[]));
    let brush = [between("at", Scalar::Text("2013-01-01T06:00:00".into()), Scalar::Text("2013-01-01T12:00:00".into()))];
    insta::assert_snapshot!("sketch_series_brushed", sketched(&series(), &volts(), &brush));
}

#[test]
fn one_point_is_a_dot_over_an_area_without_a_width() {
    let one = Drawn { total: months().filtered, filtered: months().filtered, approximate: false };
    let sketch = over(&drawing(&line(), &one, &[]).frame, &line(), &one, &[]);
    let dots = sketch.commands.iter().filter(|command| matches!(command, Command::Dot { radius: 3.0, .. })).count();
    let lines = sketch.commands.iter().filter(|command| matches!(command, Command::Line { .. })).count();
    assert_eq!((dots, lines), (2, 0));
}

#[test]
fn axes_stand_still_and_rows_without_a_cell_on_them_wait_for_plotly() {
    let painted = drawing(&histogram(), &delays(), &[]).frame;
    let mut later = delays();
    let mut beyond = later.total.rows[0].clone();
    beyond[0] = shared::engine::value::Value::Float(700.0);
    later.total.rows.push(beyond);
    assert_eq!(over(&painted, &histogram(), &later, &[]), over(&painted, &histogram(), &delays(), &[]));
}

#[test]
fn what_a_brush_makes_greater_than_the_axis_is_cut_off_by_the_clip() {
    let painted = drawing(&summed(), &profits(), &[]).frame;
    let cents = shared::engine::value::Value::Decimal { unscaled: 900_000, scale: 2 };
    let mut later = profits();
    later.filtered.rows[0][1] = cents;
    let sketch = over(&painted, &summed(), &later, &[]);
    let Command::Clip(plot) = sketch.commands[0] else { panic!("{sketch:?}") };
    let right = |command: &Command| if let Command::Rect { x, .. } = command { x.1 } else { 0.0 };
    assert!(sketch.commands.iter().map(right).fold(0.0, f64::max) > plot.left + plot.width);
}

#[test]
fn a_frame_of_another_chart_has_no_sketch() {
    let frame = drawing(&bar(), &carriers(), &[]).frame;
    assert_eq!(sketch(&picture(&histogram(), &delays(), &[]), &frame), None);
}

#[test]
fn whatever_plotly_draws_has_a_sketch_and_nothing_else_has_one() {
    let texts = || vec!["note".to_owned()];
    let undrawn = [
        ChartSpec::Number,
        ChartSpec::Table { columns: texts() },
        ChartSpec::Gallery { picture: "picture".into(), captions: texts() },
        ChartSpec::Sentences { text: "note".into(), words: None, captions: texts() },
    ];
    let axes = drawing(&bar(), &carriers(), &[]).frame;
    for chart in [histogram(), bar(), line(), heatmap(), scatter(), series()].iter().chain(&undrawn) {
        // A new kind of chart is asked for here.
        let is_plotted = match chart {
            ChartSpec::Histogram { .. } | ChartSpec::Bar { .. } | ChartSpec::Line { .. } => true,
            ChartSpec::Heatmap { .. } | ChartSpec::Scatter { .. } | ChartSpec::Series { .. } => true,
            ChartSpec::Number | ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => false,
        };
        let (nothing, figure) = (nothing(), draw(&picture(chart, &nothing(), &[])));
        let sketch = sketch(&picture(chart, &nothing, &[]), figure.as_ref().map_or(&axes, |figure| &figure.frame));
        assert_eq!((figure.is_some(), sketch.is_some()), (is_plotted, is_plotted), "{chart:?}");
    }
}
