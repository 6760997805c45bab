//! Models: trained, measured, asked, applied, and refused with a reason.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, RecordBatch, StringArray};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::flights::parquet;
use tests::http::Client;
use tests::jobs::{applied, ended, events, job, long, model, noise, penguins, rows, texts, train, trained, under_way};
use tests::png::png;
use tests::server::Server;

fn sample(server: &Server) -> String {
    server.client().post("/api/samples/penguins", b"").expect(201)["id"].as_str().unwrap().to_owned()
}

/// Trains in vain, and gives the job's problem, which is the model's too.
#[track_caller]
fn failed(client: &Client, spec: &Value) -> Value {
    let queued = train(client, spec);
    let job = ended(client, queued["job"].as_str().unwrap());
    assert_eq!(job["state"], "failed", "{job}");
    let model = model(client, queued["id"].as_str().unwrap());
    assert_eq!((&model["state"], &model["problem"]), (&json!("failed"), &job["problem"]));
    job["problem"].clone()
}

fn of(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn a_model_is_trained_and_measured_on_rows_that_it_did_not_see() {
    let server = Server::start();
    let model = trained(&server.client(), &penguins(&sample(&server)));
    let metrics = &model["metrics"];
    assert_eq!(model["state"], "ready");
    assert_eq!(of(&metrics["train_rows"]) + of(&metrics["held_out_rows"]) + of(&metrics["skipped_rows"]), 344, "{metrics}");
    assert_eq!(of(&metrics["skipped_rows"]), 2, "two penguins were not measured");
    assert!(metrics["accuracy"].as_f64().unwrap() > 0.9, "{metrics}");
    let confusion = metrics["confusion"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap());
    assert_eq!(confusion.map(of).sum::<u64>(), of(&metrics["held_out_rows"]));
    assert_eq!(model["curve"].as_array().unwrap().len(), 20, "one point a tree");
    assert!(model["trained_secs"].as_f64().unwrap() > 0.0);
    assert!(model["name"].as_str().unwrap().contains("penguins"));
}

#[test]
fn predictions_become_columns_whose_held_out_part_is_the_one_measured() {
    let server = Server::start();
    let client = server.client();
    let dataset = sample(&server);
    let model = trained(&client, &penguins(&dataset));
    let before = rows(&client, &dataset);
    let job = applied(&client, &model, &dataset);
    assert_eq!((&job["state"], &job["result"]["version"]), (&json!("succeeded"), &json!(1)), "{job}");
    assert_eq!((&job["progress"]["done"], &job["progress"]["total"]), (&json!(344), &json!(344)));
    let after = rows(&client, &dataset);
    for field in before.schema().fields() {
        assert_eq!(texts(&after, field.name()), texts(&before, field.name()), "{} stays", field.name());
    }
    let (truth, said, split) = (texts(&after, "Species"), texts(&after, "predicted"), texts(&after, "split"));
    let held_out: Vec<usize> = (0..split.len()).filter(|&row| split[row].as_deref() == Some("held out")).collect();
    let right = held_out.iter().filter(|&&row| truth[row] == said[row]).count();
    assert_eq!(held_out.len() as u64, of(&model["metrics"]["held_out_rows"]));
    assert_eq!(right as f64 / held_out.len() as f64, model["metrics"]["accuracy"].as_f64().unwrap());
    let trained_on = split.iter().filter(|split| split.as_deref() == Some("train")).count();
    assert_eq!(trained_on as u64, of(&model["metrics"]["train_rows"]));
    assert_eq!(said.iter().filter(|said| said.is_none()).count(), 2, "rows with a gap are not predicted");
    let confidence = texts(&after, "confidence");
    assert!(confidence.iter().flatten().all(|text| (0.0..=1.0).contains(&text.parse::<f64>().unwrap())));
}

#[test]
fn a_second_application_replaces_its_columns_and_another_model_gets_its_own() {
    let server = Server::start();
    let client = server.client();
    let dataset = sample(&server);
    let first = trained(&client, &penguins(&dataset));
    let clusters = json!({ "estimator": "k_means", "dataset": dataset, "inputs": ["Beak Length (mm)", "Flipper Length (mm)"], "clusters": 3 });
    let second = trained(&client, &clusters);
    assert!(second["metrics"]["inertia"].as_f64().unwrap() > 0.0, "{second}");
    for model in [&first, &second, &first] {
        assert_eq!(applied(&client, model, &dataset)["state"], "succeeded");
    }
    let columns = client.get(&format!("/api/datasets/{dataset}")).expect(200)["columns"].clone();
    let names: Vec<&str> = columns.as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).skip(7).collect();
    assert_eq!(names, ["predicted_2", "confidence_2", "split_2", "predicted", "confidence", "split"]);
    let changes = client.get(&format!("/api/datasets/{dataset}/versions")).expect(200);
    assert_eq!(changes["versions"].as_array().unwrap().iter().filter(|version| version["change"] == "columns").count(), 3);
}

