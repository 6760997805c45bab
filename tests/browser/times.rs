//! Charts of times of day and of lengths of time, against what the server counts.

use std::sync::Arc;

use arrow_array::{ArrayRef, DurationMillisecondArray, RecordBatch, StringArray, Time64MicrosecondArray};
use arrow_ipc::writer::StreamWriter;
use serde_json::{Value, json};
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{FilterSpec, Scalar};
use tests::page::{Page, quote};

use crate::board::{drag_across, ready, view};
use crate::chart::{self, Counts};
use crate::grown::Grown;
use crate::index::{point_at, queries};

const ROWS: i64 = 600;

/// A quarter of an hour after the other, the last one at the end of the day, and how long something took.
fn opened() -> Grown {
    let quarter = |row: i64| if row == ROWS - 1 { 86_400_000_000 } else { row % 96 * 900_000_000 };
    let columns: [(&str, ArrayRef); 3] = [
        ("opens", Arc::new(Time64MicrosecondArray::from_iter_values((0..ROWS).map(quarter)))),
        ("took", Arc::new(DurationMillisecondArray::from_iter_values((0..ROWS).map(|row| row * 770 % 70_000)))),
        ("kind", Arc::new(StringArray::from_iter_values((0..ROWS).map(|row| ["a", "b", "c"][row as usize / 7 % 3])))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    Grown::of("opened.arrows", &writer.into_inner().unwrap())
}

fn histogram<'a>(grown: &'a Grown, of: &str) -> &'a shared::wire::dashboard::Tile {
    grown.tile(|chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == of))
}

/// Rows of each kind, as the server counts them.
fn counted(grown: &Grown, filters: &[FilterSpec]) -> Counts {
    let spec = json!({ "group_by": [{ "column": "kind" }], "measures": [{ "op": "count" }], "filters": filters });
    let table = grown.server.client().post_json(&format!("/api/datasets/{}/aggregate", grown.dataset.id), &spec).expect(200);
    let rows = table["rows"].as_array().unwrap().iter();
    rows.map(|row| (vec![row[0].as_str().unwrap().to_owned()], row[1].as_u64().unwrap())).collect()
}

fn ticks(page: &mut Page, tile: &str) -> Value {
    page.eval(&format!("[...document.querySelectorAll({})].map(tick => tick.textContent)", quote(&chart::selector(tile, ".xtick text"))))
}

/// Drags across a histogram; the ends of its brush, which moved the bars by its index.
#[track_caller]
fn brushed(page: &mut Page, grown: &Grown, of: &str, [from, to]: [f64; 2]) -> Vec<Option<Scalar>> {
    let (tile, bars) = (histogram(grown, of), grown.tile(|chart| matches!(chart, ChartSpec::Bar { .. })));
    point_at(page, &tile.id);
    let before = queries(page);
    drag_across(page, tile, from, to);
    let brush = view(page).brushes[&tile.id].clone();
    ready(page);
    assert_eq!(queries(page), before, "the index has the answers");
    let mut found = chart::read(page, &bars.id, &bars.chart).filtered;
    for _ in 0..100 {
        if found == counted(grown, &brush) {
            break;
        }
        page.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 10)))");
        found = chart::read(page, &bars.id, &bars.chart).filtered;
    }
    assert_eq!(found, counted(grown, &brush), "{brush:?}");
    brush[0].between.clone().unwrap().to_vec()
}

#[test]
fn times_of_day_have_a_histogram_whose_last_bin_holds_the_end_of_the_day() {
    let grown = opened();
    let mut page = grown.open();
    let tile = histogram(&grown, "opens");
    let numbers = chart::read(&mut page, &tile.id, &tile.chart);
    assert_eq!((numbers.order.len(), &numbers.order[23][0]), (24, &chart::number_key(82_800.0)));
    assert_eq!(numbers.total.values().sum::<u64>(), ROWS as u64);
    let ticks = ticks(&mut page, &tile.id);
    assert!(ticks.as_array().unwrap().contains(&json!("06:00")) && ticks.as_array().unwrap().contains(&json!("24:00")), "{ticks}");
    let ends = brushed(&mut page, &grown, "opens", [0.5, 1.0]);
    assert!(matches!(&ends[..], [Some(Scalar::Text(from)), None] if from.len() == 8), "the end of the day is in it: {ends:?}");
    assert!(counted(&grown, &[]) != counted(&grown, &view(&mut page).brushes[&tile.id]));
}

#[test]
fn lengths_of_time_have_a_histogram_that_is_told_as_a_stopwatch_does() {
    let grown = opened();
    let mut page = grown.open();
    let ticks = ticks(&mut page, &histogram(&grown, "took").id);
    assert!(ticks.as_array().unwrap().contains(&json!("0:15")) && ticks.as_array().unwrap().contains(&json!("1:00")), "{ticks}");
    let ends = brushed(&mut page, &grown, "took", [0.3, 0.6]);
    assert!(ends.iter().flatten().all(|end| matches!(end, Scalar::Text(text) if text.starts_with("PT"))), "{ends:?}");
    let chip = page.text("[data-testid=chip]");
    assert!(chip.contains(" – 0:") && !chip.contains("PT"), "{chip}");
}
