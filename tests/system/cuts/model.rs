use serde_json::{Value, json};
use tests::jobs::{applied, ended, penguins, train, trained};
use tests::server::Server;

use super::{Case, each};

pub(super) const POINTS: &[&str] = &["model.file-written", "model.file-placed", "model.row-written"];

fn models(server: &Server) -> Vec<Value> {
    server.client().get("/api/models").expect(200)["models"].as_array().unwrap().clone()
}

/// The model of before is the last of the list.
fn before(server: &Server) -> Value {
    models(server).pop().unwrap()
}

const TRAINED: Case = Case {
    prepare: |server| {
        let dataset = server.client().post("/api/samples/penguins", b"").expect(201)["id"].as_str().unwrap().to_owned();
        trained(&server.client(), &penguins(&dataset));
        dataset
    },
    ask: |client, dataset| {
        let queued = train(client, &penguins(dataset));
        ended(client, queued["job"].as_str().unwrap())["state"] == "succeeded"
    },
    found: |server, dataset, _| {
        let before = before(server);
        assert_eq!(before["state"], "ready");
        // Its child process ended, and the server didn't; or the server did, and trains again.
        let cut = &models(server)[0];
        let job = ended(&server.client(), cut["job"].as_str().unwrap());
        assert!(job["state"] == "succeeded" || (&job["state"], &cut["state"]) == (&json!("failed"), &json!("failed")), "{job}");
        assert_eq!(applied(&server.client(), &before, dataset)["state"], "succeeded");
    },
    again: |server, dataset| {
        let again = trained(&server.client(), &penguins(dataset));
        for model in models(server).iter().filter(|model| model["state"] != "failed") {
            assert_eq!((&model["state"], &model["metrics"]), (&json!("ready"), &again["metrics"]));
            assert_eq!(applied(&server.client(), model, dataset)["state"], "succeeded");
        }
    },
};

#[test]
fn a_training_that_is_cut_is_done_again_and_the_model_of_before_stays_what_it_is() {
    each(POINTS, &TRAINED);
}
