//! `cargo xtask bench`: what the main job costs with 3,000,000 rows, from User Timing and the processes' own counters, as Markdown. Arguments name parts, where
//! not all are wanted, and how often the flights are taken: `figures drag 1`.

#![allow(missing_docs, clippy::unwrap_used)]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use shared::wire::dashboard::{ChartSpec, Dashboard};
use tests::bench::drag;
use tests::flights;
use tests::page::{Page, quote};
use tests::process::{rss_bytes, tree};
use tests::server::Server;

/// 9 times the real flights are 3,030,984 rows.
const TIMES: usize = 9;
const MIB: f64 = 1_048_576.0;
const BRUSH_STEPS: u32 = 20;
const LIVE_COMMITS: usize = 30;

/// A word that asks for it, and what is measured with the flights so many times over.
type Part = (&'static str, fn(usize));

/// What is measured, in this order.
const PARTS: [Part; 3] = [("live", live), ("job", job), ("drag", drag)];

fn main() {
    let (numbers, named): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.parse::<usize>().is_ok());
    let times = numbers.first().map_or(TIMES, |times| times.parse().unwrap());
    let is_part = |name: &String| PARTS.iter().any(|(part, _)| part == name);
    assert!(named.iter().all(is_part), "{named:?}: the parts are live, job and drag");
    println!("| figure | value |\n| --- | ---: |");
    for (_, measure) in PARTS.iter().filter(|(part, _)| named.is_empty() || named.iter().any(|name| name == part)) {
        measure(times);
    }
}

/// Import, load, a group-by and a brush over the flights, so many times over.
fn job(times: usize) {
    let table = flights::table();
    let server = Server::start();
    row("rows", format!("{}", table.num_rows() * times));
    let idle_mib = mib(rss_bytes(server.pid()));

    let csv = flights::csv(table);
    let csv = [&csv[..], &csv[csv.iter().position(|&b| b == b'\n').unwrap() + 1..].repeat(times - 1)].concat();
    let started = Instant::now();
    server.upload("flights.csv", &csv);
    let secs = started.elapsed().as_secs_f64();
    row("import of the CSV", format!("{secs:.1} s for {:.0} MiB ({:.0} MiB/s)", mib(csv.len() as u64), mib(csv.len() as u64) / secs));
    drop(csv);
    let parquet = flights::parquet_repeated(table, times);
    let started = Instant::now();
    let dataset = server.upload("flights.parquet", &parquet);
    row("import of the Parquet", format!("{:.1} s for {:.1} MiB", started.elapsed().as_secs_f64(), mib(parquet.len() as u64)));

    let dashboard: Dashboard = serde_json::from_value(server.dashboard(&dataset.id)).unwrap();
    let mut page = Page::open(&server, &format!("/dashboards/{}", dashboard.id));
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    row("first chart (`sightline:first-chart`)", format!("{:.0} ms", measures(&mut page, "first-chart")[0]));
    row("all rows, all columns in the workers (`sightline:load`)", format!("{:.0} ms", measures(&mut page, "load")[0]));
    group_by(&mut page, &dataset.id);
    brush(&mut page, &dashboard);
    let renderers = tree(page.browser_pid()).into_iter().filter(|(_, command)| command.contains("--type=renderer"));
    row("memory of the page's process", format!("{:.0} MiB", renderers.map(|(pid, _)| mib(rss_bytes(pid))).fold(0.0, f64::max)));
    row("memory of the server: idle, afterwards", format!("{idle_mib:.0} MiB, {:.0} MiB", mib(rss_bytes(server.pid()))));
    wire(&mut page, server.base());
}

/// Brushes that are dragged over boards of charts.
fn drag(times: usize) {
    for (name, dragged) in drag::measure(times) {
        row(&format!("dragging over {name}: its index (`sightline:index`)"), dragged.index());
        row(&format!("dragging over {name}: a step to its redraw (`sightline:paint`)"), dragged.painted());
        row(&format!("dragging over {name}: drawn on the canvas"), dragged.drawings());
        row(&format!("dragging over {name}: between frames"), dragged.frames());
    }
}

