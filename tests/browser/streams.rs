//! The streams page.

use tests::page::{Page, quote};
use tests::server::{Server, until};

/// Types over the field of this name.
#[track_caller]
pub(crate) fn fill(page: &mut Page, field: &str, text: &str) {
    let selector = format!("[data-field={field}] input");
    page.click(&selector);
    page.eval(&format!("document.querySelector({}).select()", quote(&selector)));
    page.type_text(text);
}

/// Chooses an option of the field of this name by its text, as the browser tells a change.
#[track_caller]
pub(crate) fn choose(page: &mut Page, field: &str, text: &str) {
    let select = format!("document.querySelector({})", quote(&format!("[data-field={field}] select")));
    let option = format!("[...{select}.options].find(option => option.text === {})", quote(text));
    page.wait_for(&option);
    page.eval(&format!("{select}.value = {option}.value, {select}.dispatchEvent(new Event('change', {{ bubbles: true }}))"));
}

/// Opens the form for a kind.
#[track_caller]
fn open_form(page: &mut Page, kind: &str) {
    page.click("[data-testid=new-stream]");
    page.click(&format!("[data-testid=stream-form] input[value={kind}]"));
}

/// A number of the stream's card.
fn figure(name: &str, figure: &str) -> String {
    let selector = format!("[data-testid=stream][data-name={}] [data-figure={figure}] dd", quote(name));
    format!("Number(document.querySelector({})?.textContent.replace(/[^0-9.]/g, ''))", quote(&selector))
}

fn wait_state(page: &mut Page, name: &str, state: &str) {
    page.wait_for(&format!("document.querySelector({})", quote(&format!("[data-testid=stream][data-name={}][data-state={state}]", quote(name)))));
}

#[track_caller]
fn make_replay(page: &mut Page, name: &str, rows_per_sec: &str) {
    open_form(page, "replay");
    choose(page, "sample", "flights");
    fill(page, "rows_per_sec", rows_per_sec);
    fill(page, "name", name);
    page.click("[data-testid=make-stream]");
    wait_state(page, name, "running");
}

#[test]
fn a_replay_is_made_moves_and_is_paused() {
    let server = Server::start();
    let mut page = Page::open(&server, "/streams");
    make_replay(&mut page, "planes", "20");
    assert_eq!(page.count("[data-testid=stream-form]"), 0, "the form closes");
    let first = page.wait_for(&figure("planes", "rows"));
    page.wait_for(&format!("{} > {first}", figure("planes", "rows")));
    page.click("[data-testid=stream-switch]");
    wait_state(&mut page, "planes", "paused");
    let rows = || server.client().get("/api/streams").expect(200)["streams"][0]["status"]["rows"].clone();
    let before = rows();
    page.wait_for(&format!("{} === {before}", figure("planes", "rows")));
    page.click("[data-testid=stream-switch]");
    wait_state(&mut page, "planes", "running");
    until("it goes on where it stopped", || rows().as_u64() > before.as_u64());
}

#[test]
fn a_stream_leads_to_the_dashboard_of_its_dataset() {
    let server = Server::start();
    let mut page = Page::open(&server, "/streams");
    make_replay(&mut page, "planes", "200");
    page.wait_for(&format!("{} > 50", figure("planes", "rows")));
    page.click("[data-testid=stream-dashboard]");
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    assert_eq!(page.text("[data-testid=title]"), "planes");
}

#[test]
fn a_stream_is_deleted_after_a_question_and_its_rows_stay() {
    let server = Server::start();
    let mut page = Page::open(&server, "/streams");
    make_replay(&mut page, "planes", "200");
    page.wait_for(&format!("{} > 50", figure("planes", "rows")));
    page.click("[data-testid=stream-delete]");
    page.click("dialog[open] [data-testid=confirm]");
    page.wait_for("!document.querySelector('[data-testid=stream]')");
    assert!(server.client().get("/api/streams").expect(200)["streams"].as_array().unwrap().is_empty());
    assert_eq!(server.dataset_names(), ["planes"]);
}

#[test]
fn a_broker_that_does_not_answer_is_named_at_its_field() {
    let server = Server::start();
    for (language, expected) in [("en-US", "No broker answers"), ("zh-CN", "没有响应")] {
        let mut page = Page::open_in(language, &server, "/streams");
        page.watch().expect("status of 502");
        open_form(&mut page, "kafka_in");
        fill(&mut page, "brokers", "127.0.0.1:1");
        fill(&mut page, "topic", "clicks");
        page.click("[data-testid=make-stream]");
        let text = page.text("[data-field=brokers] [data-testid=field-problem]");
        assert!(text.contains(expected) && text.contains("127.0.0.1:1"), "{text}");
    }
    assert!(server.client().get("/api/streams").expect(200)["streams"].as_array().unwrap().is_empty());
}

#[test]
fn a_field_that_is_empty_is_named_before_anything_is_sent() {
    let server = Server::start();
    let mut page = Page::open(&server, "/streams");
    open_form(&mut page, "kafka_out");
    page.click("[data-testid=make-stream]");
    assert!(!page.text("[data-field=dataset] [data-testid=field-problem]").is_empty());
    assert!(server.client().get("/api/streams").expect(200)["streams"].as_array().unwrap().is_empty());
}

#[test]
fn windows_over_a_replay_are_made_on_the_page() {
    let server = Server::start();
    let mut page = Page::open(&server, "/streams");
    open_form(&mut page, "replay");
    choose(&mut page, "sample", "flights");
    fill(&mut page, "rows_per_sec", "500");
    fill(&mut page, "name", "departures");
    page.click("[data-testid=make-stream]");
    page.wait_for(&format!("{} > 100", figure("departures", "rows")));
    page.go("/streams");
    open_form(&mut page, "window");
    choose(&mut page, "dataset", "departures");
    choose(&mut page, "time", "departure");
    choose(&mut page, "every", "hour");
    fill(&mut page, "name", "hours");
    page.click("[data-field=group_by] input[value=origin]");
    page.click("[data-testid=make-stream]");
    page.wait_for(&format!("{} > 0", figure("hours", "rows")));
    let made = server.client().get("/api/streams").expect(200)["streams"][0]["spec"].clone();
    assert_eq!((&made["kind"], &made["time"], &made["every"]), (&"window".into(), &"departure".into(), &"hour".into()));
    assert_eq!(made["group_by"], serde_json::json!([{ "column": "origin" }]));
}
