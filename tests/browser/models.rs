//! The models page.

use serde_json::{Value, json};
use tests::page::{Page, quote};
use tests::server::{Server, until};

use crate::board::{ready, view};
use crate::streams::choose;

/// A labelled text per row: the words tell the label.
fn messages() -> String {
    let spam = ["win a prize now", "free prize claim", "cheap loans win", "claim your free money"];
    let ham = ["see you at lunch", "the meeting is at noon", "thanks for the notes", "lunch at noon then"];
    let row = |at: usize| match at % 2 {
        0 => format!("spam,{} number {at}\n", spam[at / 2 % 4]),
        _ => format!("ham,{} number {at}\n", ham[at / 2 % 4]),
    };
    std::iter::once("label,text\n".to_owned()).chain((0..400).map(row)).collect()
}

/// Trains a text model by HTTP and waits for it; gives its id.
#[track_caller]
fn trained(server: &Server) -> String {
    let dataset = server.upload("messages.csv", messages().as_bytes()).id;
    let spec = json!({ "estimator": "text_linear", "dataset": dataset, "target": "label", "inputs": ["text"] });
    let model = server.client().post_json("/api/models", &spec).expect(202);
    let path = format!("/api/models/{}", model["id"].as_str().unwrap());
    until("it is trained", || server.client().get(&path).expect(200)["state"] == "ready");
    model["id"].as_str().unwrap().to_owned()
}

/// What the page shows of the model as the server tells it.
fn model(server: &Server, id: &str) -> Value {
    server.client().get(&format!("/api/models/{id}")).expect(200)
}

#[test]
fn a_model_is_trained_with_what_fits_the_columns() {
    let server = Server::start();
    server.upload("messages.csv", messages().as_bytes());
    let mut page = Page::open(&server, "/models");
    choose(&mut page, "dataset", "messages");
    page.wait_for("document.querySelector('[data-field=target] select')?.value === 'label'");
    page.wait_for("document.querySelector('[data-field=estimator] select')?.value === 'text_linear'");
    page.wait_for("document.querySelector('[data-field=inputs] select')?.value === 'text'");
    let offered = page.eval("[...document.querySelector('[data-field=estimator] select').options].map(option => option.value)");
    assert!(!offered.as_array().unwrap().contains(&"image_cnn".into()), "{offered}");
    page.click("[data-testid=train]");
    page.wait_for("document.querySelector('[data-testid=model-page][data-state=ready]')");
    let id = page.address().rsplit('/').next().unwrap().to_owned();
    let metrics = &model(&server, &id)["metrics"];
    assert_eq!(page.count("[data-testid=confusion] td[data-truth]"), 4);
    for (i, truth) in metrics["classes"].as_array().unwrap().iter().enumerate() {
        for (j, predicted) in metrics["classes"].as_array().unwrap().iter().enumerate() {
            let cell =
                format!("[data-truth={}][data-predicted={}]", quote(truth["class"].as_str().unwrap()), quote(predicted["class"].as_str().unwrap()));
            assert_eq!(page.text(&cell), metrics["confusion"][i][j].to_string());
        }
    }
}

#[test]
fn one_text_is_predicted_with_the_words_that_decided() {
    let server = Server::start();
    let id = trained(&server);
    let mut page = Page::open(&server, &format!("/models/{id}"));
    page.click("[data-testid=predict-text]");
    page.type_text("Claim a FREE prize");
    page.click("[data-testid=predict]");
    page.wait_for("document.querySelector('[data-testid=prediction]')?.dataset.class === 'spam'");
    let said = server.client().post_json(&format!("/api/models/{id}/predict"), &json!({ "text": "Claim a FREE prize" })).expect(200);
    let words = page.eval("[...document.querySelectorAll('[data-testid=deciding] li')].map(word => word.textContent)");
    let expected: Vec<&Value> = said["words"].as_array().unwrap().iter().map(|word| &word["word"]).collect();
    assert_eq!(words, json!(expected));
    assert!(words.as_array().unwrap().contains(&"prize".into()), "{words}");
}

#[test]
fn predictions_are_written_and_a_cell_leads_to_its_rows() {
    let server = Server::start();
    let id = trained(&server);
    let mut page = Page::open(&server, &format!("/models/{id}"));
    page.wait_for("document.querySelector('[data-testid=confusion][data-linked=false]')");
    page.click("[data-testid=apply-button]");
    page.wait_for("document.querySelector('[data-testid=applied]')");
    page.wait_for("document.querySelector('[data-testid=confusion][data-linked=true]')");
    let cell = "[data-testid=confusion] [data-truth=spam][data-predicted=spam] a";
    let rows = page.text(cell);
    page.click(cell);
    ready(&mut page);
    let brushed = serde_json::to_value(&view(&mut page).brushes["confusion"]).unwrap();
    assert_eq!(brushed, json!([{ "column": "label", "in": ["spam"] }, { "column": "predicted", "in": ["spam"] }]));
    page.wait_for(&format!("document.querySelector('[data-testid=rows-passing]')?.dataset.value === '{rows}'"));
}

#[test]
fn a_target_with_one_class_is_refused_in_words() {
    let server = Server::start();
    let rows = format!("label,x\n{}", "a,1\n".repeat(60));
    let dataset = server.upload("same.csv", rows.as_bytes()).id;
    let spec = json!({ "estimator": "logistic_regression", "dataset": dataset, "target": "label", "inputs": ["x"] });
    server.client().post_json("/api/models", &spec).expect(202);
    let mut page = Page::open(&server, "/models");
    page.wait_for("document.querySelector('[data-testid=model][data-state=failed]')");
    let text = page.text("[data-testid=model] .entry-problem");
    assert!(text.contains("only one class") && text.contains("“a”"), "{text}");
    // The form doesn't offer it in the first place.
    choose(&mut page, "dataset", "same");
    page.wait_for("document.querySelector('[data-field=target] select')?.options.length === 1");
}

#[test]
fn a_model_is_deleted_after_a_question() {
    let server = Server::start();
    let id = trained(&server);
    let mut page = Page::open(&server, &format!("/models/{id}"));
    page.click("[data-testid=model-delete]");
    page.click("dialog[open] [data-testid=confirm]");
    page.wait_for("document.querySelector('[data-testid=models-page]') && !document.querySelector('[data-testid=model]')");
    assert!(server.client().get("/api/models").expect(200)["models"].as_array().unwrap().is_empty());
}
