//! Requests that nobody can mean.

use tests::server::Server;

const NOBODY: &str = "6f1d2c3b-0000-4000-8000-000000000000";

#[test]
fn an_id_that_names_nothing_is_not_found_however_it_is_spelt() {
    let server = Server::start();
    let long = "a".repeat(5_000);
    for id in [NOBODY, "1", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%00", "%F0%9F%99%82", "nul", &long] {
        for path in [
            format!("/api/datasets/{id}"),
            format!("/api/datasets/{id}/profile"),
            format!("/api/datasets/{id}/profile/full"),
            format!("/api/datasets/{id}/arrow"),
            format!("/api/dashboards/{id}"),
        ] {
            server.client().get(&path).expect_problem(404, "not_found");
        }
    }
    for path in ["/api/links/%ff", "/api/links/%ff/datasets/%ff/arrow", "/assets/%ff"] {
        server.client().get(path).expect_problem(404, "not_found");
    }
    server.client().post("/api/samples/%ff", b"").expect_problem(404, "not_found");
    server.client().get("/api/nothing").expect_problem(404, "not_found");
    server.expect_well();
}

#[test]
fn a_query_with_an_unknown_parameter_is_refused() {
    let server = Server::start();
    server.client().post("/api/datasets?fle_name=a.csv", b"a\n1\n").expect_problem(400, "invalid_request");
    server.client().post("/api/datasets?file_name=a.csv&import=not-a-uuid", b"a\n1\n").expect_problem(400, "invalid_request");
    server.expect_well();
}

#[test]
fn a_body_that_is_not_the_json_asked_for_is_refused() {
    let server = Server::start();
    let json = [("content-type", "application/json")];
    let deep = "[".repeat(100_000);
    let bodies = [
        "",
        "{",
        "[]",
        "7",
        "{\"dataset\": 7}",
        "{\"title\": \"x\"}",
        "{\"titel\": \"x\", \"tiles\": []}",
        "{\"dataset\": \"x\", \"tiles\": []}",
        &deep,
    ];
    for body in bodies {
        server.client().send("POST", "/api/dashboards", &json, Some(body.as_bytes())).expect_problem(400, "invalid_request");
    }
    let text = [("content-type", "text/plain")];
    server.client().send("POST", "/api/dashboards", &text, Some(b"{}")).expect_problem(400, "invalid_request");
    server.expect_well();
}

#[test]
fn a_method_that_an_address_does_not_take_is_refused() {
    let server = Server::start();
    server.client().delete("/api/datasets").expect_problem(405, "method_not_allowed");
    server.client().send("PUT", "/api/samples", &[], Some(b"")).expect_problem(405, "method_not_allowed");
    server.client().post("/health/live", b"").expect_problem(405, "method_not_allowed");
}

#[test]
fn a_form_without_a_file_is_refused() {
    let server = Server::start();
    let kind = [("content-type", "multipart/form-data; boundary=edge")];
    let form = b"--edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\na\r\n--edge--\r\n";
    server.client().send("POST", "/api/datasets", &kind, Some(form)).expect_problem(400, "invalid_request");
    let unbounded = [("content-type", "multipart/form-data")];
    server.client().send("POST", "/api/datasets", &unbounded, Some(form)).expect_problem(400, "invalid_request");
    server.expect_well();
}
