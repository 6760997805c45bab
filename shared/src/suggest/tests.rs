use super::*;
use crate::wire::dataset::{ImportReport, Source};
use crate::wire::query::{BinSpec, CalendarUnit, GroupKey, Scalar};

/// Name, type, distinct values, least, greatest.
type Row<'a> = (&'a str, &'a str, u64, Option<Scalar>, Option<Scalar>);

fn charts_of(rows: u64, columns: &[Row<'_>]) -> Vec<Tile> {
    charts_from(Source::Upload { file_name: "d.csv".into() }, rows, columns)
}

/// Text columns called `text` have 100 bytes per row, pictures too.
fn charts_from(source: Source, rows: u64, columns: &[Row<'_>]) -> Vec<Tile> {
    let column = |row: &Row<'_>| Column { name: row.0.into(), r#type: row.1.into(), nullable: true };
    let profile = |(name, word, distinct, min, max): &Row<'_>| ColumnProfile {
        name: (*name).into(),
        nulls: if *distinct == 0 { rows } else { 0 },
        distinct: *distinct,
        distinct_exact: true,
        distinct_at_most: Some(*distinct),
        bytes: if *distinct > 0 && (*name == "text" || *word == "binary") { rows * 100 } else { 0 },
        min: min.clone(),
        max: max.clone(),
        span: None,
    };
    let dataset = Dataset {
        id: "d".into(),
        name: "d".into(),
        version: 0,
        rows,
        size_bytes: 0,
        deleted_at: None,
        removed_at: None,
        columns: columns.iter().map(column).collect(),
        created_at: String::new(),
        updated_at: String::new(),
        source,
        import: ImportReport::default(),
    };
    tiles(&dataset, &Profile { rows, columns: columns.iter().map(profile).collect(), batch_rows: 0 })
}

/// The chart of the only column; none if it has none.
fn chart_of(rows: u64, column: Row<'_>) -> Option<ChartSpec> {
    let mut tiles = charts_of(rows, &[column]);
    assert!(tiles.len() <= 3);
    (tiles.len() == 3).then(|| tiles.swap_remove(1).chart)
}

fn int(n: i64) -> Option<Scalar> {
    Some(Scalar::Int(n))
}

fn float(x: f64) -> Option<Scalar> {
    Some(Scalar::Float(x))
}

fn text(text: &str) -> Option<Scalar> {
    Some(Scalar::Text(text.into()))
}

#[test]
fn the_count_is_first_and_the_table_with_all_columns_last() {
    let tiles = charts_of(0, &[("a", "string", 0, None, None), ("b", "list<int64>", 0, None, None)]);
    let shown: Vec<(&str, u8, &ChartSpec)> = tiles.iter().map(|tile| (tile.id.as_str(), tile.span, &tile.chart)).collect();
    assert_eq!(shown, [("t1", 12, &ChartSpec::Number), ("t2", 12, &ChartSpec::Table { columns: vec!["a".into(), "b".into()] })]);
}

#[test]
fn a_column_gets_the_chart_that_suits_it() {
    let bar = |column: &str| Some(ChartSpec::Bar { column: column.into(), top: 12, measure: None });
    let histogram = |column: &str, width| Some(ChartSpec::Histogram { column: column.into(), width, origin: 0.0 });
    let rows = [
        (("delay", "int16", 400, int(-60), int(1270)), histogram("delay", 50.0)),
        (("age", "int64", 71, int(10), int(80)), histogram("age", 2.0)),
        (("hour", "int64", 24, int(0), int(23)), histogram("hour", 1.0)),
        (("mass", "float64", 94, float(2700.0), float(6300.0)), histogram("mass", 100.0)),
        (("bill", "float64", 94, float(32.1), float(59.6)), histogram("bill", 1.0)),
        (("price", "decimal(9,2)", 94, text("0.05"), text("0.95")), histogram("price", 0.025)),
        (("opens", "time", 40, text("00:10:00"), text("23:50:00")), histogram("opens", 3_600.0)),
        (("took", "duration", 94, text("PT0.5S"), text("PT70S")), histogram("took", 2.0)),
        (("seconds", "duration", 10, text("P0D"), text("PT9S")), histogram("seconds", 1.0)),
        (("millis", "duration", 10, text("P0D"), text("PT0.009S")), histogram("millis", 0.001)),
        (("nanos", "duration", 94, text("PT0.00000012S"), text("PT0.0000009S")), histogram("nanos", 2e-8)),
        (("huge", "float64", 94, float(-1e308), float(1e308)), None),
        (("quarter", "int8", 4, int(1), int(4)), bar("quarter")),
        (("carrier", "string", 16, None, None), bar("carrier")),
        (("cancelled", "bool", 2, None, None), bar("cancelled")),
    ];
    for (column, chart) in rows {
        assert_eq!(chart_of(10_000, column.clone()), chart, "{column:?}");
    }
}

#[test]
fn a_line_has_a_unit_of_thirty_to_four_hundred_points() {
    let rows = [
        (("at", "timestamp", 9_000, text("2013-01-01T00:00:00"), text("2013-01-01T02:30:00")), CalendarUnit::Minute),
        (("at", "timestamp(UTC)", 9_000, text("2013-01-01T00:00:00Z"), text("2013-01-11T00:00:00Z")), CalendarUnit::Hour),
        (("day", "date", 365, text("2013-01-01"), text("2013-12-31")), CalendarUnit::Day),
        (("day", "date", 1_461, text("2012-01-01"), text("2015-12-31")), CalendarUnit::Week),
        (("day", "date", 7_000, text("1993-01-01"), text("2012-12-31")), CalendarUnit::Month),
        (("year", "date", 20, text("1993-01-01"), text("2012-01-01")), CalendarUnit::Year),
        (("day", "date", 5, text("2013-01-01"), text("2013-01-05")), CalendarUnit::Day),
        (("era", "date", 50_000, text("0001-01-01"), text("2013-01-05")), CalendarUnit::Year),
    ];
    for (column, every) in rows {
        assert_eq!(chart_of(10_000, column.clone()), Some(ChartSpec::Line { column: column.0.into(), every, measure: None }), "{column:?}");
    }
}

#[test]
fn identifiers_constants_and_empty_columns_are_left_out() {
    let rows: [Row<'_>; 10] = [
        ("n", "int64", 10_000, int(1), int(10_000)),
        ("customer_id", "int64", 500, int(3), int(80_000)),
        ("customerId", "int64", 500, int(3), int(80_000)),
        ("ID", "uint32", 9_000, int(3), int(80_000)),
        ("订单编号", "int64", 500, int(3), int(80_000)),
        ("note", "string", 9_500, None, None),
        ("word", "string", 5_000, None, None),
        ("constant", "float64", 1, float(1.0), float(1.0)),
        ("nothing", "float64", 0, None, None),
        ("blob", "binary", 0, None, None),
    ];
    for column in rows {
        assert_eq!(chart_of(10_000, column.clone()), None, "{column:?}");
    }
    assert!(chart_of(50, ("population", "int64", 50, int(500_000), int(39_000_000))).is_some());
    assert!(chart_of(10_000, ("paid", "int64", 900, int(0), int(5_000))).is_some());
}

#[test]
fn columns_with_few_values_make_heatmaps_in_pairs() {
    let columns: [Row<'_>; 3] = [("sex", "string", 2, None, None), ("month", "int64", 12, int(1), int(12)), ("carrier", "string", 16, None, None)];
    let tiles = charts_of(10_000, &columns);
    let heatmap = ChartSpec::Heatmap { x: GroupKey::plain("carrier"), y: GroupKey::plain("month") };
    assert_eq!(tiles.iter().filter(|tile| matches!(tile.chart, ChartSpec::Heatmap { .. })).map(|tile| &tile.chart).collect::<Vec<_>>(), [&heatmap]);
}

fn scatter(x: (&str, f64), y: (&str, f64)) -> ChartSpec {
    let key = |(column, width): (&str, f64)| {
        let bin = BinSpec { width: Some(width), origin: Some(0.0), ..BinSpec::default() };
        GroupKey { column: column.into(), bin: Some(bin) }
    };
    ChartSpec::Scatter { x: key(x), y: key(y) }
}

#[test]
fn the_two_columns_with_the_most_values_make_a_scatter() {
    let columns: [Row<'_>; 4] = [
        ("age", "int64", 71, int(10), int(80)),
        ("distance", "int64", 214, int(17), int(4983)),
        ("hour", "int64", 24, int(0), int(23)),
        ("delay", "float64", 577, float(-86.0), float(1272.0)),
    ];
    let scatters = picked(charts_of(10_000, &columns), |chart| matches!(chart, ChartSpec::Scatter { .. }));
    assert_eq!(scatters, [scatter(("distance", 50.0), ("delay", 25.0))]);
    assert!(picked(charts_of(10_000, &columns[..1]), |chart| matches!(chart, ChartSpec::Scatter { .. })).is_empty());
}

#[test]
fn a_longitude_and_its_latitude_make_a_map() {
    let columns: [Row<'_>; 5] = [
        ("fare", "float64", 9_000, float(0.0), float(400.0)),
        ("pickup_latitude", "float64", 800, float(40.5), float(41.0)),
        ("dropoff_longitude", "float64", 900, float(-74.2), float(-73.6)),
        ("pickup_longitude", "float64", 900, float(-74.2), float(-73.4)),
        ("dropoff_latitude", "float64", 800, float(40.5), float(41.0)),
    ];
    let scatters = picked(charts_of(10_000, &columns), |chart| matches!(chart, ChartSpec::Scatter { .. }));
    assert_eq!(scatters, [scatter(("dropoff_longitude", 0.01), ("dropoff_latitude", 0.01))]);
}

#[test]
fn rows_of_the_grid_are_full_and_charts_are_twelve_at_most() {
    let names: Vec<String> = (0..150).map(|i| format!("c{i}")).collect();
    for columns in 0..20 {
        for lines in 0..4 {
            let column = |(i, name): (usize, &'static str)| -> Row<'static> {
                match i {
                    i if i < lines => (name, "date", 365, text("2013-01-01"), text("2013-12-31")),
                    i if i % 3 == 0 => (name, "string", 7, None, None),
                    _ => (name, "float64", 900, float(0.0), float(1.0)),
                }
            };
            let names = names.iter().take(columns).map(|name| -> &'static str { Box::leak(name.clone().into_boxed_str()) });
            let columns: Vec<Row<'_>> = names.enumerate().map(column).collect();
            let tiles = charts_of(10_000, &columns);
            assert!(tiles.len() <= 14);
            let mut used = 0;
            for tile in &tiles {
                used += tile.span;
                assert!(used <= 12, "{tiles:?}");
                used %= 12;
            }
            assert_eq!(used, 0, "{tiles:?}");
        }
    }
}

#[test]
fn the_table_shows_a_hundred_columns() {
    let names: Vec<String> = (0..2_000).map(|i| format!("c{i}")).collect();
    let columns: Vec<Row<'_>> = names.iter().map(|name| (name.as_str(), "string", 0, None, None)).collect();
    let tiles = charts_of(10, &columns);
    assert!(matches!(&tiles[1].chart, ChartSpec::Table { columns } if columns.len() == 100));
}

/// The charts that a predicate picks.
fn picked(tiles: Vec<Tile>, is: fn(&ChartSpec) -> bool) -> Vec<ChartSpec> {
    tiles.into_iter().map(|tile| tile.chart).filter(is).collect()
}

#[test]
fn pictures_with_predictions_make_a_gallery_and_a_confusion_matrix() {
    let columns: [Row<'_>; 5] = [
        ("image", "binary", 1_000, None, None),
        ("label", "int64", 10, int(0), int(9)),
        ("predicted", "string", 10, None, None),
        ("confidence", "float64", 900, float(0.2), float(1.0)),
        ("split", "string", 2, None, None),
    ];
    let tiles = charts_of(1_000, &columns);
    let gallery = ChartSpec::Gallery { picture: "image".into(), captions: vec!["label".into(), "predicted".into()] };
    assert_eq!(picked(tiles.clone(), |chart| matches!(chart, ChartSpec::Gallery { .. })), [gallery]);
    let matrix = ChartSpec::Heatmap { x: GroupKey::plain("predicted"), y: GroupKey::plain("label") };
    assert_eq!(picked(tiles, |chart| matches!(chart, ChartSpec::Heatmap { .. })), [matrix]);
}

#[test]
fn long_texts_are_shown_as_sentences_with_the_words_that_decided() {
    let columns: [Row<'_>; 4] = [
        ("kind", "string", 2, None, None),
        ("text", "string", 5_000, None, None),
        ("predicted", "string", 2, None, None),
        ("deciding_words", "string", 4_000, None, None),
    ];
    let sentences = picked(charts_of(5_500, &columns), |chart| matches!(chart, ChartSpec::Sentences { .. }));
    let captions = vec!["kind".into(), "predicted".into()];
    assert_eq!(sentences, [ChartSpec::Sentences { text: "text".into(), words: Some("deciding_words".into()), captions }]);
    assert!(picked(charts_of(5_500, &columns[..1]), |chart| matches!(chart, ChartSpec::Sentences { .. })).is_empty());
}

#[test]
fn windows_count_for_the_rows_that_they_stand_for() {
    let columns: [Row<'_>; 3] = [
        ("at", "timestamp", 48, text("2013-01-01T00:00:00"), text("2013-01-02T23:00:00")),
        ("carrier", "string", 16, None, None),
        ("count", "int64", 90, int(1), int(400)),
    ];
    let measure = Some(crate::wire::query::Measure::of(crate::wire::query::Op::Sum, "count"));
    let source = Source::Stream { stream: "s".into() };
    let charts = picked(charts_from(source, 700, &columns), |chart| !matches!(chart, ChartSpec::Number | ChartSpec::Table { .. }));
    let line = ChartSpec::Line { column: "at".into(), every: CalendarUnit::Hour, measure: measure.clone() };
    assert_eq!(charts, [line, ChartSpec::Bar { column: "carrier".into(), top: 12, measure }]);
    let uploaded = charts_of(700, &columns);
    assert!(
        !picked(uploaded, |chart| matches!(chart, ChartSpec::Histogram { .. })).is_empty(),
        "of an upload the counts are a column like any other"
    );
}

/// What is measured along a time of `distinct` values, over 400 rows.
fn series_of(distinct: u64, measured: Row<'_>) -> Option<(usize, ChartSpec)> {
    let at = ("at", "timestamp(UTC)", distinct, text("2013-01-01T00:00:00Z"), text("2013-01-01T06:39:00Z"));
    let tiles = charts_of(400, &[("room", "string", 3, None, None), at, measured]);
    tiles.into_iter().map(|tile| tile.chart).enumerate().find(|(_, chart)| matches!(chart, ChartSpec::Series { .. }))
}

#[test]
fn where_nearly_each_row_has_a_time_of_its_own_what_was_measured_first_is_a_line_right_after_the_count() {
    let volts = || ("volts", "float64", 4, float(0.0), float(12.0));
    let bin = BinSpec { every: Some(CalendarUnit::Minute), ..BinSpec::default() };
    let series = ChartSpec::Series { x: GroupKey { column: "at".into(), bin: Some(bin) }, y: "volts".into() };
    assert_eq!(series_of(400, volts()), Some((1, series.clone())));
    assert_eq!(series_of(360, volts()), Some((1, series)));
    assert_eq!(series_of(359, volts()), None, "times that are told more often are of several things");
}

#[test]
fn what_names_something_or_is_no_number_is_no_line() {
    assert!(series_of(400, ("level", "int8", 13, int(0), int(12))).is_some());
    assert_eq!(series_of(400, ("level", "int8", 5, int(0), int(4))), None);
    assert_eq!(series_of(400, ("sensor_id", "int64", 90, int(0), int(4_000))), None);
    assert_eq!(series_of(400, ("state", "string", 5, None, None)), None);
}

#[test]
fn of_more_times_than_are_counted_those_of_a_clock_that_ticks_are_known_to_differ() {
    let profile = |step, distinct_exact| ColumnProfile {
        name: "at".into(),
        nulls: 0,
        distinct: 100_000,
        distinct_exact,
        distinct_at_most: None,
        bytes: 0,
        min: text("2013-01-01T00:00:00"),
        max: text("2013-01-03T07:33:19"),
        span: Some(crate::span::Span { least: 0, greatest: 199_999, step }),
    };
    let is_suggested = |rows, profile: &ColumnProfile| {
        let column = |name: &str, word: &str| Column { name: name.into(), r#type: word.into(), nullable: true };
        let (at, volts) = (column("at", "timestamp"), column("volts", "float64"));
        series::of(&[(&at, profile), (&volts, profile)], rows).is_some()
    };
    assert!(is_suggested(200_000, &profile(1, false)), "one a second");
    assert!(!is_suggested(200_000, &profile(2, false)), "every second one twice");
    assert!(!is_suggested(150_000, &profile(1, false)), "there may be gaps, or times that are told twice");
    assert!(is_suggested(105_000, &profile(1, false)), "as many are counted");
}
