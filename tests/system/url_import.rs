//! A file by its address, and what the server refuses to be sent for.

use std::io::Write;

use serde_json::{Value, json};
use shared::wire::dataset::{Dataset, Source};
use tests::archives;
use tests::http::Reply;
use tests::server::{Options, Server, until};
use tests::web::{Web, send};

const CSV: &[u8] = b"city,people\nOslo,1\nBergen,2\n";

/// A server that takes files from these hosts.
fn server(setting: &str) -> Server {
    Server::with(Options { environment: vec![("SIGHTLINE_URL_IMPORT".into(), setting.into())], ..Options::default() })
}

fn ask(server: &Server, url: &str) -> Reply {
    server.client().post_json("/api/datasets/from-url", &json!({ "url": url }))
}

#[track_caller]
fn expect_trouble(reply: &Reply, status: u16, code: &str, reason: &str) -> Value {
    let problem = reply.expect_problem(status, code);
    assert_eq!(problem["params"]["reason"], reason, "{problem}");
    problem
}

#[track_caller]
fn expect_nothing_stored(server: &Server) {
    assert!(server.dataset_names().is_empty());
    server.expect_well();
}

#[test]
fn a_file_is_imported_by_its_address_and_its_query_is_kept_secret() {
    let web = Web::of(CSV);
    let server = server(&web.address());
    let dataset: Dataset = serde_json::from_value(ask(&server, &web.url("/a/%E5%9F%8E.csv?key=hidden#part")).expect(201)).unwrap();
    assert_eq!((dataset.name.as_str(), dataset.rows), ("城", 2));
    assert_eq!(dataset.source, Source::Url { url: web.url("/a/%E5%9F%8E.csv") });
    let asked = web.asked().join("").to_lowercase();
    assert!(asked.starts_with("get /a/%e5%9f%8e.csv?key=hidden http/1.1"), "{asked}");
    assert!(!asked.contains("authorization") && !asked.contains("cookie") && !asked.contains("referer"), "{asked}");
    let everything = server.client().get(&format!("/api/datasets/{}", dataset.id)).expect(200).to_string() + &server.log();
    assert!(!everything.contains("hidden"), "{everything}");
}

#[test]
fn name_and_choices_go_along_and_the_file_is_kept_for_others() {
    let web = Web::of(*b"a;b\n007;1\n");
    let server = server(&web.address());
    let asked = json!({ "url": web.url("/x.csv"), "name": "mine", "options": { "delimiter": "," } });
    let reply = server.client().post_json("/api/datasets/from-url", &asked);
    let dataset = reply.expect(201);
    assert_eq!((&dataset["name"], dataset["columns"].as_array().unwrap().len()), (&json!("mine"), 1));
    assert_eq!(reply.header("location"), format!("/api/datasets/{}", dataset["id"].as_str().unwrap()));
    let again = server.client().post_json(&format!("/api/datasets/{}/import", dataset["id"].as_str().unwrap()), &json!({ "delimiter": ";" }));
    assert_eq!(again.expect(200)["columns"].as_array().unwrap().len(), 2);
}

#[test]
fn of_an_archive_of_several_tables_the_chosen_one_is_imported() {
    let web = Web::of(archives::zip(&[(b"a.csv", b"n\n1\n"), (b"b.csv", b"t\nx\ny\n")]));
    let server = server(&web.address());
    let asked = |options: Value| server.client().post_json("/api/datasets/from-url", &json!({ "url": web.url("/two.zip"), "options": options }));
    let problem = asked(Value::Null).expect_problem(422, "choose_entry");
    assert!(problem["detail"].as_str().unwrap().contains("b.csv"), "{problem}");
    expect_nothing_stored(&server);
    let made = asked(json!({ "entry": "b.csv" })).expect(201);
    assert_eq!((&made["rows"], &made["import"]["entry"]), (&json!(2), &json!("b.csv")));
    asked(json!({ "entry": "c.csv" })).expect_problem(422, "choose_entry");
}

