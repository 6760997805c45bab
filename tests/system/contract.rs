//! `/api/openapi.json` describes what is there, all of it.

use std::collections::BTreeSet;

use serde_json::Value;
use tests::server::Server;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// Others rely on these.
const PROMISED: &[&str] = &[
    "DELETE /api/dashboards/{id}",
    "DELETE /api/dashboards/{id}/links/{link}",
    "DELETE /api/datasets/{id}",
    "DELETE /api/models/{id}",
    "DELETE /api/streams/{id}",
    "DELETE /api/uploads/{id}",
    "GET /api/cases/{key}",
    "GET /api/dashboards",
    "GET /api/dashboards/{id}",
    "GET /api/dashboards/{id}/links",
    "GET /api/datasets",
    "GET /api/datasets/{id}",
    "GET /api/datasets/{id}/arrow",
    "GET /api/datasets/{id}/head",
    "GET /api/datasets/{id}/export",
    "GET /api/datasets/{id}/live",
    "GET /api/datasets/{id}/profile",
    "GET /api/datasets/{id}/profile/full",
    "GET /api/datasets/{id}/versions",
    "GET /api/imports/{id}",
    "GET /api/jobs",
    "GET /api/jobs/{id}",
    "GET /api/jobs/{id}/events",
    "GET /api/links/{token}",
    "GET /api/links/{token}/datasets/{id}/arrow",
    "GET /api/links/{token}/datasets/{id}/live",
    "GET /api/models",
    "GET /api/models/{id}",
    "GET /api/samples",
    "GET /api/streams",
    "GET /api/streams/{id}",
    "GET /api/streams/{id}/events",
    "GET /api/uploads",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "PATCH /api/uploads/{id}",
    "POST /api/cases/{key}",
    "POST /api/dashboards",
    "POST /api/dashboards/{id}/links",
    "POST /api/datasets",
    "POST /api/datasets/from-url",
    "POST /api/datasets/{id}/aggregate",
    "POST /api/datasets/{id}/line",
    "PATCH /api/datasets/{id}",
    "POST /api/datasets/{id}/compact",
    "POST /api/datasets/{id}/refresh",
    "POST /api/datasets/{id}/restore",
    "POST /api/datasets/{id}/rows",
    "POST /api/datasets/{id}/vacuum",
    "POST /api/jobs/{id}/cancel",
    "POST /api/models",
    "POST /api/models/{id}/apply",
    "POST /api/models/{id}/predict",
    "POST /api/samples/{key}",
    "POST /api/sql",
    "POST /api/sql/save",
    "POST /api/streams",
    "POST /api/streams/{id}/pause",
    "POST /api/streams/{id}/resume",
    "POST /api/uploads",
    "POST /api/uploads/from-url",
    "PUT /api/datasets/{id}/rows",
];

/// Every operation as method, path and description.
fn operations(server: &Server) -> Vec<(String, String, Value)> {
    let description = server.client().get("/api/openapi.json").expect(200);
    let paths = description["paths"].as_object().unwrap().clone();
    let of_path = |(path, item): (String, Value)| {
        let methods = METHODS.iter().filter(|method| item[**method].is_object());
        methods.map(|method| (method.to_uppercase(), path.clone(), item[*method].clone())).collect::<Vec<_>>()
    };
    paths.into_iter().flat_map(of_path).collect()
}

#[test]
fn everything_promised_is_described() {
    let described: BTreeSet<String> = operations(&Server::start()).into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let missing: Vec<&str> = PROMISED.iter().copied().filter(|promise| !described.contains(*promise)).collect();
    assert!(missing.is_empty(), "{missing:?} of {described:?}");
    assert!(described.contains("PUT /api/dashboards/{id}"));
}

#[test]
fn everything_described_is_there() {
    let server = Server::start();
    for (method, path, _) in operations(&server) {
        let concrete = path.replace("{id}", "6f1d2c3b-0000-4000-8000-000000000000").replace("{link}", "6f1d2c3b-0000-4000-8000-000000000001");
        let concrete = concrete.replace("{token}", "nothing").replace("{key}", "nothing");
        let body = (method != "GET").then_some(b"".as_slice());
        let reply = server.client().send(&method, &concrete, &[("content-type", "application/json")], body);
        assert_ne!(reply.status, 405, "{method} {path}");
        assert!(reply.status != 404 || reply.json()["params"]["what"] != "address", "{method} {path}: {reply}");
        assert!(reply.status < 500, "{method} {path}: {reply}");
    }
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    for (method, path, operation) in operations(&Server::start()) {
        assert!(operation["operationId"].is_string(), "{method} {path}");
        let words = [&operation["summary"], &operation["description"]];
        assert!(words.iter().any(|text| text.as_str().is_some_and(|text| text.len() > 8)), "{method} {path}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
        assert!(!path.contains('{') || responses.keys().any(|status| status.starts_with('4')), "{method} {path}");
    }
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    let description = Server::start().client().get("/api/openapi.json").expect(200);
    let text = description.to_string();
    let names: BTreeSet<&str> = text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(names.contains("Dataset") && names.contains("Problem"), "{names:?}");
    let missing: Vec<&&str> = names.iter().filter(|name| !description["components"]["schemas"][**name].is_object()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
