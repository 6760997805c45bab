//! Heatmaps of bins of every kind, on either axis, against what the server counts.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};
use shared::wire::dashboard::{ChartSpec, Tile};
use shared::wire::query::FilterSpec;
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::{drag_across, ready, view};
use crate::chart;
use crate::drag::{Held, others, same_after_release, see_all};
use crate::index::{point_at, queries};

/// Numbers of very different sizes, values of very different frequency, words that begin alike, and days.
fn csv() -> String {
    let mut text = String::from("size,kind,word,n,day\n");
    for row in 0..900 {
        let size = match row {
            _ if row % 50 == 0 => "-1".to_owned(),
            _ if row % 53 == 0 => String::new(),
            _ => format!("{}", [0.5, 3.0, 20.0, 150.0, 1_500.0, 40_000.0][row % 6] * (1.0 + (row % 7) as f64 / 10.0)),
        };
        let kind = if row % 2 == 0 { 0 } else { row % 11 };
        let word = ["alpha", "apple", "beta", "bravo", "b", "charlie", "delta", "日本語"][row * 7 % 8];
        let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(row as u64 % 300);
        writeln!(text, "{size},k{kind},{word},{},{day}", row % 400).unwrap();
    }
    text
}

struct Bins {
    server: Server,
    dataset: String,
    id: String,
    tiles: Vec<Tile>,
}

impl Bins {
    /// A histogram, bars, and heatmaps that have each rule once across and once up.
    fn stored() -> Bins {
        let server = Server::start();
        let dataset = server.upload("bins.csv", csv().as_bytes()).id;
        let tile = |id: &str, chart: Value| json!({ "id": id, "dataset": dataset, "span": 6, "chart": chart });
        let key = |column: &str, bin: Value| json!({ "column": column, "bin": bin });
        let rules = [
            (key("size", json!({ "log": 10 })), key("kind", json!({ "top": 3 }))),
            (key("n", json!({ "quantiles": 4 })), key("word", json!({ "prefix": 2 }))),
            (key("n", json!({ "count": 8 })), key("day", json!({ "every": "month", "n": 2 }))),
            (key("size", json!({ "cuts": [0, 10, 1000] })), key("kind", json!({ "among": ["k1", "k3"] }))),
        ];
        let mut tiles = vec![
            tile("n", json!({ "kind": "histogram", "column": "n", "width": 20, "origin": 0 })),
            tile("kind", json!({ "kind": "bar", "column": "kind", "top": 20 })),
        ];
        for (at, (a, b)) in rules.into_iter().enumerate() {
            tiles.push(tile(&format!("across{at}"), json!({ "kind": "heatmap", "x": a, "y": b })));
            tiles.push(tile(&format!("up{at}"), json!({ "kind": "heatmap", "x": b, "y": a })));
        }
        let made = server.client().post_json("/api/dashboards", &json!({ "title": "Bins", "tiles": tiles })).expect(201);
        let tiles = serde_json::from_value(made["tiles"].clone()).unwrap();
        Bins { server, dataset, id: made["id"].as_str().unwrap().to_owned(), tiles }
    }

    fn open(&self, query: &str) -> Page {
        let mut page = Page::open(&self.server, &format!("/dashboards/{}{query}", self.id));
        see_all(&mut page);
        page
    }

    fn tile(&self, id: &str) -> &Tile {
        self.tiles.iter().find(|tile| tile.id == id).unwrap()
    }

    fn heatmaps(&self) -> impl Iterator<Item = &Tile> {
        self.tiles.iter().filter(|tile| matches!(tile.chart, ChartSpec::Heatmap { .. }))
    }

    fn aggregate(&self, group_by: &Value, filters: &[FilterSpec]) -> Value {
        let spec = json!({ "group_by": group_by, "measures": [{ "op": "count" }], "filters": filters });
        self.server.client().post_json(&format!("/api/datasets/{}/aggregate", self.dataset), &spec).expect(200)
    }

    /// Rows of all rows and of those that pass, in the order of the cells: first those of the first one across. Bins are those of all rows.
    fn expected(&self, tile: &Tile, filters: &[FilterSpec]) -> Vec<(u64, u64)> {
        let ChartSpec::Heatmap { x, y } = &tile.chart else { panic!("{tile:?}") };
        let total = self.aggregate(&json!([x, y]), &[]);
        let keys: Vec<Value> = total["bins"].as_array().unwrap().iter().map(|key| json!({ "column": key["column"], "bin": key["bin"] })).collect();
        let counts = |table: &Value| -> BTreeMap<String, u64> {
            let rows = table["rows"].as_array().unwrap().iter().filter(|row| !row[0].is_null() && !row[1].is_null());
            rows.map(|row| (json!([row[0], row[1]]).to_string(), row[2].as_u64().unwrap())).collect()
        };
        let passing = counts(&self.aggregate(&json!(keys), filters));
        let rows = total["rows"].as_array().unwrap().iter().filter(|row| !row[0].is_null() && !row[1].is_null());
        rows.map(|row| (row[2].as_u64().unwrap(), passing.get(&json!([row[0], row[1]]).to_string()).copied().unwrap_or(0))).collect()
    }

