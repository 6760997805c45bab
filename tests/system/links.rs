//! A link is a capability: it shows one dashboard and opens nothing else.

use serde_json::{Value, json};
use shared::wire::query::FilterSpec;
use tests::http::{Client, Reply};
use tests::server::{Options, Server};

struct Shared {
    server: Server,
    dataset: String,
    other: String,
    dashboard: String,
    made: Value,
}

/// A guarded server with two datasets and a link to a dashboard of the first.
fn shared() -> Shared {
    let server = Server::with(Options { admin_password: Some("secret".into()), ..Options::default() });
    let dataset = server.upload("shown.csv", b"a,b\n1,x\n2,y\n1,y\n2,x\n").id;
    let other = server.upload("hidden.csv", b"a,b\n3,z\n4,w\n").id;
    let dashboard = server.dashboard(&dataset)["id"].as_str().unwrap().to_owned();
    let made = server.client().post_json(&format!("/api/dashboards/{dashboard}/links"), &json!({})).expect(201);
    Shared { server, dataset, other, dashboard, made }
}

impl Shared {
    fn holder(&self) -> Client {
        self.server.stranger()
    }

    fn token(&self) -> &str {
        self.made["token"].as_str().unwrap()
    }

    fn open(&self) -> Reply {
        self.holder().get(&format!("/api/links/{}", self.token()))
    }

    fn arrow(&self, dataset: &str) -> Reply {
        self.holder().get(&format!("/api/links/{}/datasets/{dataset}/arrow?column=a", self.token()))
    }

    fn revoke(&self) -> Reply {
        self.server.client().delete(&format!("/api/dashboards/{}/links/{}", self.dashboard, self.made["id"].as_str().unwrap()))
    }
}

#[test]
fn a_token_has_256_random_bits() {
    use base64::Engine;
    let shared = shared();
    let path = format!("/api/dashboards/{}/links", shared.dashboard);
    let made = (0..20).map(|_| shared.server.client().post_json(&path, &json!({})).expect(201));
    let decode = |made: Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(made["token"].as_str().unwrap()).unwrap();
    let tokens: Vec<Vec<u8>> = made.map(decode).collect();
    assert!(tokens.iter().all(|token| token.len() == 32));
    let all: std::collections::BTreeSet<_> = tokens.iter().collect();
    assert_eq!(all.len(), tokens.len());
    let constant = (0..tokens[0].len()).filter(|&at| tokens.iter().all(|token| token[at] == tokens[0][at])).count();
    assert_eq!(constant, 0, "some bytes are the same in every token");
}

#[test]
fn a_link_shows_its_dashboard_and_its_data_without_a_password() {
    let shared = shared();
    assert_eq!(shared.made["path"], format!("/s/{}", shared.token()));
    let opened = shared.open().expect(200);
    assert_eq!(opened["dashboard"]["id"], shared.dashboard.as_str());
    assert_eq!(opened["datasets"][0]["dataset"]["id"], shared.dataset.as_str());
    assert_eq!(opened["datasets"][0]["profile"]["rows"], 4);
    assert_eq!(opened["datasets"].as_array().unwrap().len(), 1);
    assert_eq!(shared.arrow(&shared.dataset).status, 200);
    assert_eq!(shared.holder().get(&format!("/s/{}", shared.token())).status, 200);
}

#[test]
fn a_link_opens_with_the_brushes_it_was_made_with() {
    let shared = shared();
    let filter: FilterSpec = serde_json::from_value(json!({ "column": "a", "between": [1, 2] })).unwrap();
    let view = json!({ "brushes": { "t2": [filter] } });
    let path = format!("/api/dashboards/{}/links", shared.dashboard);
    let made = shared.server.client().post_json(&path, &json!({ "view": view })).expect(201);
    let opened = shared.holder().get(&format!("/api/links/{}", made["token"].as_str().unwrap())).expect(200);
    assert_eq!(opened["view"], view);
}

#[test]
fn a_link_reaches_no_other_data() {
    let shared = shared();
    shared.arrow(&shared.other).expect_problem(404, "not_found");
    for path in [
        format!("/api/datasets/{}/arrow", shared.dataset),
        format!("/api/datasets/{}", shared.dataset),
        format!("/api/dashboards/{}", shared.dashboard),
    ] {
        shared.holder().get(&path).expect_problem(401, "unauthorized");
    }
}

#[test]
fn a_link_reaches_only_the_columns_that_its_tiles_draw() {
    let server = Server::start();
    let dataset = server.upload("people.csv", b"town,salary\nA,1\nB,2\nA,3\n").id;
    let tiles = json!([{ "id": "t1", "dataset": dataset, "span": 12, "chart": { "kind": "bar", "column": "town", "top": 5 } }]);
    let dashboard = server.client().post_json("/api/dashboards", &json!({ "title": "Towns", "tiles": tiles })).expect(201);
    let made = server.client().post_json(&format!("/api/dashboards/{}/links", dashboard["id"].as_str().unwrap()), &json!({})).expect(201);
    let link = format!("/api/links/{}", made["token"].as_str().unwrap());
    let opened = server.client().get(&link).expect(200);
    assert!(!opened.to_string().contains("salary"), "{opened}");
    let arrow = format!("{link}/datasets/{dataset}/arrow");
    server.client().get(&format!("{arrow}?column=salary")).expect_problem(400, "invalid_request");
    for path in [arrow.clone(), format!("{arrow}?column=town")] {
        let reply = server.client().get(&path);
        assert_eq!(reply.status, 200);
        assert!(!String::from_utf8_lossy(&reply.body).contains("salary"));
    }
}

