//! A dashboard that is open in a page, with the oracle to hold it against.

use shared::wire::dashboard::{ChartSpec, Dashboard, Tile, View};
use tests::flights;
use tests::oracle::Oracle;
use tests::page::{Page, quote};
use tests::server::Server;

use crate::chart::{self, Numbers};
use crate::expected;

/// How often numbers are looked at before they count as wrong: a frame apart, so that one that is being drawn is drawn.
const LOOKS: usize = 200;

/// A server with all flights and their dashboard.
pub(crate) struct Flights {
    pub(crate) server: Server,
    pub(crate) dashboard: Dashboard,
    pub(crate) oracle: Oracle,
}

impl Flights {
    /// Stores them through the API.
    pub(crate) fn stored() -> Flights {
        let server = Server::start();
        let dataset = server.upload("flights.parquet", &std::fs::read(flights::path()).unwrap());
        let dashboard = serde_json::from_value(server.dashboard(&dataset.id)).unwrap();
        Flights { server, dashboard, oracle: Oracle::of_parquet(&flights::path()) }
    }

    /// With one more chart at the end of the dashboard.
    pub(crate) fn with(mut self, chart: &serde_json::Value) -> Flights {
        let mut tiles = serde_json::to_value(&self.dashboard.tiles).unwrap();
        let one_more = serde_json::json!({ "id": "one-more", "dataset": self.dashboard.tiles[0].dataset, "span": 12, "chart": chart });
        tiles.as_array_mut().unwrap().push(one_more);
        let made = self.server.client().post_json("/api/dashboards", &serde_json::json!({ "title": "Flights", "tiles": tiles })).expect(201);
        self.dashboard = serde_json::from_value(made).unwrap();
        self
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

    /// The first tile of a kind.
    pub(crate) fn tile(&self, is: impl Fn(&ChartSpec) -> bool) -> &Tile {
        self.dashboard.tiles.iter().find(|tile| is(&tile.chart)).unwrap()
    }

    /// The histogram of a column.
    pub(crate) fn histogram(&self, of: &str) -> &Tile {
        self.tile(|chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == of))
    }

    /// The bars of a column.
    pub(crate) fn bars(&self, of: &str) -> &Tile {
        self.tile(|chart| matches!(chart, ChartSpec::Bar { column, .. } if column == of))
    }

    /// Checks every number on the page.
    #[track_caller]
    pub(crate) fn expect_right(&self, page: &mut Page, view: &View) {
        expect_right(page, &self.dashboard, &self.oracle, view);
    }
}

/// Waits until every tile says that its numbers are final, and every chart is on the screen.
#[track_caller]
pub(crate) fn ready(page: &mut Page) {
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    page.wait_for("[...document.querySelectorAll('[data-tile] .chart')].every(chart => chart.querySelector('.js-plotly-plot')?.data)");
    page.wait_for("!document.querySelector('[data-tile] .bone-chart')");
}

/// The dashboard that the page shows, from the API.
#[track_caller]
pub(crate) fn shown(server: &Server, page: &mut Page) -> Dashboard {
    let id = page.wait_for("document.querySelector('[data-dashboard]')?.dataset.dashboard");
    serde_json::from_value(server.client().get(&format!("/api/dashboards/{}", id.as_str().unwrap())).expect(200)).unwrap()
}

/// What is brushed, as the address says once it has come to rest.
#[track_caller]
pub(crate) fn view(page: &mut Page) -> View {
    // Looks are counted, not milliseconds: on a busy page time passes without anything having had its turn.
    let at_rest = "new Promise(done => { let last = location.href, same = 0; const look = () => { \
        same = location.href === last ? same + 1 : 0; last = location.href; \
        if (same > 30) done(new URLSearchParams(location.search).get('view')); else setTimeout(look, 20); }; look(); })";
    page.eval(at_rest).as_str().map(|json| serde_json::from_str(json).unwrap()).unwrap_or_default()
}

/// Checks that every tile shows what the oracle says for these brushes.
#[track_caller]
pub(crate) fn expect_right(page: &mut Page, dashboard: &Dashboard, oracle: &Oracle, view: &View) {
    ready(page);
    let charts = dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart));
    let mut seen = 0;
    for tile in charts {
        let numbers = expected::numbers(oracle, &tile.chart, expected::filters(dashboard, view, tile));
        expect_numbers(page, tile, &numbers);
        seen += 1;
    }
    assert!(seen >= 4, "only {seen} charts");
    expect_rows(page, dashboard, oracle, view);
}

/// Checks the numbers of one chart.
#[track_caller]
pub(crate) fn expect_numbers(page: &mut Page, tile: &Tile, expected: &Numbers) {
    let mut found = chart::read(page, &tile.id, &tile.chart);
    for _ in 0..LOOKS {
        if found.total == expected.total && found.filtered == expected.filtered {
            break;
        }
        page.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 10)))");
        found = chart::read(page, &tile.id, &tile.chart);
    }
    assert_eq!(found.total, expected.total, "all rows of {tile:?}");
    assert_eq!(found.filtered, expected.filtered, "rows under the brushes of {tile:?}");
    if matches!(tile.chart, ChartSpec::Bar { .. }) {
        assert_eq!(found.order, expected.order, "the order of {tile:?}");
    }
}

/// The number tile and the table.
#[track_caller]
fn expect_rows(page: &mut Page, dashboard: &Dashboard, oracle: &Oracle, view: &View) {
    let all = expected::rows(oracle, Vec::new());
    for tile in &dashboard.tiles {
        let passing = expected::rows(oracle, expected::filters(dashboard, view, tile));
        match tile.chart {
            ChartSpec::Number => {
                expect_value(page, &format!("[data-tile={}] [data-testid=rows-passing]", quote(&tile.id)), "data-value", passing);
                expect_value(page, &format!("[data-tile={}] [data-testid=rows-total]", quote(&tile.id)), "data-value", all);
            }
            ChartSpec::Table { .. } => {
                expect_value(page, &format!("[data-tile={}] [data-testid=table-scroll]", quote(&tile.id)), "aria-rowcount", passing + 1);
            }
            _ => {}
        }
    }
}

#[track_caller]
fn expect_value(page: &mut Page, selector: &str, attribute: &str, value: u64) {
    page.wait_for(&format!("document.querySelector({})?.getAttribute('{attribute}') === '{value}'", quote(selector)));
}

/// Drags across a chart, between two shares of its width, at half its height.
#[track_caller]
pub(crate) fn drag_across(page: &mut Page, tile: &Tile, from: f64, to: f64) {
    let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
    page.drag((x + width * from, y + height * 0.5), (x + width * to, y + height * 0.5));
    page.wait_for(&format!("document.querySelector('[data-testid=chip][data-for={}]')", quote(&tile.id)));
}
