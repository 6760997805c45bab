//! Pictures and sentences, and the confusion matrix that picks them.

use shared::wire::dashboard::{ChartSpec, Tile};
use tests::page::{Page, quote};

use crate::board::view;
use crate::chart;
use crate::grown::{Grown, pictures};

/// The labels, predictions and alternative texts of the pictures in view.
fn captions(page: &mut Page) -> Vec<String> {
    let found = page
        .eval("[...document.querySelectorAll('[data-testid=picture]')].map(p => [...p.querySelectorAll('.caption')].map(c => c.textContent).join())");
    found.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn expect_matched(page: &mut Page, rows: usize) {
    page.wait_for(&format!("document.querySelector('[data-testid=pager]')?.dataset.matched === '{rows}'"));
}

fn matrix(grown: &Grown) -> &Tile {
    grown.tile(|chart| matches!(chart, ChartSpec::Heatmap { x, .. } if x.column == "predicted"))
}

#[test]
fn a_gallery_shows_the_pictures_and_marks_the_broken_one() {
    let grown = Grown::of("pets.arrow", &tests::flights::arrow_stream(&pictures()));
    let mut page = grown.open();
    expect_matched(&mut page, 40);
    page.wait_for("document.querySelectorAll('[data-testid=picture] img').length > 3");
    page.wait_for("[...document.querySelectorAll('[data-testid=picture] img')].every(img => img.complete && img.naturalWidth > 0)");
    page.wait_for("document.querySelector('[data-testid=picture][data-row=\"4\"] [data-testid=broken-picture]')");
    assert_eq!(captions(&mut page)[..2], ["cat,dog", "dog,dog"]);
    assert_eq!(page.eval("document.querySelector('[data-testid=picture] img').alt"), "cat, dog");
    let before = captions(&mut page).len();
    if before < 40 {
        page.click("[data-testid=page-on]");
        page.wait_for(&format!("document.querySelector('[data-testid=picture]')?.dataset.row === '{before}'"));
    }
}

#[test]
fn a_click_on_a_cell_of_the_confusion_matrix_shows_the_pictures_that_were_mistaken() {
    let grown = Grown::of("pets.arrow", &tests::flights::arrow_stream(&pictures()));
    let mut page = grown.open();
    let tile = matrix(&grown);
    // Predictions across, labels down, both in the order of the alphabet: cats that were taken for dogs are at the upper right.
    let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
    page.click_at((x + width * 0.8, y + height * 0.2), 1);
    let view = view(&mut page);
    let chosen = serde_json::to_value(&view.brushes[&tile.id]).unwrap();
    assert_eq!(chosen, serde_json::json!([{ "column": "predicted", "in": ["dog"] }, { "column": "label", "in": ["cat"] }]));
    expect_matched(&mut page, 4);
    page.wait_for("document.querySelectorAll('[data-testid=picture]').length === 4");
    assert_eq!(captions(&mut page), vec!["cat,dog"; 4]);
}

#[test]
fn the_keyboard_picks_a_cell_of_the_confusion_matrix_and_its_number_can_be_read() {
    let grown = Grown::of("pets.arrow", &tests::flights::arrow_stream(&pictures()));
    let mut page = grown.open();
    let selector = chart::selector(&matrix(&grown).id, ".chart");
    let texts = format!("[...document.querySelectorAll({})].map(text => text.textContent)", quote(&format!("{selector} .heatmap-label")));
    page.wait_for(&format!("{texts}.includes('16')"));
    page.eval(&format!("document.querySelector({}).focus()", quote(&selector)));
    page.key("ArrowRight");
    expect_matched(&mut page, 16);
    page.key("ArrowRight");
    expect_matched(&mut page, 4);
    page.key("Escape");
    expect_matched(&mut page, 40);
}

#[test]
fn deciding_words_are_marked_in_sentences() {
    let long = "and many more words so that a person would rather read this text than count it";
    let csv =
        format!("kind,text,predicted,deciding_words\nspam,\"<b>WIN</b> a prize now {long}\",spam,win prize\nham,See you tomorrow {long},ham,\n");
    let grown = Grown::of("messages.csv", csv.as_bytes());
    let mut page = grown.open();
    page.wait_for("document.querySelectorAll('[data-testid=sentence]').length === 2");
    assert_eq!(
        page.eval("[...document.querySelectorAll('[data-testid=sentence] mark')].map(mark => mark.textContent)"),
        serde_json::json!(["WIN", "prize"])
    );
    let text = page.text("[data-testid=sentence] .sentence-text");
    assert!(text.starts_with("<b>WIN</b> a prize now"), "{text}");
    assert_eq!(page.count("[data-testid=sentence] b"), 0);
}