#[test]
fn a_file_by_its_address_is_kept_as_an_upload_until_its_choices_are_made() {
    let web = Web::of(archives::zip(&[(b"a.csv", b"n\n1\n"), (b"b.csv", b"t\nx\ny\n")]));
    let server = server(&web.address());
    let client = server.client();
    let reply = client.post_json("/api/uploads/from-url", &json!({ "url": web.url("/two.zip?key=hidden") }));
    let kept = reply.expect(201);
    let id = kept["id"].as_str().unwrap();
    assert_eq!(reply.header("location"), format!("/api/uploads/{id}"));
    assert_eq!((&kept["file_name"], &kept["offset_bytes"]), (&json!("two.zip"), &kept["length_bytes"]));
    assert!(server.dataset_names().is_empty());
    client.post(&format!("/api/datasets?upload={id}"), b"").expect_problem(422, "choose_entry");
    assert_eq!(client.post(&format!("/api/datasets/preview?upload={id}"), b"").expect(200)["import"]["entry"], "a.csv");
    let made = client.post(&format!("/api/datasets?upload={id}&options=%7B%22entry%22%3A%22b.csv%22%7D"), b"").expect(201);
    assert_eq!((&made["id"], &made["name"], &made["rows"]), (&kept["id"], &json!("two"), &json!(2)));
    assert_eq!(made["source"], json!({ "kind": "url", "url": web.url("/two.zip") }));
    assert_eq!(web.asked().len(), 1, "it is fetched once");
    assert_eq!(client.get("/api/uploads").expect(200), json!([]));
    client.post_json(&format!("/api/datasets/{id}/import"), &json!({ "entry": "a.csv" })).expect(200);
}

#[test]
fn what_is_not_fetched_whole_is_not_kept() {
    let web = Web::serve(|_, stream| drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\na,b\n1,2\n")));
    let server = server(&web.address());
    let ask = |url: &str| server.client().post_json("/api/uploads/from-url", &json!({ "url": url }));
    expect_trouble(&ask(&web.url("/x.csv")), 502, "url_unreachable", "broke_off");
    expect_trouble(&ask("http://10.0.0.1/x.csv"), 403, "url_refused", "not_named");
    ask("ftp://example.org/x.csv").expect_problem(400, "invalid_request");
    assert_eq!(server.client().get("/api/uploads").expect(200), json!([]));
    expect_nothing_stored(&server);
}

#[test]
fn redirects_are_followed_and_each_is_checked_anew() {
    let web = Web::serve(|path, stream| match path.split_once('?') {
        _ if path == "/file.csv" => send(stream, "200 OK", &[], CSV),
        Some((_, target)) => send(stream, "302 Found", &[("Location", target)], b""),
        None => send(stream, "307 Temporary Redirect", &[("Location", "/file.csv")], b""),
    });
    let server = server(&format!("on,{}", web.address()));
    assert_eq!(ask(&server, &web.url("/start")).expect(201)["name"], "start");
    for target in [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "//127.0.0.2/",
        &web.url_as("localhost", "/file.csv"),
    ] {
        expect_trouble(&ask(&server, &web.url(&format!("/to?{target}"))), 403, "url_refused", "private");
    }
    for nowhere in ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pass@example.org/", "http://", ""] {
        expect_trouble(&ask(&server, &web.url(&format!("/to?{nowhere}"))), 502, "url_unreachable", "redirects");
    }
    expect_trouble(&ask(&server, &web.url("/to?/to?/to?/to?/to?/to?/file.csv")), 502, "url_unreachable", "redirects");
    assert_eq!(server.dataset_names(), ["start"]);
}

#[test]
fn by_default_no_address_of_a_private_network_is_asked_however_it_is_written() {
    let (web, server) = (Web::of(CSV), Server::start());
    let port = web.address().rsplit_once(':').unwrap().1.to_owned();
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "2130706433",
        "127.0.0.%31",
        "localhost",
        "LOCALHOST",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "①②⑦.0.0.1",
        "169.254.169.254",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:db8::1]",
    ] {
        expect_trouble(&ask(&server, &format!("http://{host}:{port}/x.csv")), 403, "url_refused", "private");
    }
    assert!(web.asked().is_empty(), "{:?}", web.asked());
    expect_nothing_stored(&server);
}

