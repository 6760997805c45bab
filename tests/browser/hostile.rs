//! Text that wants to be more than text.

use serde_json::Value;
use tempfile::TempDir;
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::ready;

const LINK: &str = "<a href=\"https://evil.example/\">click</a>";
const IMAGE: &str = "<img src=x onerror=alert(1)>";
const SCRIPT: &str = "<script>alert(1)</script>";
const BOLD: &str = "<b>bold</b>";
const PLOTLY: &str = "%{x}<extra></extra>";
const OTHERS: [&str; 4] = ["&lt;i&gt; \"'", "🙂 é", "שלום", "{{7*7}}"];

/// Names, each with two values that are as bad.
fn csv() -> String {
    let names = [LINK, IMAGE, SCRIPT, BOLD, PLOTLY];
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut csv = format!("{},n\n", names.map(quoted).join(","));
    for row in 0..40 {
        let cells = names.map(|name| quoted(if row % 3 == 0 { name } else { OTHERS[row % 4] }));
        csv += &format!("{},{row}\n", cells.join(","));
    }
    csv
}

/// Drops the file under a bad name and waits for its dashboard.
fn opened(server: &Server) -> Page {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("<b>bad<b> & 'quoted' \u{202e}gnp.csv");
    std::fs::write(&file, csv()).unwrap();
    let mut page = Page::open(server, "/");
    page.drop_files("[data-testid=drop-zone]", &[&file]);
    ready(&mut page);
    page
}

/// Nothing of the data became an element. Whatever it had started is also noticed by the watch.
#[track_caller]
fn expect_only_text(page: &mut Page) {
    let elements =
        page.eval("[...document.querySelectorAll('a[href*=evil], img, script:not([src]), b, i, [onerror], iframe')].map(e => e.outerHTML)");
    assert_eq!(elements, Value::Array(Vec::new()));
    let links = page.eval("[...document.querySelectorAll('svg a')].map(a => a.outerHTML)");
    assert_eq!(links, Value::Array(Vec::new()));
}

#[track_caller]
fn expect_shown(page: &mut Page, text: &str) {
    page.wait_for(&format!("[...document.querySelectorAll('[data-dashboard] *')].some(e => e.textContent.trim() === {})", quote(text)));
}

#[test]
fn names_and_cells_are_shown_as_text_everywhere() {
    let server = Server::start();
    let mut page = opened(&server);
    for text in [LINK, IMAGE, SCRIPT, BOLD, PLOTLY, OTHERS[0], OTHERS[2]] {
        expect_shown(&mut page, text);
    }
    expect_only_text(&mut page);
}

#[test]
fn labels_of_charts_are_text_too() {
    let server = Server::start();
    let mut page = opened(&server);
    page.wait_for("document.querySelector('.js-plotly-plot .ytick text')");
    let labels = page.eval("[...document.querySelectorAll('.js-plotly-plot .ytick text, .js-plotly-plot .xtick text')].map(e => e.textContent)");
    let labels: Vec<&str> = labels.as_array().unwrap().iter().map(|label| label.as_str().unwrap()).collect();
    assert!(labels.contains(&BOLD), "{labels:?}");
    assert!(labels.iter().any(|label| label.starts_with("<a href")), "{labels:?}");
    expect_only_text(&mut page);
}

#[test]
fn a_brushed_value_is_shown_as_text_in_its_chip_and_tip() {
    let server = Server::start();
    let mut page = opened(&server);
    let bars = page.eval("[...document.querySelectorAll('[data-kind=bar]')].map(e => e.dataset.tile)");
    for tile in bars.as_array().unwrap() {
        page.eval(&format!("document.querySelector('[data-tile={}] .chart').focus()", quote(tile.as_str().unwrap())));
        page.key("ArrowDown");
    }
    page.wait_for("document.querySelectorAll('[data-testid=chip]').length >= 3");
    page.wait_for("document.querySelector('.tip-shown')");
    expect_only_text(&mut page);
}

#[test]
fn file_names_and_dataset_names_are_text_on_every_page() {
    let server = Server::start();
    let mut page = opened(&server);
    let name = page.text("[data-testid=title]");
    assert!(name.contains("<b>bad<b> & 'quoted'"), "{name}");
    page.go("/");
    page.wait_for("document.querySelector('[data-testid=dataset]')?.innerText.includes('<b>bad<b>')");
    expect_only_text(&mut page);
    let id = page.eval("document.querySelector('[data-testid=dataset]').dataset.id");
    page.go(&format!("/datasets/{}", id.as_str().unwrap()));
    page.wait_for(&format!("document.querySelector('.dataset[data-state=ready]')?.innerText.includes({})", quote(LINK)));
    expect_only_text(&mut page);
}
