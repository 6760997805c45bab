//! The worked cases, from the click on the card to the right examples.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::page::{Page, quote};
use tests::server::Server;
use tests::{ipc, streams};

use crate::board::{ready, view};
use crate::chart;

/// Training in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(600);

/// Clicks a case's card and waits until the page shows its dashboard; gives the case.
#[track_caller]
fn run(server: &Server, page: &mut Page, key: &str) -> Value {
    let card = format!("[data-testid=case][data-case={key}]");
    page.wait_for(&format!("document.querySelector('{card}')?.dataset.step === 'idle' && document.querySelector('{card} .licence').textContent"));
    page.click(&format!("{card} [data-testid=case-button]"));
    let deadline = Instant::now() + PATIENCE;
    let case = loop {
        let case = server.client().get(&format!("/api/cases/{key}")).expect(200);
        match case["step"].as_str().unwrap() {
            "ready" => break case,
            "failed" => panic!("{case}"),
            _ => assert!(Instant::now() < deadline, "waited in vain: {case}"),
        }
        std::thread::park_timeout(Duration::from_millis(100));
    };
    let shown = page.wait_for("document.querySelector('[data-dashboard]')?.dataset.dashboard");
    assert_eq!(shown, case["dashboard"]);
    case
}

/// A cell of the matrix off its diagonal that holds rows: predicted, true, and its middle on the screen. The fullest one.
#[track_caller]
fn mistake(page: &mut Page) -> (String, String, (f64, f64)) {
    page.area(&chart::selector("confusion", ".chart"));
    // The trace holds the edges of the cells, one more than there are cells.
    let found = page.wait_for(
        "(() => { const plot = document.querySelector('[data-tile=confusion] .js-plotly-plot'); const [all, some] = plot.data; \
         const box = plot.getBoundingClientRect(); \
         const middle = (axis, edges, i) => axis._offset + (axis.c2p(edges[i]) + axis.c2p(edges[i + 1])) / 2; \
         const cells = some.z.flatMap((row, j) => row.map((n, i) => ({ n: n || 0, keys: all.customdata[j][i], \
         at: [box.x + middle(plot._fullLayout.xaxis, all.x, i), box.y + middle(plot._fullLayout.yaxis, all.y, j)] }))); \
         return cells.filter(cell => cell.n > 0 && cell.keys[0] !== cell.keys[1]).sort((a, b) => b.n - a.n)[0]; })()",
    );
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let at = (found["at"][0].as_f64().unwrap(), found["at"][1].as_f64().unwrap());
    (text(&found["keys"][0]), text(&found["keys"][1]), at)
}

/// Selects the fullest wrong cell with the mouse and gives the rows, as HTTP has them, that should be seen then.
#[track_caller]
fn select_mistake(server: &Server, page: &mut Page, case: &Value, target: &str, columns: &str) -> (String, String, Vec<Value>) {
    ready(page);
    let (predicted, truth, at) = mistake(page);
    page.click_at(at, 1);
    let chosen = serde_json::to_value(&view(page).brushes["confusion"]).unwrap();
    assert_eq!(chosen, json!([{ "column": "predicted", "in": [predicted] }, { "column": target, "in": [truth] }]));
    let reply = server.client().get(&format!("/api/datasets/{}/arrow?columns={columns}", case["dataset"].as_str().unwrap()));
    assert_eq!(reply.status, 200, "{reply}");
    let is_it = |row: &Value| row["predicted"] == predicted.as_str() && row[target] == truth.as_str() && row["split"] == "held out";
    let rows: Vec<Value> = ipc::rows(&reply.body).into_iter().filter(is_it).collect();
    assert!(!rows.is_empty());
    page.wait_for(&format!("document.querySelector('[data-tile=examples] [data-testid=pager]')?.dataset.matched === '{}'", rows.len()));
    (predicted, truth, rows)
}

/// The captions of the examples in view, once there is at least one.
#[track_caller]
fn captions(page: &mut Page, kind: &str) -> Vec<Value> {
    let read =
        format!("[...document.querySelectorAll('[data-testid={kind}]')].map(one => [...one.querySelectorAll('.caption')].map(c => c.textContent))");
    page.wait_for(&format!("({read}).length > 0"));
    page.eval(&read).as_array().unwrap().clone()
}