#[test]
fn one_row_is_predicted_and_a_missing_field_is_named() {
    let server = Server::start();
    let client = server.client();
    let model = trained(&client, &penguins(&sample(&server)));
    let path = format!("/api/models/{}/predict", model["id"].as_str().unwrap());
    let row = json!({ "row": { "Beak Length (mm)": 39.1, "Flipper Length (mm)": 181, "Island": "Torgersen" } });
    let said = client.post_json(&path, &row).expect(200);
    assert_eq!(said["class"], "Adelie", "{said}");
    assert_eq!((said["scores"].as_array().unwrap().len(), &said["scores"][0]["score"]), (3, &said["confidence"]));
    let problem = client.post_json(&path, &json!({ "row": { "Island": "Torgersen" } })).expect_problem(400, "invalid_request");
    assert_eq!(problem["params"]["field"], "row.Beak Length (mm)");
    client.post_json(&path, &json!({ "text": "a penguin" })).expect_problem(400, "invalid_request");
    client.post_json(&path, &json!({ "rows": [] })).expect_problem(400, "invalid_request");
    server.expect_well();
}

#[test]
fn a_text_model_tells_the_words_that_decided() {
    let server = Server::start();
    let client = server.client();
    let mut csv = String::from("message,kind\n");
    for number in 0..60 {
        csv += &format!("win a free prize number{number} now,spam\nsee you at lunch tomorrow number{number},ham\n");
    }
    let dataset = server.upload("messages.csv", csv.as_bytes()).id;
    let model = trained(&client, &json!({ "estimator": "text_linear", "dataset": dataset, "target": "kind", "inputs": ["message"] }));
    let path = format!("/api/models/{}/predict", model["id"].as_str().unwrap());
    let said = client.post_json(&path, &json!({ "text": "A free prize for you" })).expect(200);
    assert_eq!(said["class"], "spam", "{said}");
    assert!(said["words"].as_array().unwrap().iter().any(|word| word["word"] == "prize"), "{said}");
    assert_eq!(applied(&client, &model, &dataset)["state"], "succeeded");
    let words = texts(&rows(&client, &dataset), "deciding_words");
    assert!(words.iter().flatten().any(|words| words.split(' ').any(|word| word == "prize")));
}

/// Pictures of a bright left or right half, as a Parquet file with the columns `picture` and `side`; `broken` is no picture.
fn pictures(rows: usize, broken: Option<usize>) -> Vec<u8> {
    let picture = |row: usize| {
        let level = |place: usize| if (place % 8 < 4) == row.is_multiple_of(2) { 200 + (row + place) % 50 } else { (row * place) % 50 };
        png(8, &(0..64).map(|place| u8::try_from(level(place)).unwrap()).collect::<Vec<_>>())
    };
    let bytes = |row| if broken == Some(row) { b"no picture".to_vec() } else { picture(row) };
    let pictures: ArrayRef = Arc::new((0..rows).map(|row| Some(bytes(row))).collect::<BinaryArray>());
    let sides: ArrayRef = Arc::new((0..rows).map(|row| Some(if row.is_multiple_of(2) { "left" } else { "right" })).collect::<StringArray>());
    parquet(&RecordBatch::try_from_iter([("picture", pictures), ("side", sides)]).unwrap())
}