#[test]
fn a_link_changes_nothing() {
    let shared = shared();
    let link = format!("/api/links/{}", shared.token());
    for path in [link.clone(), format!("{link}/datasets/{}/arrow", shared.dataset)] {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let reply = shared.holder().send(method, &path, &[("content-type", "application/json")], Some(b"{}"));
            reply.expect_problem(405, "method_not_allowed");
        }
    }
    let owner = [
        ("DELETE", format!("/api/datasets/{}", shared.dataset)),
        ("DELETE", format!("/api/dashboards/{}", shared.dashboard)),
        ("PUT", format!("/api/dashboards/{}", shared.dashboard)),
        ("POST", format!("/api/dashboards/{}/links", shared.dashboard)),
        ("DELETE", format!("/api/dashboards/{}/links/{}", shared.dashboard, shared.made["id"].as_str().unwrap())),
        ("POST", "/api/datasets?file_name=a.csv".to_owned()),
    ];
    for (method, path) in owner {
        shared.holder().send(method, &path, &[("content-type", "application/json")], Some(b"{}")).expect_problem(401, "unauthorized");
    }
    assert_eq!(shared.open().status, 200);
}

#[test]
fn every_operation_but_links_and_probes_asks_for_the_password() {
    let shared = shared();
    let paths = shared.server.client().get("/api/openapi.json").expect(200)["paths"].as_object().unwrap().clone();
    let mut asked = 0;
    for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("/api/links/") && !path.starts_with("/health/")) {
        let concrete = path.replace("{id}", &shared.dataset).replace("{link}", &shared.dataset).replace("{key}", "digits");
        for method in ["get", "put", "post", "delete", "patch"].iter().filter(|method| item[**method].is_object()) {
            let body = (*method != "get").then_some(b"{}".as_slice());
            let reply = shared.holder().send(&method.to_uppercase(), &concrete, &[("content-type", "application/json")], body);
            assert_eq!(reply.status, 401, "{method} {path}: {reply}");
            asked += 1;
        }
    }
    assert!(asked > 40, "{asked}");
}

#[test]
fn a_guessed_token_opens_nothing() {
    let shared = shared();
    let token = shared.token();
    let other = if token.starts_with('A') { "B" } else { "A" };
    for guess in
        [token[1..].to_owned(), format!("{other}{}", &token[1..]), token.to_uppercase() + "A", "x".into(), "..%2f".into(), "a".repeat(10_000)]
    {
        shared.holder().get(&format!("/api/links/{guess}")).expect_problem(404, "not_found");
    }
}

#[test]
fn a_revoked_link_is_gone_with_its_data() {
    let shared = shared();
    assert_eq!(shared.arrow(&shared.dataset).status, 200);
    assert_eq!(shared.revoke().status, 204);
    shared.open().expect_problem(410, "link_revoked");
    shared.arrow(&shared.dataset).expect_problem(410, "link_revoked");
    let tag = shared.server.client().get(&format!("/api/datasets/{}/arrow?column=a", shared.dataset)).header("etag").to_owned();
    let path = format!("/api/links/{}/datasets/{}/arrow?column=a", shared.token(), shared.dataset);
    shared.holder().get_with(&path, &[("if-none-match", &tag)]).expect_problem(410, "link_revoked");
}

#[test]
fn links_are_listed_without_their_tokens() {
    let shared = shared();
    let path = format!("/api/dashboards/{}/links", shared.dashboard);
    let list = shared.server.client().get(&path);
    assert_eq!(list.expect(200)["links"][0]["id"], shared.made["id"]);
    assert!(!String::from_utf8_lossy(&list.body).contains(shared.token()));
    assert_eq!(list.json()["links"][0]["revoked_at"], Value::Null);
    shared.revoke();
    assert!(shared.server.client().get(&path).expect(200)["links"][0]["revoked_at"].is_string());
}

#[test]
fn a_token_is_stored_nowhere_and_never_logged() {
    let mut shared = shared();
    assert_eq!(shared.open().status, 200);
    assert_eq!(shared.arrow(&shared.dataset).status, 200);
    shared.server.kill9();
    let token = shared.token().as_bytes();
    for (path, _) in shared.server.files() {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(token.len()).any(|window| window == token), "{path}");
    }
    assert!(!shared.server.log().contains(shared.token()));
}

