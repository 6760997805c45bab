//! The main story, wherever the data and the catalog are.

use serde_json::{Value, json};
use tests::http::Client;
use tests::ipc;
use tests::server::{Options, Server, run_with};
use tests::services::azure::Azure;
use tests::services::gcs::Gcs;
use tests::services::postgres::Postgres;
use tests::services::s3::S3;

const FIRST: &[u8] = b"day,city,n\n2024-01-01,Wuhan,1\n2024-01-02,Oslo,2\n";
const LATER: &[u8] = b"day,city,n\n2024-01-03,Lima,3\n";

/// Bytes of the Arrow stream of a dataset, or of one of its versions.
fn stream(client: &Client, dataset: &str, query: &str) -> Vec<u8> {
    let reply = client.get(&format!("/api/datasets/{dataset}/arrow{query}"));
    assert_eq!(reply.status, 200, "{reply}");
    reply.body
}

fn append(client: &Client, dataset: &str) -> Value {
    client.send("POST", &format!("/api/datasets/{dataset}/rows"), &[("content-type", "text/csv")], Some(LATER)).expect(200)
}

/// Upload, append, versions, dashboard, link, kill, restart, delete.
fn holds_with(options: Options) {
    let mut server = Server::with(options);
    let dataset = server.upload("cities.csv", FIRST).id;
    let path = format!("/api/datasets/{dataset}");
    let before = stream(&server.client(), &dataset, "");
    let appended = append(&server.client(), &dataset);
    assert_eq!((&appended["version"], &appended["rows"]), (&json!(1), &json!(3)));
    let dashboard = server.dashboard(&dataset)["id"].as_str().unwrap().to_owned();
    let link = server.client().post_json(&format!("/api/dashboards/{dashboard}/links"), &json!({})).expect(201);
    let token = link["token"].as_str().unwrap();

    server.kill9();
    server.restart();

    let client = server.client();
    let counted = client.post_json("/api/sql", &json!({ "sql": "SELECT sum(n) AS n FROM cities" })).expect(200);
    assert_eq!(counted["rows"], json!([[6]]));
    assert_eq!(client.get(&path).expect(200)["rows"], 3);
    assert_eq!(client.get(&format!("{path}/versions")).expect(200)["versions"].as_array().unwrap().len(), 2);
    assert_eq!(stream(&client, &dataset, "?version=0"), before);
    assert_ne!(stream(&client, &dataset, ""), before);
    assert_eq!(client.get(&format!("/api/links/{token}")).expect(200)["dashboard"]["id"], dashboard.as_str());
    let linked = server.stranger().get(&format!("/api/links/{token}/datasets/{dataset}/arrow?column=city"));
    assert_eq!(linked.status, 200, "{linked}");
    assert_eq!(client.delete(&format!("/api/dashboards/{dashboard}/links/{}", link["id"].as_str().unwrap())).status, 204);
    client.get(&format!("/api/links/{token}")).expect_problem(410, "link_revoked");
    assert_eq!(client.delete(&format!("/api/dashboards/{dashboard}")).status, 204);
    assert_eq!(client.delete(&path).status, 204);
    client.get(&path).expect_problem(404, "not_found");
    assert_eq!(
        client.post(&format!("{path}/undelete"), b"").expect(200)["rows"],
        client.get(&format!("{path}/head")).expect(200)["rows"].as_array().unwrap().len()
    );
    assert_eq!(client.delete(&format!("{path}?purge=true")).status, 204);
    server.expect_well();
}

#[test]
fn the_story_holds() {
    holds_with(Options::default());
}

#[test]
fn the_story_holds_with_the_catalog_in_postgres() {
    let postgres = Postgres::start();
    holds_with(Options::default().on_postgres(&postgres));
    assert_eq!(postgres.query("SELECT count(*) FROM datasets").trim(), "0");
}

#[test]
fn the_story_holds_on_s3() {
    let s3 = S3::start();
    holds_with(Options::default().on_s3(&s3));
    let tables = s3.objects().into_iter().filter(|name| name.contains("/datasets/")).collect::<Vec<_>>();
    assert!(tables.is_empty(), "{tables:?}");
}

#[test]
fn the_story_holds_on_azure() {
    let Some(azure) = Azure::start() else { return };
    holds_with(Options::default().on_store(azure.url(), azure.environment()));
}

#[test]
fn the_story_holds_on_google_cloud() {
    let gcs = Gcs::start();
    holds_with(Options::default().on_store(gcs.url(), gcs.environment()));
    let tables = gcs.objects().into_iter().filter(|name| name.contains("/datasets/")).collect::<Vec<_>>();
    assert!(tables.is_empty(), "{tables:?}");
}

#[test]
fn two_servers_over_one_store_and_one_catalog_are_one() {
    let (s3, postgres) = (S3::start(), Postgres::start());
    let options = Options::default().on_s3(&s3).on_postgres(&postgres);
    let (one, other) = (Server::with(options.clone()), Server::with(options));
    let dataset = one.upload("cities.csv", FIRST).id;
    assert_eq!(other.dataset_names(), ["cities"]);
    assert_eq!(stream(&other.client(), &dataset, ""), stream(&one.client(), &dataset, ""));
    for (server, version) in [(&other, 1), (&one, 2), (&other, 3), (&one, 4)] {
        assert_eq!(append(&server.client(), &dataset)["version"], version);
    }
    assert_eq!(other.client().get(&format!("/api/datasets/{dataset}")).expect(200)["rows"], 6);
    assert_eq!(stream(&other.client(), &dataset, ""), stream(&one.client(), &dataset, ""));
    assert_eq!(one.client().delete(&format!("/api/datasets/{dataset}")).status, 204);
    assert!(other.dataset_names().is_empty());
    assert_eq!(other.client().post(&format!("/api/datasets/{dataset}/undelete"), b"").expect(200)["rows"], 6);
    assert_eq!(append(&one.client(), &dataset)["version"], 7);
}

#[test]
fn two_servers_that_append_at_once_lose_no_row_and_store_none_twice() {
    let s3 = S3::start();
    append_at_once(Options::default().on_s3(&s3));
}

#[test]
fn two_servers_that_append_at_once_on_azure_lose_no_row_and_store_none_twice() {
    let Some(azure) = Azure::start() else { return };
    append_at_once(Options::default().on_store(azure.url(), azure.environment()));
}

#[test]
fn two_servers_that_append_at_once_on_google_cloud_lose_no_row_and_store_none_twice() {
    let gcs = Gcs::start();
    append_at_once(Options::default().on_store(gcs.url(), gcs.environment()));
}

/// Two servers over one catalog; what they store is whole, `sightline check` says too.
fn append_at_once(options: Options) {
    let postgres = Postgres::start();
    let options = options.on_postgres(&postgres);
    let servers = [Server::with(options.clone()), Server::with(options)];
    let id = servers[0].upload("n.csv", b"n\n0\n").id;
    let path = format!("/api/datasets/{id}/rows");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (client, path) = (servers[writer % 2].client(), &path);
            scope.spawn(move || {
                for n in 1..=8 {
                    let csv = format!("n\n{}\n", writer * 8 + n);
                    client.send("POST", path, &[("content-type", "text/csv")], Some(csv.as_bytes())).expect(200);
                }
            });
        }
    });
    for server in &servers {
        let mut found: Vec<i64> = ipc::rows(&stream(&server.client(), &id, "")).iter().map(|row| row["n"].as_i64().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, (0..=32).collect::<Vec<_>>());
        assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["rows"], 33);
    }
    let checked = run_with(&["check"], &servers[0].settings());
    assert!(checked.status.success(), "{checked:?}");
}
