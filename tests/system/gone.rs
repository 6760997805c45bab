//! A dataset that is removed while it is in use.

use std::io::Read;

use serde_json::{Value, json};
use tests::damage::table;
use tests::server::{Server, run_with, until};

fn tile(id: &str, dataset: &str) -> Value {
    json!({ "id": id, "dataset": dataset, "span": 4, "chart": { "kind": "table", "columns": ["n"] } })
}

#[test]
fn a_dataset_that_is_removed_is_gone_for_its_dashboards_links_readers_and_queries_and_hurts_no_other() {
    let server = Server::start();
    let client = server.client();
    let csv: String = (0..400_000_u64).fold("n\n".to_owned(), |csv, n| csv + &(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1).to_string() + "\n");
    let [id, other] = [("n.csv", csv.as_str()), ("other.csv", "n\n7\n")].map(|(name, csv)| server.upload(name, csv.as_bytes()).id);
    let made = client.post_json("/api/dashboards", &json!({ "title": "Both", "tiles": [tile("a", &id), tile("b", &other)] })).expect(201);
    let path = format!("/api/dashboards/{}", made["id"].as_str().unwrap());
    let token = client.post_json(&format!("{path}/links"), &json!({})).expect(201)["token"].as_str().unwrap().to_owned();
    let mut reader = client.open(&format!("/api/datasets/{id}/arrow"));
    reader.read_exact(&mut [0; 4_096]).unwrap();
    let asking = std::thread::spawn({
        let client = server.client();
        move || client.post_json("/api/sql", &json!({ "sql": "SELECT count(*) FROM n AS a, n AS b WHERE a.n % 1000 = b.n % 1000" }))
    });
    until("the query runs", || !tests::process::children(server.pid()).is_empty());
    assert_eq!(client.delete(&format!("/api/datasets/{id}?purge=true")).status, 204);
    let (mut rest, answer) = (Vec::new(), asking.join().unwrap());
    // What breaks off has no end.
    let is_read = reader.read_to_end(&mut rest).is_ok();
    assert!(!is_read || rest.ends_with(&[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]), "{} bytes look whole", rest.len());
    assert!([200, 404, 422].contains(&answer.status), "{answer}");
    assert_eq!(client.get(&path).expect(200)["tiles"].as_array().unwrap().len(), 2);
    client.get(&format!("/api/datasets/{id}/arrow")).expect_problem(404, "not_found");
    let linked = |dataset: &str| server.stranger().get(&format!("/api/links/{token}/datasets/{dataset}/arrow?column=n"));
    linked(&id).expect_problem(404, "not_found");
    assert_eq!((linked(&other).status, server.dataset_names()), (200, vec!["other".to_owned()]));
    assert!(!table(&server, &id).exists());
    let checked = run_with(&["check"], &server.settings());
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
    server.expect_well();
}
