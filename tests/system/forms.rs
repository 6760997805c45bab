//! Files in forms: `multipart/form-data`, as browsers and `curl -F` send them.

use serde_json::{Value, json};
use tests::http::Reply;
use tests::process::held_bytes;
use tests::raw::{Raw, ask};
use tests::server::{Server, until};

const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=edge");

/// A part of this name, with further headers.
fn part(name: &str, headers: &str, content: &str) -> String {
    format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{headers}\r\n\r\n{content}\r\n")
}

fn file(content: &str) -> String {
    part("file", "; filename=\"a.csv\"", content)
}

fn form(parts: &[String]) -> String {
    parts.concat() + "--edge--\r\n"
}

fn send(server: &Server, kind: (&str, &str), form: &str) -> Reply {
    server.client().send("POST", "/api/datasets", &[kind], Some(form.as_bytes()))
}

/// Refused with these words, and nothing is left of it.
#[track_caller]
fn refused(server: &Server, form: &str, field: &str, words: &str) {
    let before = server.files().len();
    let problem = ask(server.address(), "POST /api/datasets", &[FORM], form.as_bytes()).expect_problem(400, "invalid_request");
    assert_eq!(problem["params"]["field"], field, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    until("nothing is left", || server.files().len() == before);
    assert!(server.dataset_names().is_empty());
}

#[test]
fn a_form_of_two_files_is_refused_with_what_to_do_and_nothing_of_it_is_kept() {
    let server = Server::start();
    refused(&server, &form(&[file("a\n1\n"), file("b\n2\n")]), "file", "each in a request of its own");
    refused(&server, &form(&[file("a\n1\n"), part("x", "", "y"), file("b\n2\n")]), "file", "several files");
    server.expect_well();
}

#[test]
fn a_dataset_stays_as_it_is_where_two_files_would_replace_it() {
    let server = Server::start();
    let id = server.upload("a.csv", b"a\n1\n").id;
    let two = form(&[file("b\n2\n"), file("c\n3\n")]);
    server.client().send("PUT", &format!("/api/datasets/{id}/rows"), &[FORM], Some(two.as_bytes())).expect_problem(400, "invalid_request");
    let dataset = server.client().get(&format!("/api/datasets/{id}")).expect(200);
    assert_eq!((&dataset["version"], &dataset["columns"][0]["name"]), (&json!(0), &json!("a")));
}

#[test]
fn a_form_that_is_none_is_refused_with_the_reason() {
    let server = Server::start();
    let nameless = "--edge\r\nContent-Disposition: form-data\r\n\r\na\n1\n\r\n".to_owned();
    let bare = "--edge\r\n\r\na\n1\n\r\n".to_owned();
    let inner = "--in\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na\n1\n\r\n--in--\r\n";
    refused(&server, &form(&[nameless, file("a\n1\n")]), "body", "no name");
    refused(&server, &form(&[bare, file("a\n1\n")]), "body", "no name");
    refused(&server, &form(&[part("file", "\r\nContent-Type: Multipart/Mixed; boundary=in", inner)]), "body", "a form itself");
    refused(&server, &form(&[part("other", "", "a\n1\n")]), "file", "`file`");
    refused(&server, "no boundary at all", "body", "can't be read");
    refused(&server, &form(&[part("other", "", &"x".repeat(2 << 20)), file("a\n1\n")]), "body", "1048576 bytes");
    server.expect_well();
}

#[test]
fn just_32_parts_and_16_kib_of_headers_are_taken_and_no_more() {
    let server = Server::start();
    let others = |count: usize| (0..count).map(|n| part(&format!("x{n}"), "", "y")).collect::<Vec<_>>();
    let parts = |count: usize| form(&[others(count - 1), vec![file("a\n1\n")]].concat());
    refused(&server, &parts(33), "body", "32 parts");
    refused(&server, &parts(10_000), "body", "32 parts");
    // Beside the header: its name, and name and value of the disposition.
    let beside = "X-Long".len() + "Content-Disposition".len() + "form-data; name=\"file\"".len();
    let headed = |bytes: usize| form(&[part("file", &format!("\r\nX-Long: {}", "h".repeat(bytes - beside)), "a\n1\n")]);
    refused(&server, &headed((16 << 10) + 1), "body", "16384 bytes");
    refused(&server, &headed(1 << 20), "body", "headers of a part");
    for taken in [parts(32), headed(16 << 10)] {
        assert_eq!(send(&server, FORM, &taken).expect(201)["rows"], 1);
    }
}

#[test]
fn headers_without_end_take_no_memory() {
    let server = Server::start();
    let before = held_bytes(server.pid());
    for beginning in ["--edge\r\nX: ", ""] {
        let headers = [("Host", server.address()), ("Content-Type", FORM.1), ("Transfer-Encoding", "chunked")];
        let mut endless = Raw::connect(server.address()).head("POST /api/datasets", &headers);
        endless.send_chunk(beginning.as_bytes());
        let piece = vec![b'h'; 1 << 20];
        // Until it is refused: 200 MB at most.
        let sent = (0..200).take_while(|_| endless.send_chunk(&piece)).count();
        assert!(sent < 100, "{sent} MB were taken");
        let grown = held_bytes(server.pid()).saturating_sub(before);
        assert!(grown < 16 << 20, "the server grew by {grown} bytes");
    }
    server.expect_well();
}

#[test]
fn a_form_without_its_end_is_not_taken_for_whole() {
    let server = Server::start();
    let before = server.files().len();
    send(&server, FORM, &file(&"a\n".repeat(100))[..200]).expect_problem(408, "upload_interrupted");
    // The file is whole, the form is not: another file may have followed.
    let reply = send(&server, FORM, &file("a\n1\n"));
    assert!(matches!(reply.status, 400 | 408), "{reply}");
    until("nothing is left", || server.files().len() == before);
    assert!(server.dataset_names().is_empty());
}

#[test]
fn a_form_is_known_by_its_type_however_that_is_spelt() {
    let server = Server::start();
    let whole = form(&[part("note", "", "not for the table"), file("a,b\n1,x\n2,y\n")]);
    assert_eq!(send(&server, ("content-type", "Multipart/Form-Data; boundary=edge"), &whole).expect(201)["rows"], 2);
    send(&server, ("content-type", "multipart/mixed; boundary=edge"), &whole).expect_problem(400, "invalid_request");
    let id = server.upload("a.csv", b"a,b\n1,x\n").id;
    for path in ["/api/datasets/preview?file_name=a.csv".to_owned(), format!("/api/datasets/{id}/rows")] {
        let problem: Value = server.client().send("POST", &path, &[FORM], Some(whole.as_bytes())).expect_problem(400, "invalid_request");
        assert_eq!(problem["params"]["field"], "Content-Type", "{path}");
    }
}
