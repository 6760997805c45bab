use serde_json::{Value, json};
use tests::http::Client;
use tests::server::Server;

use super::{Case, each};

const POINTS: &[&str] = &["catalog.changed", "catalog.backup-written", "catalog.backup-placed"];

fn save(client: &Client, id: &str) -> bool {
    client.put_json(&format!("/api/dashboards/{id}"), "*", &json!({ "title": "After", "tiles": [] })).status == 200
}

fn found(server: &Server, id: &str) -> Value {
    server.client().get(&format!("/api/dashboards/{id}")).expect(200)
}

const SAVED: Case = Case {
    prepare: |server| {
        let dataset = server.upload("a.csv", b"n,t\n1,x\n2,y\n").id;
        server.dashboard(&dataset)["id"].as_str().unwrap().to_owned()
    },
    ask: save,
    found: |server, id, acknowledged| {
        let found = found(server, id);
        match found["title"].as_str().unwrap() {
            "After" => assert_eq!((&found["version"], &found["tiles"]), (&json!(2), &json!([]))),
            _ => assert!(!acknowledged && found["version"] == 1 && !found["tiles"].as_array().unwrap().is_empty(), "{found}"),
        }
    },
    again: |server, id| {
        assert!(save(&server.client(), id));
        assert_eq!(found(server, id)["title"], "After");
    },
};

#[test]
fn a_dashboard_whose_saving_is_cut_is_the_old_or_the_new_one() {
    each(POINTS, &SAVED);
}
