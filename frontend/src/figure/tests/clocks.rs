//! Axes of time by the clock of a zone: cells, ticks, labels and brushes, also where clocks are changed.

use shared::engine::answer::Answer;
use shared::engine::bin::zone::Zone;
use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, Scalar};

use super::samples::{between, picture};
use crate::figure::clock::{ticks, zone_name};
use crate::figure::time::parse;
use crate::figure::{Figure, Picture, draw, filter_label};
use crate::i18n::Language;
use crate::state::dashboard::Drawn;

const SHANGHAI: (&str, &[[i64; 2]]) = ("+08:00", &[[0, 28_800]]);
/// 2013-03-10T07:00:00Z and 2013-11-03T06:00:00Z
const NEW_YORK: (&str, &[[i64; 2]]) = ("America/New_York", &[[0, -18_000], [1_362_898_800, -14_400], [1_383_458_400, -18_000]]);

fn key((zone, offsets): (&str, &[[i64; 2]]), every: CalendarUnit) -> GroupKey {
    let bin = BinSpec { every: Some(every), zone: Some(zone.into()), offsets: Some(offsets.to_vec()), ..BinSpec::default() };
    GroupKey { column: "at".into(), bin: Some(bin) }
}

/// A line of bins that start at some instants, with 1, 2, … rows.
fn line(zone: (&str, &[[i64; 2]]), every: CalendarUnit, starts: &[&str]) -> Figure {
    let start = |text: &&str| Value::Timestamp { ticks: parse(text).unwrap(), per_second: 1_000 };
    let rows = starts.iter().zip(1..).map(|(text, n)| vec![start(text), Value::Int(n)]).collect();
    let total = Answer { keys: 1, rows };
    let (chart, drawn) =
        (ChartSpec::Line { column: "at".into(), every, measure: None }, Drawn { filtered: total.clone(), total, approximate: false });
    draw(&Picture { keys: &[key(zone, every)], ..picture(&chart, &drawn, &[]) }).unwrap()
}

fn labels(figure: &Figure) -> Vec<String> {
    let (_, marks) = figure.frame.x.marks.as_ref().unwrap();
    (0..marks.len()).map(|cell| marks.label(cell, Language::English)).collect()
}

/// Where a click on a cell begins and ends.
fn click(figure: &Figure, cell: usize) -> [Scalar; 2] {
    let frame = &figure.frame;
    let (lo, hi) = frame.x.marks.as_ref().unwrap().1.edges(cell);
    let [filter] = &frame.click((frame.left_of(f64::midpoint(lo, hi)), 50.0), &[])[..] else { panic!("one filter") };
    filter.between.clone().unwrap().map(Option::unwrap)
}

fn ends(lo: &str, hi: &str) -> [Scalar; 2] {
    [lo, hi].map(|end| Scalar::Text(end.into()))
}

#[test]
fn days_begin_at_midnight_of_the_zone_on_the_axis_and_in_a_brush() {
    let days = line(SHANGHAI, CalendarUnit::Day, &["2013-01-31T16:00:00Z", "2013-02-02T16:00:00Z"]);
    assert_eq!(labels(&days), ["1 Feb 2013", "2 Feb 2013", "3 Feb 2013"]);
    assert_eq!((days.frame.counts[0].0, days.frame.counts[1].0, days.frame.counts[2].0, days.unplaced), (1.0, 0.0, 2.0, 0));
    assert_eq!(click(&days, 1), ends("2013-02-02T00:00:00+08:00", "2013-02-03T00:00:00+08:00"));
    let [lo, hi] = click(&days, 1);
    assert_eq!(filter_label(&between("at", lo, hi), Language::Chinese), "2013年2月2日 – 2013年2月3日");
    assert_eq!(days.layout["xaxis"]["ticktext"].as_array().unwrap()[..2], ["1 Feb 2013", "2 Feb 2013"]);
    assert_eq!(days.layout["xaxis"]["tickvals"][0], parse("2013-01-31T16:00:00Z").unwrap() as f64);
}

