//! A brush that is dragged over boards of charts as fast as the browser takes the moves: when each step was drawn, and how long frames took.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use serde_json::{Value, json};

use crate::flights;
use crate::page::Page;
use crate::server::Server;

const STEPS: u32 = 120;

/// So large that every chart of the largest board is on the screen, or what is not seen would not be drawn.
const WINDOW: (u32, u32) = (1600, 1300);

/// In the page: the tiles whose charts are whole on the screen.
const ON_SCREEN: &str = "[...document.querySelectorAll('[data-tile] .chart')].filter(chart => { const r = chart.getBoundingClientRect(); \
    return r.width && r.height && r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth; }).length";

/// In the page: forgets what was measured, and notes from now on the time between frames and how often each tile's canvas is cleared for a drawing.
const NOTE: &str = "performance.clearMeasures(); window.frames_ms = []; window.drawings = {}; let last = performance.now(); \
    const frame = now => { frames_ms.push(now - last); last = now; window.rests || requestAnimationFrame(frame); }; requestAnimationFrame(frame); \
    const clear = CanvasRenderingContext2D.prototype.clearRect; \
    CanvasRenderingContext2D.prototype.clearRect = function (...area) { const { tile } = this.canvas.closest('[data-tile]').dataset; \
      drawings[tile] = (drawings[tile] ?? 0) + 1; return clear.apply(this, area); }; 0";

/// What the page measured of one drag.
pub struct Dragged {
    index_ms: f64,
    paints_ms: Vec<f64>,
    frames_ms: Vec<f64>,
    drawings: Vec<u64>,
}

impl Dragged {
    /// From a move to the redraw of all charts; how many of the moves' steps were drawn before the next one came.
    pub fn painted(&self) -> String {
        format!("{} ({} steps of {STEPS} moves)", spread(&self.paints_ms), self.paints_ms.len())
    }

    /// From the pointer's coming to the index of all charts.
    pub fn index(&self) -> String {
        format!("{:.0} ms", self.index_ms)
    }

    /// How often the charts were drawn: what no index answers follows as its rows are counted.
    pub fn drawings(&self) -> String {
        let least = self.drawings.iter().min().unwrap();
        format!("{} times at most, {least} times the one that follows slowest", self.drawings.iter().max().unwrap())
    }

    /// From frame to frame.
    pub fn frames(&self) -> String {
        format!("{} ({} frames)", spread(&self.frames_ms), self.frames_ms.len())
    }
}

/// Drags over each board, by its name, over the flights taken so many times.
pub fn measure(times: usize) -> Vec<(String, Dragged)> {
    let server = Server::start();
    let dataset = server.upload("flights.parquet", &flights::parquet_repeated(&with_places(flights::table()), times)).id;
    boards().into_iter().map(|(name, charts)| (format!("{} {name}", charts.len()), drag(&server, &dataset, &charts))).collect()
}

/// The flights, each with a place on land, of which a map is drawn: the sample has none.
fn with_places(table: &RecordBatch) -> RecordBatch {
    let column = |least: f64, places: usize, step: usize| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values((0..table.num_rows()).map(|row| least + (row * step % places) as f64 / 10.0)))
    };
    let places = ["longitude", "latitude"].map(|name| Arc::new(Field::new(name, DataType::Float64, false)));
    let fields: Vec<_> = table.schema().fields().iter().cloned().chain(places).collect();
    let schema = Arc::new(Schema::new(fields));
    let columns = table.columns().iter().cloned().chain([column(-125.0, 599, 37), column(25.0, 241, 53)]);
    RecordBatch::try_new(schema, columns.collect()).unwrap()
}

/// Nothing was asked for a second: who looks at a board before brushing it finds it so.
const AT_REST: &str = "performance.getEntriesByName('sightline:query').every((query) => performance.now() - query.startTime - query.duration > 1000)";