#[test]
fn a_picture_model_tells_pictures_apart_and_refuses_what_is_none() {
    let server = Server::start();
    let client = server.client();
    let dataset = server.upload("pictures.parquet", &pictures(120, None)).id;
    let spec = json!({ "estimator": "image_cnn", "dataset": dataset, "target": "side", "inputs": ["picture"], "steps": 4 });
    let model = trained(&client, &spec);
    assert!(model["metrics"]["accuracy"].as_f64().unwrap() > 0.9, "{}", model["metrics"]);
    let path = format!("/api/models/{}/predict", model["id"].as_str().unwrap());
    let ask = |bytes: &[u8]| client.post_json(&path, &json!({ "picture": STANDARD.encode(bytes) }));
    let left: Vec<u8> = (0..64).map(|place| if place % 8 < 4 { 230 } else { 20 }).collect();
    assert_eq!(ask(&png(8, &left)).expect(200)["class"], "left");
    ask(b"no picture").expect_problem(422, "broken_picture");
    ask(&png(8, &left)[..60]).expect_problem(422, "broken_picture");
    client.post_json(&path, &json!({ "picture": "%%%" })).expect_problem(422, "broken_picture");
    server.expect_well();
}

#[test]
fn a_broken_picture_in_a_dataset_is_named_by_its_row() {
    let server = Server::start();
    let client = server.client();
    let dataset = server.upload("pictures.parquet", &pictures(40, Some(17))).id;
    let problem = failed(&client, &json!({ "estimator": "image_cnn", "dataset": dataset, "target": "side", "inputs": ["picture"] }));
    assert_eq!((&problem["code"], &problem["params"]["row"]), (&json!("broken_picture"), &json!("17")), "{problem}");
    server.expect_well();
}

#[test]
fn what_cannot_be_trained_is_refused_before_a_job_is_made() {
    let server = Server::start();
    let client = server.client();
    let dataset = sample(&server);
    let refused = |changes: Value, status: u16, code: &str, param: &str, value: &str| {
        let mut spec = penguins(&dataset);
        spec.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let problem = client.post_json("/api/models", &spec).expect_problem(status, code);
        assert_eq!(problem["params"][param], value, "{problem}");
    };
    refused(json!({ "target": "Age" }), 400, "invalid_request", "field", "target");
    refused(json!({ "target": null }), 400, "invalid_request", "field", "target");
    refused(json!({ "target": "Beak Depth (mm)" }), 422, "unsuitable_column", "column", "Beak Depth (mm)");
    refused(json!({ "inputs": [] }), 400, "invalid_request", "field", "inputs");
    refused(json!({ "inputs": ["Sex", "Age"] }), 400, "invalid_request", "field", "inputs[1]");
    refused(json!({ "inputs": ["Sex", "Species"] }), 400, "invalid_request", "field", "inputs[1]");
    refused(json!({ "estimator": "k_means", "steps": 5 }), 400, "invalid_request", "field", "target");
    refused(json!({ "estimator": "k_means", "target": null }), 422, "unsuitable_column", "column", "Island");
    refused(json!({ "estimator": "image_cnn", "inputs": ["Island"] }), 422, "unsuitable_column", "column", "Island");
    refused(json!({ "held_out": 1.0 }), 400, "invalid_request", "field", "held_out");
    refused(json!({ "clusters": 3 }), 400, "invalid_request", "field", "clusters");
    refused(json!({ "steps": 1_001 }), 400, "invalid_request", "field", "steps");
    refused(json!({ "dataset": "00000000-0000-4000-8000-000000000000" }), 404, "not_found", "what", "dataset");
    assert_eq!(client.get("/api/jobs").expect(200)["jobs"], json!([]));
}

#[test]
fn a_target_of_one_class_or_of_too_many_fails_and_says_so() {
    let server = Server::start();
    let client = server.client();
    let one: String = (0..50).fold("x,y\n".into(), |csv, row| csv + &format!("{row},same\n"));
    let many: String = (0..500).fold("x,y\n".into(), |csv, row| csv + &format!("{row},n{row}\n"));
    let spec = |dataset: &str| json!({ "estimator": "logistic_regression", "dataset": dataset, "target": "y", "inputs": ["x"] });
    let problem = failed(&client, &spec(&server.upload("one.csv", one.as_bytes()).id));
    assert_eq!((&problem["code"], &problem["params"]["class"]), (&json!("one_class"), &json!("same")));
    let problem = failed(&client, &spec(&server.upload("many.csv", many.as_bytes()).id));
    assert_eq!((&problem["code"], &problem["params"]["column"]), (&json!("too_many_classes"), &json!("y")));
    let problem = failed(&client, &spec(&server.upload("few.csv", b"x,y\n1,a\n2,b\n,a\n4,\n").id));
    assert_eq!((&problem["code"], &problem["params"]["rows"]), (&json!("too_few_rows"), &json!("2")));
    server.expect_well();
}

