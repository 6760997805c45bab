//! The page's files.

use std::collections::BTreeSet;

use tests::server::Server;

/// The addresses under `/assets/` that the shell of the page names.
fn named(html: &str) -> BTreeSet<String> {
    let starts = html.split("\"/assets/").skip(1);
    starts.map(|rest| format!("/assets/{}", rest.split('"').next().unwrap())).collect()
}

fn assets(server: &Server) -> BTreeSet<String> {
    let reply = server.client().get("/");
    assert_eq!(reply.status, 200, "{reply}");
    let found = named(&String::from_utf8(reply.body).unwrap());
    assert!(found.len() >= 4, "{found:?}");
    found
}

#[test]
fn the_shell_holds_no_inline_script_and_names_no_other_host() {
    let html = String::from_utf8(Server::start().client().get("/").body).unwrap();
    for script in html.split("<script").skip(1) {
        let (attributes, rest) = script.split_once('>').unwrap();
        assert!(attributes.contains("src=\"/assets/"), "{attributes}");
        assert!(rest.trim_start().starts_with("</script>"), "{rest}");
    }
    assert!(!html.contains("http://") && !html.contains("https://"), "{html}");
    assert!(![" onload=", " onerror=", " onclick=", "javascript:"].iter().any(|word| html.contains(word)));
}

#[test]
fn every_file_is_sent_in_the_smallest_form_that_the_reader_takes() {
    let server = Server::start();
    for path in assets(&server) {
        let plain = server.client().get(&path);
        assert_eq!((plain.status, plain.header("content-encoding")), (200, ""), "{path}");
        for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", "")] {
            let reply = server.client().get_with(&path, &[("accept-encoding", accepted)]);
            assert_eq!(reply.status, 200);
            if [".js", ".css", ".wasm"].iter().any(|ending| path.ends_with(ending)) {
                assert_eq!(reply.header("content-encoding"), encoding, "{path} for {accepted}");
                assert!(encoding.is_empty() || reply.body.len() < plain.body.len(), "{path} as {encoding}");
            }
            assert!(reply.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
            assert_eq!(reply.header("content-type"), plain.header("content-type"));
        }
    }
}

#[test]
fn every_file_has_the_type_that_a_browser_insists_on() {
    let server = Server::start();
    for path in assets(&server) {
        let kind = server.client().get(&path).header("content-type").to_owned();
        let wanted = match path.rsplit('.').next().unwrap() {
            "js" => "text/javascript",
            "wasm" => "application/wasm",
            "css" => "text/css",
            "svg" => "image/svg+xml",
            other => panic!("a file of an unknown kind: {other}"),
        };
        assert!(kind.starts_with(wanted), "{path}: {kind}");
    }
}

#[test]
fn files_are_kept_for_ever_and_the_shell_is_asked_for_again() {
    let server = Server::start();
    for path in assets(&server) {
        let caching = server.client().get(&path).header("cache-control").to_owned();
        assert!(caching.contains("immutable") && caching.contains("max-age=31536000"), "{path}: {caching}");
    }
    assert!(server.client().get("/").header("cache-control").contains("no-cache"));
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    let server = Server::start();
    for path in assets(&server).into_iter().chain(["/".to_owned()]) {
        let tag = server.client().get(&path).header("etag").to_owned();
        assert!(!tag.is_empty(), "{path}");
        let again = server.client().get_with(&path, &[("if-none-match", &tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}

#[test]
fn no_path_leads_out_of_the_page() {
    let server = Server::start();
    for path in ["/assets/nothing.js", "/assets/..%2fCargo.toml", "/assets/%2e%2e%2findex.html", "/assets/..%5cindex.html"] {
        let reply = server.client().get(path);
        assert_eq!(reply.status, 404, "{path}: {reply}");
    }
}

#[test]
fn every_page_is_the_same_shell_and_an_unknown_address_says_so() {
    let server = Server::start();
    let shell = server.client().get("/").body;
    for path in ["/datasets/x", "/dashboards/x", "/s/x"] {
        assert_eq!(server.client().get(path).body, shell, "{path}");
    }
    let unknown = server.client().get("/no/such/page");
    assert_eq!((unknown.status, unknown.body), (404, shell));
}
