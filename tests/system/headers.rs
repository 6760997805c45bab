use tests::raw::Raw;
use tests::server::Server;

#[test]
fn every_answer_forbids_inline_scripts_other_origins_and_guessing() {
    let server = Server::start();
    for path in ["/", "/dashboards/6f1d2c3b-0000-4000-8000-000000000000", "/api/datasets", "/api/nothing", "/assets/nothing.js", "/health/live"] {
        let reply = server.client().get(path);
        let policy = reply.header("content-security-policy");
        let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
        for directive in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(directives.contains(&directive), "{path}: {policy}");
        }
        assert!(!policy.contains("'unsafe-eval'") && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
    }
}

#[test]
fn only_the_page_of_a_link_may_be_shown_inside_other_pages() {
    let server = Server::start();
    let policy = |path: &str| server.client().get(path).header("content-security-policy").to_owned();
    assert!(policy("/s/token").ends_with("frame-ancestors *"), "{}", policy("/s/token"));
    for path in ["/", "/s", "/sql", "/api/links/token", "/dashboards/6f1d2c3b-0000-4000-8000-000000000000"] {
        assert!(policy(path).ends_with("frame-ancestors 'none'"), "{path}: {}", policy(path));
    }
}

#[test]
fn a_request_that_names_another_host_is_refused() {
    let server = Server::start();
    for host in ["example.com", "127.0.0.1.example.com", "localhost.example.com:80"] {
        let reply = Raw::connect(server.address()).head("GET /api/datasets", &[("Host", host)]).reply();
        reply.expect_problem(421, "wrong_host");
    }
    let port = server.address().rsplit(':').next().unwrap();
    let reply = Raw::connect(server.address()).head("GET /api/datasets", &[("Host", &format!("localhost:{port}"))]).reply();
    assert_eq!(reply.status, 200);
}

#[test]
fn another_web_site_cannot_change_anything() {
    let server = Server::start();
    for header in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://example.com"), ("origin", "null")] {
        let reply = server.client().send("POST", "/api/datasets?file_name=a.csv", &[header], Some(b"a\n1\n"));
        reply.expect_problem(403, "forbidden_origin");
    }
    assert!(server.dataset_names().is_empty());
}

#[test]
fn our_own_page_can_change_things() {
    let server = Server::start();
    let own = [("sec-fetch-site", "same-origin"), ("origin", server.base())];
    server.client().send("POST", "/api/datasets?file_name=a.csv", &own, Some(b"a\n1\n")).expect(201);
    server.client().send("POST", "/api/datasets?file_name=a.csv", &[("origin", server.base())], Some(b"a\n1\n")).expect(201);
}

#[test]
fn no_preflight_opens_the_door() {
    let server = Server::start();
    let ask = [("origin", "https://example.com"), ("access-control-request-method", "DELETE")];
    let reply = server.client().send("OPTIONS", "/api/datasets", &ask, None);
    assert!(reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")), "{:?}", reply.headers);
}