#[test]
fn rows_without_a_target_are_left_out_of_training_and_predicted_all_the_same() {
    let server = Server::start();
    let client = server.client();
    let csv = (0..200).fold("x,y\n".to_owned(), |csv, row| {
        csv + &format!(
            "{row},{}\n",
            if row % 10 == 0 {
                ""
            } else if row < 100 {
                "low"
            } else {
                "high"
            }
        )
    });
    let dataset = server.upload("gaps.csv", csv.as_bytes()).id;
    let spec = json!({ "estimator": "logistic_regression", "dataset": dataset, "target": "y", "inputs": ["x"] });
    let model = trained(&client, &spec);
    assert_eq!(of(&model["metrics"]["skipped_rows"]), 20, "{}", model["metrics"]);
    assert_eq!(applied(&client, &model, &dataset)["state"], "succeeded");
    let rows = rows(&client, &dataset);
    assert!(texts(&rows, "predicted").iter().all(Option::is_some));
    assert_eq!(texts(&rows, "split").iter().filter(|split| split.is_none()).count(), 20);
}

#[test]
fn a_dataset_that_is_deleted_ends_its_training_with_that_reason() {
    let server = Server::start();
    let client = server.client();
    let dataset = noise(&server, 20_000);
    let queued = train(&client, &long(&dataset, 1_000));
    let id = queued["job"].as_str().unwrap();
    under_way(&client, id);
    assert_eq!(client.delete(&format!("/api/datasets/{dataset}")).status, 204);
    let job = ended(&client, id);
    assert_eq!((&job["state"], &job["problem"]["code"]), (&json!("failed"), &json!("deleted_meanwhile")), "{job}");
    assert_eq!(job["problem"]["params"]["what"], "dataset");
    server.expect_well();
}

#[test]
fn a_model_that_is_deleted_ends_its_training() {
    let server = Server::start();
    let client = server.client();
    let queued = train(&client, &long(&noise(&server, 20_000), 1_000));
    let (id, job_id) = (queued["id"].as_str().unwrap(), queued["job"].as_str().unwrap());
    under_way(&client, job_id);
    let path = format!("/api/models/{id}");
    client.post_json(&format!("{path}/predict"), &json!({ "row": {} })).expect_problem(409, "model_not_ready");
    client.post_json(&format!("{path}/apply"), &json!({ "dataset": queued["spec"]["dataset"] })).expect_problem(409, "model_not_ready");
    assert_eq!(client.delete(&path).status, 204);
    assert_eq!(job(&client, job_id)["state"], "cancelled");
    client.get(&path).expect_problem(404, "not_found");
    client.delete(&path).expect_problem(404, "not_found");
    server.expect_well();
}

#[test]
fn a_curve_grows_while_a_model_is_trained() {
    let server = Server::start();
    let client = server.client();
    let queued = train(&client, &long(&noise(&server, 3_000), 150));
    let (id, job) = (queued["id"].as_str().unwrap(), queued["job"].as_str().unwrap());
    under_way(&client, job);
    assert!(!model(&client, id)["curve"].as_array().unwrap().is_empty());
    let lengths: Vec<usize> = events(client.open(&format!("/api/jobs/{job}/events"))).iter().map(curve_length).collect();
    assert!(lengths.is_sorted() && lengths.last() == Some(&150), "{lengths:?}");
}

fn curve_length(job: &Value) -> usize {
    job["progress"]["curve"].as_array().map_or(0, Vec::len)
}

#[test]
fn a_model_is_not_applied_to_a_dataset_without_its_columns() {
    let server = Server::start();
    let client = server.client();
    let model = trained(&client, &penguins(&sample(&server)));
    let other = server.upload("other.csv", b"Island\nDream\n").id;
    let path = format!("/api/models/{}/apply", model["id"].as_str().unwrap());
    let problem = client.post_json(&path, &json!({ "dataset": other })).expect_problem(422, "column_mismatch");
    assert_eq!(problem["params"]["column"], "Beak Length (mm)");
}