/// Accuracy on held-out rows, as the model says.
fn accuracy(server: &Server, case: &Value) -> f64 {
    let model = server.client().get(&format!("/api/models/{}", case["model"].as_str().unwrap())).expect(200);
    model["metrics"]["accuracy"].as_f64().unwrap()
}

#[test]
fn handwritten_digits_lead_to_the_pictures_that_were_mistaken() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    let case = run(&server, &mut page, "digits");
    assert!(accuracy(&server, &case) >= 0.97, "{}", accuracy(&server, &case));
    let (predicted, truth, rows) = select_mistake(&server, &mut page, &case, "digit", "digit,predicted,split,picture");
    for caption in captions(&mut page, "picture") {
        assert_eq!(caption, json!([truth, predicted]));
    }
    page.wait_for("[...document.querySelectorAll('[data-testid=picture] img')].every(img => img.complete && img.naturalWidth > 0)");
    let shown = page.eval("[...document.querySelectorAll('[data-testid=picture] img')].map(img => img.src.split(',')[1])");
    let there: Vec<&str> = rows.iter().map(|row| row["picture"].as_str().unwrap()).collect();
    for picture in shown.as_array().unwrap() {
        let bytes = STANDARD.decode(picture.as_str().unwrap()).unwrap();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(there.contains(&hex.as_str()), "a picture of another row is shown");
    }
}

#[test]
fn labelled_messages_lead_to_the_sentences_that_were_mistaken() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    let case = run(&server, &mut page, "messages");
    assert!(accuracy(&server, &case) >= 0.97, "{}", accuracy(&server, &case));
    let (predicted, truth, rows) = select_mistake(&server, &mut page, &case, "label", "label,predicted,split,text");
    for caption in captions(&mut page, "sentence") {
        assert_eq!(caption, json!([truth, predicted]));
    }
    let texts = page.eval("[...document.querySelectorAll('[data-testid=sentence] .sentence-text')].map(text => text.textContent)");
    let shown: Vec<&str> = texts.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    let there: Vec<&str> = rows.iter().map(|row| row["text"].as_str().unwrap()).collect();
    assert!(shown.iter().all(|text| there.contains(text)), "{shown:?}");
    assert!(page.count("[data-testid=sentence] mark") > 0, "no deciding word is marked");
}

#[test]
fn the_stream_moves_by_itself() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    let case = run(&server, &mut page, "stream");
    let total = "Number(document.querySelector('[data-tile=rows] [data-testid=rows-total]')?.dataset.value)";
    let mut rows = 0.0;
    for _ in 0..3 {
        let grown = page.wait_for(&format!("({total}) > {rows} && {total}"));
        rows = grown.as_f64().unwrap();
    }
    page.wait_for("[...document.querySelectorAll('[data-tile]')].every(tile => tile.dataset.state === 'ready')");
    let windows = "document.querySelector('[data-tile=flights] .js-plotly-plot')?.data.at(-1).y.reduce((sum, y) => sum + (y || 0), 0)";
    let first = page.wait_for(&format!("({windows}) > 0 && {windows}")).as_f64().unwrap();
    page.wait_for(&format!("({windows}) > {first}"));
    let dataset = case["dataset"].as_str().map(str::to_owned).unwrap_or_else(|| {
        let all = server.client().get("/api/streams").expect(200);
        let replay = all["streams"].as_array().unwrap().iter().find(|stream| stream["spec"]["kind"] == "replay").unwrap();
        streams::target(&server.client(), replay["id"].as_str().unwrap())
    });
    let there = server.client().get(&format!("/api/datasets/{dataset}")).expect(200)["rows"].as_f64().unwrap();
    assert!(rows <= there, "the page shows {rows} rows of {there}");
}

#[test]
fn a_case_that_is_ready_opens_by_one_click_and_is_not_made_twice() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    let case = run(&server, &mut page, "stream");
    page.go("/");
    page.wait_for("document.querySelector('[data-testid=case][data-case=stream]')?.dataset.step === 'ready'");
    page.click("[data-testid=case][data-case=stream] [data-testid=case-button]");
    page.wait_for(&format!("document.querySelector('[data-dashboard]')?.dataset.dashboard === {}", quote(case["dashboard"].as_str().unwrap())));
    assert_eq!(server.client().get("/api/streams").expect(200)["streams"].as_array().unwrap().len(), 2);
}