/// Charts by what they are together; the first one is dragged over.
fn boards() -> Vec<(&'static str, Vec<Value>)> {
    let histogram = |column: &str, width: f64| json!({ "kind": "histogram", "column": column, "width": width, "origin": 0.0 });
    let bar = |column: &str| json!({ "kind": "bar", "column": column, "top": 12 });
    let line = |every: &str| json!({ "kind": "line", "column": "departure", "every": every });
    let binned = |column: &str, width: f64| json!({ "column": column, "bin": { "width": width } });
    let distance = histogram("distance", 100.0);
    let heatmap = json!({ "kind": "heatmap", "x": { "column": "carrier" }, "y": { "column": "origin" } });
    let scatter = json!({ "kind": "scatter", "x": binned("distance", 50.0), "y": binned("air_time", 5.0) });
    let map = json!({ "kind": "scatter", "x": binned("longitude", 0.5), "y": binned("latitude", 0.5) });
    let few = vec![distance.clone(), histogram("dep_delay", 10.0), bar("carrier"), line("week")];
    let cells = [heatmap, scatter, map];
    let more = [histogram("arr_delay", 10.0), histogram("air_time", 10.0), bar("origin"), bar("dest"), line("month")];
    let values = json!({ "kind": "series", "x": { "column": "departure", "bin": { "every": "day" } }, "y": "arr_delay" });
    let all = few.iter().chain(&cells).chain(&more).cloned().collect();
    let lines = few[..3].iter().cloned().chain([values]).collect();
    vec![
        ("charts of bars and lines", few),
        ("charts, of them a line of single values", lines),
        ("charts, of them a heatmap, a scatter and a map", [distance].into_iter().chain(cells).collect()),
        ("charts of bins of every kind", all),
    ]
}

fn drag(server: &Server, dataset: &str, charts: &[Value]) -> Dragged {
    let mut page = open(server, dataset, charts);
    page.wait_for(AT_REST);
    let [x, y, width, height] = page.area("[data-tile=t0] .chart");
    let mouse = |kind: &str, part: f64, buttons: u8| {
        let button = if buttons == 0 { "none" } else { "left" };
        json!({ "type": kind, "x": x + width * part, "y": y + height / 2.0, "button": button, "buttons": buttons, "clickCount": 1 })
    };
    page.call("Input.dispatchMouseEvent", &mouse("mouseMoved", 0.2, 0));
    let index_ms = page.wait_for("performance.getEntriesByName('sightline:index')[0]?.duration").as_f64().unwrap();
    page.call("Input.dispatchMouseEvent", &mouse("mousePressed", 0.2, 1));
    page.eval(NOTE);
    for step in 1..=STEPS {
        page.call("Input.dispatchMouseEvent", &mouse("mouseMoved", 0.2 + 0.6 * f64::from(step) / f64::from(STEPS), 1));
    }
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]') && performance.getEntriesByName('sightline:paint').length");
    let paints_ms = numbers(&page.eval("performance.getEntriesByName('sightline:paint').map(paint => paint.duration)"));
    let frames_ms = numbers(&page.eval("window.rests = true, frames_ms.slice(1)"));
    let drawings = drawn(&mut page, charts.len());
    assert!(drawings.iter().all(|times| *times >= paints_ms.len() as u64), "{} steps, {drawings:?}", paints_ms.len());
    page.call("Input.dispatchMouseEvent", &mouse("mouseReleased", 0.8, 0));
    Dragged { index_ms, paints_ms, frames_ms, drawings }
}

/// The board in a window that shows all of it, all rows in the tab.
fn open(server: &Server, dataset: &str, charts: &[Value]) -> Page {
    let tile = |(at, chart): (usize, &Value)| json!({ "id": format!("t{at}"), "dataset": dataset, "span": 3, "chart": chart });
    let tiles: Vec<Value> = charts.iter().enumerate().map(tile).collect();
    let made = server.client().post_json("/api/dashboards", &json!({ "title": "Drag", "tiles": tiles })).expect(201);
    let mut page = Page::open(server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    let (width, height) = WINDOW;
    let window = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    page.call("Emulation.setDeviceMetricsOverride", &window);
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]') && performance.getEntriesByName('sightline:load').length");
    page.wait_for("[...document.querySelectorAll('[data-tile] .chart')].every(chart => chart.querySelector('.js-plotly-plot')?.data)");
    page
}

/// How often each chart but the dragged one was drawn on its canvas. Checks that it was, and that all charts are on the screen still.
fn drawn(page: &mut Page, charts: usize) -> Vec<u64> {
    assert_eq!(page.eval(ON_SCREEN), charts, "charts on the screen");
    assert_eq!(page.count(".plot.sketched + canvas") as usize, charts - 1, "charts under canvases");
    let drawings = page.eval("drawings");
    let drawings = drawings.as_object().unwrap();
    assert_eq!(drawings.len(), charts - 1, "{drawings:?}");
    drawings.values().map(|times| times.as_u64().unwrap()).collect()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
}

fn spread(times_ms: &[f64]) -> String {
    let mut times = times_ms.to_vec();
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
    format!("p50 {:.1} ms, p95 {:.1} ms", at(0.5), at(0.95))
}
