//! A small dataset that grows while pages show it.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use shared::wire::dashboard::{ChartSpec, Dashboard, Tile};
use shared::wire::dataset::Dataset;
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::ready;
use crate::chart::{self, Counts};

/// A server with the dataset and its dashboard.
pub(crate) struct Grown {
    pub(crate) server: Server,
    pub(crate) dataset: Dataset,
    pub(crate) dashboard: Dashboard,
}

/// Rows as CSV: carriers go round through A, B and C; from row 1,000 on there is a new one, Z. Delays go from 0 to 59.
pub(crate) fn csv(rows: Range<usize>) -> Vec<u8> {
    let mut text = String::from("carrier,delay,price\n");
    for row in rows {
        let carrier = if row >= 1_000 { "Z" } else { ["A", "B", "C"][row % 3] };
        writeln!(text, "{carrier},{},{}.5", row % 60, row % 97).unwrap();
    }
    text.into_bytes()
}

/// Pictures with a label and a prediction; row 4 has no picture in its bytes. A pixel each: PNG as small as it gets.
pub(crate) fn pictures() -> RecordBatch {
    let pixel: &[u8] = include_bytes!("fixtures/pixel.png");
    let mut images = BinaryBuilder::new();
    (0..40).for_each(|row| images.append_value(if row == 4 { b"no picture" } else { pixel }));
    let label = |row: usize| ["cat", "dog"][row % 2];
    // Every fifth one is taken for the other.
    let predicted = |row: usize| if row.is_multiple_of(5) { label(row + 1) } else { label(row) };
    let columns: [(&str, ArrayRef); 4] = [
        ("image", Arc::new(images.finish())),
        ("label", Arc::new(StringArray::from_iter_values((0..40).map(label)))),
        ("predicted", Arc::new(StringArray::from_iter_values((0..40).map(predicted)))),
        ("row", Arc::new(Int64Array::from_iter_values(0..40))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

impl Grown {
    /// Stores a file and makes its dashboard.
    pub(crate) fn of(file_name: &str, bytes: &[u8]) -> Grown {
        let server = Server::start();
        let dataset = server.upload(file_name, bytes);
        Grown::over(server, dataset)
    }

    /// Makes the dashboard of a dataset.
    pub(crate) fn over(server: Server, dataset: Dataset) -> Grown {
        let dashboard = serde_json::from_value(server.dashboard(&dataset.id)).unwrap();
        Grown { server, dataset, dashboard }
    }

    /// The path of the dashboard's page.
    pub(crate) fn path(&self) -> String {
        format!("/dashboards/{}", self.dashboard.id)
    }

    /// Opens the dashboard and waits until every number is final.
    pub(crate) fn open(&self) -> Page {
        let mut page = Page::open(&self.server, &self.path());
        ready(&mut page);
        page
    }

    /// Appends rows.
    #[track_caller]
    pub(crate) fn append(&self, rows: Range<usize>) {
        let path = format!("/api/datasets/{}/rows", self.dataset.id);
        self.server.client().send("POST", &path, &[("content-type", "text/csv")], Some(&csv(rows))).expect(200);
    }

    /// The first tile of a kind.
    pub(crate) fn tile(&self, is: impl Fn(&ChartSpec) -> bool) -> &Tile {
        self.dashboard.tiles.iter().find(|tile| is(&tile.chart)).unwrap()
    }

    /// The bars of the carriers.
    pub(crate) fn carriers(&self) -> &Tile {
        self.tile(|chart| matches!(chart, ChartSpec::Bar { column, .. } if column == "carrier"))
    }

    /// A path under a link to the dashboard.
    pub(crate) fn link(&self) -> String {
        let made = self.server.client().post_json(&format!("/api/dashboards/{}/links", self.dashboard.id), &serde_json::json!({})).expect(201);
        made["path"].as_str().unwrap().to_owned()
    }
}

/// Waits until the badge says so.
#[track_caller]
pub(crate) fn expect_live(page: &mut Page, state: &str) {
    page.wait_for(&format!("document.querySelector('[data-testid=live]')?.dataset.live === {}", quote(state)));
}

/// Waits until a page counts so many rows.
#[track_caller]
pub(crate) fn expect_rows(page: &mut Page, rows: usize) {
    page.wait_for(&format!("document.querySelector('[data-testid=rows-total]')?.dataset.value === '{rows}'"));
}

/// Rows per carrier among some rows.
pub(crate) fn per_carrier(rows: Range<usize>) -> Counts {
    let text = String::from_utf8(csv(rows)).unwrap();
    let mut counts = Counts::new();
    for line in text.lines().skip(1) {
        *counts.entry(vec![line[..1].to_owned()]).or_default() += 1;
    }
    counts
}

/// Waits until bars hold these numbers.
#[track_caller]
pub(crate) fn expect_bars(page: &mut Page, tile: &Tile, total: &Counts, filtered: &Counts) {
    let mut found = chart::read(page, &tile.id, &tile.chart);
    for _ in 0..400 {
        if found.total == *total && found.filtered == *filtered {
            return;
        }
        page.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 10)))");
        found = chart::read(page, &tile.id, &tile.chart);
    }
    assert_eq!((&found.total, &found.filtered), (total, filtered), "{tile:?}");
}
