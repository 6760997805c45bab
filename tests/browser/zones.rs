//! Columns that have a zone: a day on a chart is a day of theirs, on its axis, under a brush and in the table.

use std::sync::Arc;

use arrow_array::{RecordBatch, TimestampSecondArray};
use arrow_ipc::writer::StreamWriter;
use serde_json::json;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::CalendarUnit;
use tests::page::Page;
use tests::server::Server;

use crate::board::view;
use crate::chart;

/// A dashboard of a day's line, a heatmap of two calendars and a table, over a dataset with a column `at`, once its charts are ready.
fn open(server: &Server, dataset: &str) -> Page {
    let tile = |id: &str, chart: serde_json::Value| json!({ "id": id, "dataset": dataset, "span": 12, "chart": chart });
    let month = json!({ "column": "at", "bin": { "every": "month", "zone": "Pacific/Auckland" } });
    let tiles = json!([
        tile("days", json!({ "kind": "line", "column": "at", "every": "day" })),
        tile("map", json!({ "kind": "heatmap", "x": { "column": "at", "bin": { "every": "day" } }, "y": month })),
        tile("rows", json!({ "kind": "table", "columns": ["at"] })),
    ]);
    let made = server.client().post_json("/api/dashboards", &json!({ "title": "Days", "tiles": tiles })).expect(201);
    let mut page = Page::open(server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    page.wait_for("document.querySelectorAll('[data-tile][data-state=ready]').length === 3");
    page
}

/// Rows per day, by where the days begin.
fn days(page: &mut Page) -> Vec<(String, u64)> {
    let line = ChartSpec::Line { column: "at".into(), every: CalendarUnit::Day, measure: None };
    let time = |ms: &str| chrono::DateTime::from_timestamp_millis(ms.parse::<f64>().unwrap() as i64).unwrap().format("%dT%H").to_string();
    chart::read(page, "days", &line).total.into_iter().map(|(key, rows)| (time(&key[0]), rows)).collect()
}

/// Brushes the day in the middle of three; what the table shows then, and the ends of the brush.
fn brush(page: &mut Page) -> (serde_json::Value, serde_json::Value) {
    let middle = page.middle(&chart::selector("days", ".chart"));
    page.click_at(middle, 1);
    let rows = "[...document.querySelectorAll('[data-testid=table-row][aria-busy=false]')].map(row => row.querySelector('[role=cell]').textContent)";
    let all = page.wait_for("document.querySelectorAll('[data-testid=chip]').length === 1 && document.querySelectorAll('[data-tile][data-state=ready]').length === 3 && true");
    assert_eq!(all, true);
    let ends = json!(view(page).brushes["days"][0].between);
    (page.wait_for(&format!("(() => {{ const rows = {rows}; return rows.length < 5 && rows; }})()")), ends)
}

#[test]
fn a_day_of_an_offset_begins_at_its_midnight_on_the_chart_and_its_brush_gives_the_rows_of_that_day() {
    let server = Server::start();
    let times = ["01T00:30", "01T23:30", "02T00:10", "02T07:59", "03T12:00"];
    let csv = times.iter().map(|at| format!("2013-02-{at}:00+08:00\n")).collect::<String>();
    let dataset = server.upload("shanghai.csv", format!("at\n{csv}").as_bytes()).id;
    let mut page = open(&server, &dataset);
    assert_eq!(days(&mut page), [("31T16".to_owned(), 2), ("01T16".to_owned(), 2), ("02T16".to_owned(), 1)]);
    assert!(page.text(&chart::selector("days", ".tile-subtitle")).contains("UTC+08:00"));
    let ticks = page.eval("[...document.querySelectorAll('[data-tile=days] .xtick text')].map(tick => tick.textContent).join()");
    assert!(ticks.as_str().unwrap().starts_with("00:001 Feb 2013,12:00,00:002 Feb 2013"), "{ticks}");
    let (rows, ends) = brush(&mut page);
    assert_eq!(rows, json!(["2013-02-02 00:10:00+08:00", "2013-02-02 07:59:00+08:00"]));
    assert_eq!(ends, json!(["2013-02-02T00:00:00+08:00", "2013-02-03T00:00:00+08:00"]));
    assert!(page.text("[data-testid=chip]").contains("2 Feb 2013 – 3 Feb 2013"));
    // The server answers with the same days where the column doesn't fit the tab.
    let here = page.address();
    page.go(&format!("{}?budget_bytes=0", &here[here.find("/dashboards").unwrap()..here.find('?').unwrap()]));
    page.wait_for("document.querySelector('[data-tile=days][data-state=ready][data-executor=server]')");
    assert_eq!(days(&mut page), [("31T16".to_owned(), 2), ("01T16".to_owned(), 2), ("02T16".to_owned(), 1)]);
}

#[test]
fn a_day_of_a_named_zone_has_25_hours_where_its_clocks_are_put_back() {
    let server = Server::start();
    // New York, 2013-11-02 23:30, 11-03 00:30, 01:30 twice, 23:30, 11-04 00:30
    let secs = [1_383_449_400, 1_383_453_000, 1_383_456_600, 1_383_460_200, 1_383_539_400, 1_383_543_000];
    let at = Arc::new(TimestampSecondArray::from(secs.to_vec()).with_timezone("America/New_York"));
    let batch = RecordBatch::try_from_iter([("at", at as _)]).unwrap();
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    let dataset = server.upload("york.arrows", &writer.into_inner().unwrap()).id;
    let mut page = open(&server, &dataset);
    assert_eq!(days(&mut page), [("02T04".to_owned(), 1), ("03T04".to_owned(), 4), ("04T05".to_owned(), 1)]);
    assert!(page.text(&chart::selector("days", ".tile-subtitle")).contains("America/New_York"));
    let (rows, ends) = brush(&mut page);
    let cells = ["00:30:00-04:00", "01:30:00-04:00", "01:30:00-05:00", "23:30:00-05:00"].map(|time| format!("2013-11-03 {time}"));
    assert_eq!(rows, json!(cells));
    let cells =
        json!({ "kind": "heatmap", "x": { "column": "at", "bin": { "every": "day" } }, "y": { "column": "at", "bin": { "every": "month" } } });
    let map = chart::read(&mut page, "map", &serde_json::from_value(cells).unwrap());
    assert_eq!(map.filtered.values().sum::<u64>(), 4, "{map:?}");
    assert_eq!(ends, json!(["2013-11-03T00:00:00-04:00", "2013-11-04T00:00:00-05:00"]));
    // A script has the same days, those of another zone if it says so, and the same brush.
    let script = "(async () => { const handle = await sightline.open('ID', ['at']);
        const by = bin => ({ column: 'at', bin: { every: 'day', ...bin } });
        const counts = bin => handle.query({ group_by: [by(bin)], measures: [{ op: 'count' }] }).then(rows => rows.map(row => row[1]));
        const index = await handle.index({ active: by({}), passive: [{ measures: [{ op: 'count' }] }] });
        const [[[within]]] = await index.move('2013-11-03T00:00:00-04:00', '2013-11-04T05:00:00Z');
        return [await counts({}), await counts({ zone: 'UTC' }), await counts({ zone: '-05' }), within]; })()";
    let counted = page.eval(&script.replace("ID", &dataset));
    assert_eq!(counted, json!([[1, 4, 1], [4, 2], [2, 3, 1], 4]));
}