#[test]
fn what_is_no_address_of_the_web_is_refused_by_field() {
    let server = Server::start();
    let long = format!("http://example.org/{}", "x".repeat(9_000));
    let wrong = [
        "",
        "x.csv",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "gopher://example.org",
        "data:text/csv,a",
        "http://",
        "http://u:p@example.org/",
        &long,
    ];
    for url in wrong {
        assert_eq!(ask(&server, url).expect_problem(400, "invalid_request")["params"]["field"], "url", "{url}");
    }
    let send =
        |body: Value| server.client().post_json("/api/datasets/from-url", &body).expect_problem(400, "invalid_request")["params"]["field"].clone();
    assert_eq!(send(json!({})), "body");
    assert_eq!(send(json!({ "url": "http://example.org", "headers": {} })), "body");
    assert_eq!(send(json!({ "url": "http://example.org", "import": "../x" })), "import");
    assert_eq!(send(json!({ "url": "http://example.org", "options": { "delimiter": "ab" } })), "options");
}

#[test]
fn a_setting_switches_it_off_or_names_the_hosts() {
    let web = Web::of(CSV);
    let off = server("off");
    assert!(expect_trouble(&ask(&off, &web.url("/x.csv")), 403, "url_refused", "off")["detail"].as_str().unwrap().contains("SIGHTLINE_URL_IMPORT"));
    let named = server("127.0.0.1:1, files.example.org");
    expect_trouble(&ask(&named, &web.url("/x.csv")), 403, "url_refused", "not_named");
    assert!(web.asked().is_empty(), "{:?}", web.asked());
}

#[test]
fn a_file_over_the_limit_is_left_before_it_is_read_or_as_soon_as_it_is_known() {
    let web = Web::serve(|path, stream| match path {
        "/told" => send(stream, "200 OK", &[], &vec![b'1'; 2_000]),
        _ => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na\n");
            // It never ends by itself.
            while stream.write_all(&[b'1'; 1_000]).is_ok() {}
        }
    });
    let environment = vec![("SIGHTLINE_URL_IMPORT".into(), web.address())];
    let server = Server::with(Options { max_upload_bytes: Some(1_000), environment, ..Options::default() });
    for path in ["/told", "/endless"] {
        assert_eq!(ask(&server, &web.url(path)).expect_problem(413, "payload_too_large")["params"]["limit"], "1000");
    }
    expect_nothing_stored(&server);
}

#[test]
fn what_another_server_does_wrong_is_told_and_nothing_is_stored() {
    let web = Web::serve(|path, stream| match path {
        "/gone" => send(stream, "404 Not Found", &[], b"no"),
        "/part" => send(stream, "206 Partial Content", &[], CSV),
        "/short" => drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na,b\n1,2\n")),
        "/chunk" => drop(stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\na,b\n1,2\n\r\n")),
        "/html" => send(stream, "200 OK", &[("Content-Type", "text/csv")], b"<!doctype html><p>Sign in"),
        _ => drop(stream.write_all(b"SSH-2.0-no\r\n")),
    });
    let server = server(&format!("{},127.0.0.1:1,name.invalid", web.address()));
    assert_eq!(expect_trouble(&ask(&server, &web.url("/gone")), 502, "url_unreachable", "status")["params"]["status"], "404");
    expect_trouble(&ask(&server, &web.url("/part")), 502, "url_unreachable", "status");
    for path in ["/short", "/chunk"] {
        expect_trouble(&ask(&server, &web.url(path)), 502, "url_unreachable", "broke_off");
    }
    assert_eq!(ask(&server, &web.url("/html")).expect_problem(415, "unknown_format")["params"]["format"], "html");
    for url in [web.url("/ssh"), web.url("/x").replace("http:", "https:"), "http://127.0.0.1:1/".to_owned()] {
        expect_trouble(&ask(&server, &url), 502, "url_unreachable", "connection");
    }
    expect_trouble(&ask(&server, "http://name.invalid/"), 502, "url_unreachable", "name");
    expect_nothing_stored(&server);
}

#[test]
fn a_server_that_sends_too_little_in_too_much_time_is_left() {
    let web = Web::serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na,b\n");
        // Nothing more comes until the other side has left.
        let _ = std::io::copy(stream, &mut std::io::sink());
    });
    let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let environment = vec![setting("SIGHTLINE_URL_IMPORT", &web.address()), setting("SIGHTLINE_SLOW_UPLOAD_SECS", "1")];
    let server = Server::with(Options { environment, ..Options::default() });
    let begun = std::time::Instant::now();
    expect_trouble(&ask(&server, &web.url("/x.csv")), 502, "url_unreachable", "slow");
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    expect_nothing_stored(&server);
}