#[test]
fn an_hour_that_a_clock_shows_twice_has_two_places_and_a_brush_takes_one_or_both() {
    let hours = line(NEW_YORK, CalendarUnit::Hour, &["2013-11-03T04:00:00Z", "2013-11-03T05:00:00Z", "2013-11-03T06:00:00Z", "2013-11-03T08:00:00Z"]);
    assert_eq!(labels(&hours), ["00:00", "01:00", "01:00", "02:00", "03:00"].map(|clock| format!("3 Nov 2013 {clock}")));
    assert_eq!(hours.frame.counts.iter().map(|count| count.0).collect::<Vec<_>>(), [1.0, 2.0, 3.0, 0.0, 4.0]);
    assert_eq!(click(&hours, 1), ends("2013-11-03T01:00:00-04:00", "2013-11-03T01:00:00-05:00"));
    assert_eq!(hours.layout["xaxis"]["ticktext"], serde_json::json!(["00:00<br>3 Nov 2013", "03:00"]));
    assert_eq!(click(&hours, 2), ends("2013-11-03T01:00:00-05:00", "2013-11-03T02:00:00-05:00"));
}

#[test]
fn an_hour_that_a_clock_leaves_out_has_no_place() {
    let hours = line(NEW_YORK, CalendarUnit::Hour, &["2013-03-10T06:00:00Z", "2013-03-10T07:00:00Z"]);
    assert_eq!(labels(&hours), ["01:00", "03:00"].map(|clock| format!("10 Mar 2013 {clock}")));
    assert_eq!(click(&hours, 0), ends("2013-03-10T01:00:00-05:00", "2013-03-10T03:00:00-04:00"));
}

#[test]
fn days_of_23_and_25_hours_are_brushed_from_midnight_to_midnight() {
    let spring = line(NEW_YORK, CalendarUnit::Day, &["2013-03-09T05:00:00Z", "2013-03-11T04:00:00Z"]);
    assert_eq!(labels(&spring), ["9 Mar 2013", "10 Mar 2013", "11 Mar 2013"]);
    assert_eq!(click(&spring, 1), ends("2013-03-10T00:00:00-05:00", "2013-03-11T00:00:00-04:00"));
    let autumn = line(NEW_YORK, CalendarUnit::Day, &["2013-11-02T04:00:00Z", "2013-11-04T05:00:00Z"]);
    assert_eq!(click(&autumn, 1), ends("2013-11-03T00:00:00-04:00", "2013-11-04T00:00:00-05:00"));
}

#[test]
fn a_drag_ends_on_steps_of_the_zones_clock() {
    // A year's steps are hours of 12, of which the one before midnight of 10 March has 11.
    let year = line(NEW_YORK, CalendarUnit::Day, &["2013-01-01T05:00:00Z", "2013-12-31T05:00:00Z"]);
    let at = |text: &str| (year.frame.left_of(parse(text).unwrap() as f64), 50.0);
    let drag = |lo: &str, hi: &str| year.frame.drag(at(lo), at(hi), &[])[0].between.clone().unwrap().map(Option::unwrap);
    assert_eq!(drag("2013-03-10T05:20:00Z", "2013-03-11T04:10:00Z"), ends("2013-03-10T00:00:00-05:00", "2013-03-11T00:00:00-04:00"));
    assert_eq!(drag("2013-11-03T04:20:00Z", "2013-11-04T05:10:00Z"), ends("2013-11-03T00:00:00-04:00", "2013-11-04T00:00:00-05:00"));
}

#[test]
fn ticks_are_on_whole_units_of_the_zones_clock() {
    let year = line(NEW_YORK, CalendarUnit::Day, &["2013-01-01T05:00:00Z", "2013-12-31T05:00:00Z"]);
    let texts = year.layout["xaxis"]["ticktext"].as_array().unwrap();
    assert_eq!(texts.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>(), ["Jan 2013", "Apr 2013", "Jul 2013", "Oct 2013", "Jan 2014"]);
    let at = |text: &str| parse(text).unwrap() as f64;
    assert_eq!(year.layout["xaxis"]["tickvals"][1], at("2013-04-01T04:00:00Z"));
}

#[test]
fn ticks_stay_few_where_the_calendar_ends() {
    let zone = Zone::new(SHANGHAI.1.to_vec()).unwrap();
    // To the last instant of 64 bits of microseconds, some 294,000 years from now.
    let (places, _) = ticks(&zone, (0.0, 9.2e15), 10, Language::English);
    assert!((5..=40).contains(&places.len()), "{}", places.len());
}

#[test]
fn a_zone_is_named_beside_the_chart_unless_it_is_utc() {
    let names = |zone: (&str, &'static [[i64; 2]])| zone_name(&[key(zone, CalendarUnit::Day)]);
    assert_eq!([names(SHANGHAI), names(NEW_YORK), names(("UTC", &[[0, 0]]))], ["UTC+08:00", "America/New_York", ""]);
}
