use tests::server::Server;

#[test]
fn every_sample_is_one_request_away_and_names_its_licence() {
    let server = Server::start();
    let list = server.client().get("/api/samples").expect(200);
    let samples = list["samples"].as_array().unwrap();
    assert_eq!(samples.len(), 3);
    for sample in samples {
        let key = sample["key"].as_str().unwrap();
        assert!(sample["licence"].as_str().unwrap().len() > 2, "{sample}");
        let dataset = server.client().post(&format!("/api/samples/{key}"), b"").expect(201);
        assert_eq!(dataset["rows"], sample["rows"], "{key}");
        assert_eq!(dataset["source"]["key"], key);
        let again = server.client().post(&format!("/api/samples/{key}"), b"").expect(200);
        assert_eq!(again["id"], dataset["id"], "the same sample is not stored twice");
    }
}

#[test]
fn the_flights_are_all_there() {
    let server = Server::start();
    let dataset = server.client().post("/api/samples/flights", b"").expect(201);
    assert_eq!(dataset["rows"], tests::flights::ROWS);
}

#[test]
fn an_unknown_sample_is_not_found() {
    Server::start().client().post("/api/samples/nothing", b"").expect_problem(404, "not_found");
}