#[test]
fn no_proxy_of_the_environment_is_asked() {
    let (web, proxy) = (Web::of(CSV), Web::of(*b"proxy\n1\n"));
    let mut environment = vec![("SIGHTLINE_URL_IMPORT".into(), web.address())];
    environment.extend(["http_proxy", "HTTP_PROXY", "ALL_PROXY"].map(|name| (name.into(), proxy.url(""))));
    let server = Server::with(Options { environment, ..Options::default() });
    assert_eq!(ask(&server, &web.url("/x.csv")).expect(201)["columns"][0]["name"], "city");
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
}

#[test]
fn progress_is_told_and_who_leaves_ends_the_fetching() {
    let web = Web::serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while stream.write_all(&[b'1'; 10_000]).is_ok() {}
    });
    let server = server(&web.address());
    let before = server.files().len();
    let id = "6f1d2c3b-0000-4000-8000-000000000009";
    let body = json!({ "url": web.url("/x.csv"), "import": id }).to_string();
    let length = body.len().to_string();
    let headers = [("Host", server.address()), ("Content-Type", "application/json"), ("Content-Length", length.as_str())];
    let mut raw = tests::raw::Raw::connect(server.address()).head("POST /api/datasets/from-url", &headers);
    assert!(raw.send(body.as_bytes()));
    let progress = || server.client().get(&format!("/api/imports/{id}"));
    until("bytes arrive", || progress().status == 200 && progress().body.len() > 2 && progress().json()["received_bytes"].as_u64() > Some(0));
    drop(raw);
    until("it is over", || progress().status == 204);
    until("nothing is left", || server.files().len() == before);
}

#[test]
fn a_stranger_and_the_holder_of_a_link_fetch_nothing() {
    let web = Web::of(CSV);
    let environment = vec![("SIGHTLINE_URL_IMPORT".into(), web.address())];
    let server = Server::with(Options { admin_password: Some("correct horse".into()), environment, ..Options::default() });
    let body = json!({ "url": web.url("/x.csv") });
    server.stranger().post_json("/api/datasets/from-url", &body).expect_problem(401, "unauthorized");
    let dataset = server.upload("a.csv", CSV);
    let dashboard = server.dashboard(&dataset.id)["id"].as_str().unwrap().to_owned();
    let link = server.client().post_json(&format!("/api/dashboards/{dashboard}/links"), &json!({})).expect(201);
    let token = link["token"].as_str().or(link["url"].as_str().and_then(|url| url.rsplit('/').next())).unwrap().to_owned();
    for path in [format!("/api/links/{token}/datasets/from-url"), format!("/api/links/{token}/from-url")] {
        let reply = server.stranger().post_json(&path, &body);
        assert!([401, 404, 405].contains(&reply.status), "{reply}");
    }
    let foreign = [("content-type", "application/json"), ("origin", "http://evil.example")];
    let client = server.client();
    client.send("POST", "/api/datasets/from-url", &foreign, Some(body.to_string().as_bytes())).expect_problem(403, "forbidden_origin");
    assert!(web.asked().is_empty(), "{:?}", web.asked());
}