#[test]
fn a_link_is_not_cached_and_not_found_by_search_engines() {
    let shared = shared();
    assert_eq!(shared.open().header("cache-control"), "no-store");
    assert_eq!(shared.open().header("x-robots-tag"), "noindex");
    assert_eq!(shared.holder().get(&format!("/s/{}", shared.token())).header("x-robots-tag"), "noindex");
}

#[test]
fn a_link_dies_with_its_dashboard() {
    let shared = shared();
    assert_eq!(shared.server.client().delete(&format!("/api/dashboards/{}", shared.dashboard)).status, 204);
    assert!(matches!(shared.open().status, 404 | 410));
    assert!(matches!(shared.arrow(&shared.dataset).status, 404 | 410));
}

#[test]
fn rows_that_the_owner_took_away_are_gone_for_the_holder_of_a_link() {
    let shared = shared();
    let (client, id) = (shared.server.client(), &shared.dataset);
    let at = |version: u64| shared.holder().get(&format!("/api/links/{}/datasets/{id}/arrow?column=a&version={version}", shared.token()));
    let grown = client.send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"a,b\n9,z\n"));
    assert_eq!(grown.status, 200, "{grown}");
    assert_eq!((at(0).status, at(1).status), (200, 200), "a page that was opened before the rows came goes on");
    client.post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 0 })).expect(200);
    at(1).expect_problem(409, "rows_replaced");
    assert_eq!(at(2).status, 200);
    assert_eq!(client.get(&format!("/api/datasets/{id}/arrow?version=1")).status, 200, "its owner still sees them");
}

/// A dataset, a dashboard that follows it, and a link to it that stays at version 0; rows are replaced since.
fn staying() -> (Server, String, String, Value) {
    let server = Server::start();
    let id = server.upload("a.csv", b"n,code\n1,7\n2,8\n").id;
    let dashboard = server.dashboard(&id)["id"].as_str().unwrap().to_owned();
    let links = format!("/api/dashboards/{dashboard}/links");
    let made = server.client().post_json(&links, &json!({ "versions": { &id: 0 } })).expect(201);
    server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({ "columns": { "code": { "type": "string" } } })).expect(200);
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n,code\n3,9\n")).expect(200);
    (server, id, links, made)
}

#[test]
fn a_link_stays_at_the_versions_that_it_was_made_with_while_its_dashboard_goes_on() {
    let (server, id, links, made) = staying();
    let token = made["token"].as_str().unwrap();
    let opened = server.client().get(&format!("/api/links/{token}")).expect(200);
    let dataset = &opened["datasets"][0]["dataset"];
    assert_eq!((&dataset["version"], &dataset["rows"], &opened["dashboard"]["tiles"][0]["version"]), (&json!(0), &json!(2), &json!(0)));
    let arrow = format!("/api/links/{token}/datasets/{id}/arrow?column=n");
    assert_eq!(tests::ipc::rows(&server.client().get(&arrow).body).len(), 2);
    server.client().get(&format!("{arrow}&version=2")).expect_problem(404, "not_found");
    server.client().get(&format!("/api/links/{token}/datasets/{id}/live?column=n")).expect_problem(400, "invalid_request");
    let follows = server.client().post_json(&links, &json!({})).expect(201);
    let opened = server.client().get(&format!("/api/links/{}", follows["token"].as_str().unwrap())).expect(200);
    assert_eq!(opened["datasets"][0]["dataset"]["rows"], 3);
    let listed = server.client().get(&links).expect(200);
    assert_eq!((&listed["links"][0]["keeps"], &listed["links"][1]["keeps"]), (&Value::Null, &json!([id])));
}

#[test]
fn a_link_stays_at_no_version_that_can_not_be_read_or_is_not_drawn() {
    let (server, id, links, _) = staying();
    let other = server.upload("other.csv", b"n\n1\n").id;
    let make = |versions: Value| server.client().post_json(&links, &json!({ "versions": versions }));
    make(json!({ &id: 9 })).expect_problem(404, "not_found");
    make(json!({ other: 0 })).expect_problem(400, "invalid_request");
}

#[test]
fn the_version_that_a_link_stays_at_is_kept_until_the_link_is_revoked() {
    let (mut server, id, links, made) = staying();
    let arrow = format!("/api/links/{}/datasets/{id}/arrow?column=n", made["token"].as_str().unwrap());
    let is_kept = |server: &Server| {
        let versions = server.client().get(&format!("/api/datasets/{id}/versions")).expect(200);
        versions["versions"].as_array().unwrap().iter().rev().map(|version| version["is_kept"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    tests::aged::age(&mut server, 31);
    tests::server::until("old versions are found", || is_kept(&server) == [true, false, true]);
    tests::aged::age(&mut server, 2);
    assert_eq!(tests::ipc::rows(&server.client().get(&arrow).body).len(), 2);
    server.expect_whole();
    assert_eq!(server.client().delete(&format!("{links}/{}", made["id"].as_str().unwrap())).status, 204);
    assert_eq!(is_kept(&server), [false, false, true]);
}