    /// Checks the cells of a heatmap, which may take some frames to be drawn.
    #[track_caller]
    fn expect_cells(&self, page: &mut Page, tile: &Tile, filters: &[FilterSpec]) {
        ready(page);
        let plot = quote(&chart::selector(&tile.id, ".js-plotly-plot"));
        let script = format!(
            "(([all, some]) => all.z[0].flatMap((_, i) => all.z.map((row, j) => [row[i], some.z[j][i] || 0])).filter(cell => cell[0]))(document.querySelector({plot}).data)"
        );
        let expected = json!(self.expected(tile, filters));
        let mut found = page.eval(&script);
        for _ in 0..100 {
            if found == expected {
                break;
            }
            page.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 10)))");
            found = page.eval(&script);
        }
        assert_eq!(found, expected, "{tile:?} under {filters:?}");
        assert!(expected.as_array().unwrap().len() > 4, "{expected}");
    }

    /// Checks the bars under a brush.
    #[track_caller]
    fn expect_bars(&self, page: &mut Page, filters: &[FilterSpec]) {
        ready(page);
        let table = self.aggregate(&json!([{ "column": "kind" }]), filters);
        let expected: chart::Counts =
            table["rows"].as_array().unwrap().iter().map(|row| (vec![row[0].as_str().unwrap().to_owned()], row[1].as_u64().unwrap())).collect();
        let mut found = chart::read(page, "kind", &self.tile("kind").chart).filtered;
        for _ in 0..100 {
            if found == expected {
                break;
            }
            page.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 10)))");
            found = chart::read(page, "kind", &self.tile("kind").chart).filtered;
        }
        assert_eq!(found, expected, "{filters:?}");
    }
}

#[test]
fn heatmaps_of_all_bins_move_by_the_index_of_another_chart_to_the_numbers_of_a_recount() {
    let bins = Bins::stored();
    let mut page = bins.open("");
    bins.heatmaps().for_each(|tile| bins.expect_cells(&mut page, tile, &[]));
    point_at(&mut page, "n");
    let before = queries(&mut page);
    drag_across(&mut page, bins.tile("n"), 0.3, 0.6);
    let brush = view(&mut page).brushes["n"].clone();
    bins.heatmaps().for_each(|tile| bins.expect_cells(&mut page, tile, &brush));
    assert_eq!(queries(&mut page), before, "the index has the answers");
}

#[test]
fn a_brush_on_a_heatmap_of_any_bins_moves_by_its_index_to_the_numbers_of_a_recount() {
    let bins = Bins::stored();
    let mut page = bins.open("");
    for tile in bins.heatmaps() {
        point_at(&mut page, &tile.id);
        let before = queries(&mut page);
        let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
        page.drag((x + width * 0.45, y + height * 0.35), (x + width * 0.95, y + height * 0.8));
        let brush = view(&mut page).brushes[&tile.id].clone();
        assert_eq!(brush.len(), 2, "{brush:?}");
        bins.expect_bars(&mut page, &brush);
        assert_eq!(queries(&mut page), before, "the index has the answers: {tile:?}");
        page.eval("document.querySelector('[data-testid=clear-all]').click()");
        ready(&mut page);
    }
}

#[test]
fn the_canvas_shows_heatmaps_of_any_bins_as_plotly_does_with_brushes_of_their_own_too() {
    let bins = Bins::stored();
    let mut page = bins.open("");
    for tile in ["across0", "up1"] {
        let [x, y, width, height] = page.area(&chart::selector(tile, ".chart"));
        page.drag((x + width * 0.4, y + height * 0.2), (x + width * 0.95, y + height * 0.8));
        ready(&mut page);
    }
    let held = Held::across(&mut page, bins.tile("n"), 0.1, 0.7);
    same_after_release(&mut page, &others(&bins.tiles, bins.tile("n")), held);
}

#[test]
fn a_brush_on_bins_is_named_moved_by_keys_and_comes_back_from_the_address() {
    let bins = Bins::stored();
    let mut page = bins.open("");
    page.eval(&format!("document.querySelector({}).focus()", quote(&chart::selector("up0", ".chart"))));
    page.key("ArrowRight");
    for _ in 0..3 {
        page.key("ArrowRight");
    }
    let brush = view(&mut page).brushes["up0"].clone();
    assert!(brush[0].not.is_some() && brush[1].between.is_some(), "the last cell is that of all others: {brush:?}");
    assert!(page.text("[data-testid=chip]").contains("not k0"), "{}", page.text("[data-testid=chip]"));
    assert!(page.text(&chart::selector("up0", ".tip")).contains("others"));
    bins.expect_bars(&mut page, &brush);
    let here = page.address();
    let mut again = Page::open(&bins.server, &here[here.find("/dashboards").unwrap()..]);
    bins.expect_bars(&mut again, &brush);
    assert_eq!(view(&mut again).brushes["up0"], brush);
}

#[test]
fn where_the_server_answers_bins_are_those_of_all_rows_too() {
    let bins = Bins::stored();
    let mut page = bins.open("?budget_bytes=0");
    drag_across(&mut page, bins.tile("n"), 0.3, 0.6);
    let brush = view(&mut page).brushes["n"].clone();
    bins.heatmaps().for_each(|tile| bins.expect_cells(&mut page, tile, &brush));
    assert_eq!(page.count("[data-tile][data-executor=server]"), bins.tiles.len() as u64);
}