/// Appends of 100 rows to a dashboard of 10,000: from the request, and from its answer, to the redraw, on one clock.
fn live(_: usize) {
    let server = Server::start();
    let (first, more) = (flights::csv(&flights::first(10_000)), flights::csv(&flights::first(100)));
    let dataset = server.upload("flights.csv", &first);
    let dashboard = server.dashboard(&dataset.id)["id"].as_str().unwrap().to_owned();
    let mut page = Page::open(&server, &format!("/dashboards/{dashboard}"));
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    page.wait_for("document.querySelector('[data-live=live]')");
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1e3;
    let (mut from_request, mut from_answer) = (Vec::new(), Vec::new());
    for commit in 1..=LIVE_COMMITS {
        let asked = now();
        let headers = [("content-type", "text/csv")];
        server.client().send("POST", &format!("/api/datasets/{}/rows", dataset.id), &headers, Some(&more)).expect(200);
        let answered = now();
        let entries = "performance.getEntriesByName('sightline:live')";
        page.wait_for(&format!("{entries}.length >= {commit}"));
        let drawn = page.eval(&format!("(entry => performance.timeOrigin + entry.startTime + entry.duration)({entries}[{commit} - 1])"));
        from_request.push(drawn.as_f64().unwrap() - asked);
        from_answer.push((drawn.as_f64().unwrap() - answered).max(0.0));
    }
    row("live: from the request that appends to the redraw", spread(from_request));
    row("live: from the commit to the redraw", spread(from_answer));
    row("live: from the bytes in the page to the redraw (`sightline:live`)", spread(measures(&mut page, "live")));
}

/// Twenty questions through `window.sightline`, over columns that are loaded first.
fn group_by(page: &mut Page, dataset: &str) {
    let spec = json!({ "group_by": [{ "column": "dest" }], "measures": [{ "op": "count" }, { "op": "mean", "column": "arr_delay" }] });
    let script = format!(
        "(async () => {{ const handle = await sightline.open({}, ['dest', 'arr_delay']); const times = []; \
         for (let i = 0; i < 20; i++) {{ const spec = {spec}; spec.filters = [{{ column: 'arr_delay', between: [-1000 - i, null] }}]; \
         const start = performance.now(); await handle.query(spec); times.push(performance.now() - start); }} \
         handle.close(); return times; }})()",
        quote(dataset)
    );
    let times = numbers(&page.eval(&script));
    row("one group-by with one filter (count and mean by a 105-value string)", spread(times));
}

/// Drags across a histogram, each step once the one before is drawn, and reads the page's own measures.
fn brush(page: &mut Page, dashboard: &Dashboard) {
    let tile = dashboard.tiles.iter().find(|tile| matches!(&tile.chart, ChartSpec::Histogram { column, .. } if column == "distance")).unwrap();
    let selector = format!("[data-tile={}] .chart", tile.id);
    let [x, y, width, height] = page.area(&selector);
    page.eval("performance.clearMeasures()");
    let at = |part: f64| json!({ "type": "mouseMoved", "x": x + width * part, "y": y + height / 2.0, "button": "left", "buttons": 1 });
    let press = |kind: &str, part: f64| json!({ "type": kind, "x": x + width * part, "y": y + height / 2.0, "button": "left", "buttons": 1, "clickCount": 1 });
    page.call("Input.dispatchMouseEvent", &press("mousePressed", 0.2));
    for step in 1..=BRUSH_STEPS {
        page.call("Input.dispatchMouseEvent", &at(0.2 + 0.5 * f64::from(step) / f64::from(BRUSH_STEPS)));
        page.wait_for(&format!("performance.getEntriesByName('sightline:paint').length >= {step}"));
    }
    page.call("Input.dispatchMouseEvent", &press("mouseReleased", 0.7));
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    row(&format!("one brush step, numbers of {} tiles (`sightline:brush`)", dashboard.tiles.len() - 1), spread(measures(page, "brush")));
    row("one brush step, drawn (`sightline:paint`)", spread(measures(page, "paint")));
}

fn wire(page: &mut Page, base: &str) {
    let of = |page: &mut Page, is: &dyn Fn(&str) -> bool| {
        let requests = page.watch().requests().filter(|request| is(request.url.trim_start_matches(base).split('?').next().unwrap_or_default()));
        format!("{:.0} kB", requests.map(|request| request.wire_bytes as f64).sum::<f64>() / 1000.0)
    };
    for (name, ending) in [("WebAssembly", ".wasm"), ("styles", ".css"), ("Plotly", ".min.js")] {
        let bytes = of(page, &|path| path.ends_with(ending));
        row(&format!("on the wire: {name}"), bytes);
    }
    let scripts = of(page, &|path| path.ends_with(".js") && !path.ends_with(".min.js"));
    row("on the wire: other scripts", scripts);
    let data = of(page, &|path| path.ends_with("/arrow"));
    row("on the wire: Arrow", data);
}

fn measures(page: &mut Page, name: &str) -> Vec<f64> {
    numbers(&page.eval(&format!("performance.getEntriesByName('sightline:{name}').map(m => m.duration)")))
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().filter_map(Value::as_f64).collect()
}

fn spread(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
    format!("p50 {:.0} ms, p95 {:.0} ms ({} of them)", at(0.5), at(0.95), times.len())
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / MIB
}

fn row(name: &str, value: impl std::fmt::Display) {
    println!("| {name} | {value} |");
}
