//! Uploads that go on where they stopped: tus 1.0.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use tests::chance::Chance;
use tests::process::children;
use tests::raw::Raw;
use tests::server::{Options, Server, until};
use tests::{flights, tus};

const CSV: &[u8] = "name,n\né,1\nb,2\n".as_bytes();

fn sha256(bytes: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(Sha256::digest(bytes)))
}

fn make(server: &Server, path: &str, options: &str) -> tests::http::Reply {
    server.client().post(&format!("/api/datasets?upload={}{options}", tus::id(path)), b"")
}

/// Begins to send a part and leaves after `bytes` of it.
fn cut(server: &Server, path: &str, offset: usize, part: &[u8], bytes: usize) {
    let (length, offset) = (part.len().to_string(), offset.to_string());
    let headers = [("Host", server.address()), tus::VERSION, tus::PART, ("Upload-Offset", &offset), ("Content-Length", &length)];
    let mut request = Raw::connect(server.address()).head(&format!("PATCH {path}"), &headers);
    assert!(request.send(&part[..bytes]));
}

#[test]
fn a_file_sent_in_parts_is_the_dataset_that_it_is_sent_whole() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "names.csv", CSV.len());
    for (at, part) in [(0, &CSV[..8]), (8, &CSV[8..9]), (9, &CSV[9..])] {
        let reply = tus::send(&client, &path, at, part, &[]);
        assert_eq!((reply.status, reply.header("upload-offset")), (204, (at + part.len()).to_string().as_str()), "{reply}");
    }
    let dataset = make(&server, &path, "").expect(201);
    assert_eq!((&dataset["name"], &dataset["rows"], &dataset["source"]["file_name"]), (&"names".into(), &2.into(), &"names.csv".into()));
    let whole = server.upload("names.csv", CSV);
    assert_eq!(dataset["columns"], serde_json::to_value(whole.columns).unwrap());
}

#[test]
fn what_is_spoken_of_tus_is_told() {
    let reply = Server::with(Options { max_upload_bytes: Some(77), ..Options::default() }).client().send("OPTIONS", "/api/uploads", &[], None);
    assert_eq!(reply.status, 204);
    for (header, told) in [
        ("tus-resumable", "1.0.0"),
        ("tus-version", "1.0.0"),
        ("tus-extension", "creation,checksum,termination,expiration"),
        ("tus-checksum-algorithm", "sha1,sha256"),
        ("tus-max-size", "77"),
    ] {
        assert_eq!(reply.header(header), told, "{reply}");
    }
}

#[test]
fn an_upload_tells_where_it_stands_and_until_when_it_is_kept() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "名字 a.csv", CSV.len());
    tus::send(&client, &path, 0, &CSV[..4], &[]);
    let reply = client.send("HEAD", &path, &[tus::VERSION], None);
    assert_eq!((reply.header("upload-offset"), reply.header("upload-length")), ("4", CSV.len().to_string().as_str()));
    assert!(reply.header("upload-expires").ends_with(" GMT"), "{reply}");
    let list = client.get("/api/uploads").expect(200);
    assert_eq!((&list[0]["file_name"], &list[0]["modified"]), (&"名字 a.csv".into(), &"1700000000000".into()));
    assert_eq!((&list[0]["offset_bytes"], &list[0]["is_active"]), (&4.into(), &false.into()));
}

#[test]
fn a_part_that_begins_elsewhere_changes_nothing() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    tus::send(&client, &path, 0, &CSV[..4], &[]);
    for offset in [0, 3, 5, CSV.len()] {
        let problem = tus::send(&client, &path, offset, &CSV[4..], &[]).expect_problem(409, "offset_mismatch");
        assert_eq!(problem["params"]["offset"], "4");
    }
    assert_eq!(tus::offset(&client, &path), 4);
}

#[test]
fn bytes_that_differ_from_their_checksum_are_thrown_away() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    let wrong = tus::send(&client, &path, 0, &CSV[..4], &[("upload-checksum", &sha256(b"other"))]);
    wrong.expect_problem(460, "checksum_mismatch");
    assert_eq!(tus::offset(&client, &path), 0);
    assert_eq!(tus::send(&client, &path, 0, CSV, &[("upload-checksum", &sha256(CSV))]).status, 204);
    assert_eq!(make(&server, &path, "").expect(201)["rows"], 2);
}

#[test]
fn of_a_broken_connection_the_bytes_count_unless_they_have_a_checksum() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    cut(&server, &path, 0, CSV, 6);
    // Asked of the list: who asks for the offset itself takes the turn of a sender whose bytes may still be on their way.
    until("the six bytes count", || client.get("/api/uploads").expect(200)[0]["offset_bytes"] == 6);
    let rest = &CSV[6..];
    let headers = [
        ("Host", server.address()),
        tus::VERSION,
        tus::PART,
        ("Upload-Offset", "6"),
        ("Content-Length", &rest.len().to_string()),
        ("Upload-Checksum", &sha256(rest)),
    ];
    let mut request = Raw::connect(server.address()).head(&format!("PATCH {path}"), &headers);
    assert!(request.send(&rest[..3]));
    // A sender whose bytes come later than ours would take our turn, so it must have come and gone before we send.
    let is_active = || client.get("/api/uploads").expect(200)[0]["is_active"] == true;
    until("it is sending", is_active);
    drop(request);
    until("it is gone", || !is_active());
    assert_eq!(tus::offset(&client, &path), 6);
    assert_eq!(tus::send(&client, &path, 6, rest, &[]).status, 204);
    assert_eq!(make(&server, &path, "").expect(201)["rows"], 2);
}

#[test]
fn who_comes_back_need_not_wait_for_a_connection_that_is_dead() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    let headers = [("Host", server.address()), tus::VERSION, tus::PART, ("Upload-Offset", "0"), ("Content-Length", &CSV.len().to_string())];
    let mut silent = Raw::connect(server.address()).head(&format!("PATCH {path}"), &headers);
    assert!(silent.send(&CSV[..5]));
    until("somebody is sending", || client.get("/api/uploads").expect(200)[0]["is_active"] == true);
    // Who asks ends the other's turn, so what it brings must be there before.
    let is_here = |(name, bytes): &(String, u64)| name.contains(tus::id(&path)) && name.ends_with("/bytes") && *bytes == 5;
    until("the first bytes are here", || server.files().iter().any(is_here));
    assert_eq!(tus::offset(&client, &path), 5);
    assert_eq!(tus::send(&client, &path, 5, &CSV[5..], &[]).status, 204);
    silent.reply().expect_problem(408, "upload_interrupted");
}

#[test]
fn an_upload_that_is_given_up_leaves_nothing() {
    let server = Server::start();
    let before = server.files().len();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    tus::send(&client, &path, 0, &CSV[..5], &[]);
    assert_eq!(client.send("DELETE", &path, &[tus::VERSION], None).status, 204);
    assert_eq!(server.files().len(), before);
    assert_eq!(client.send("HEAD", &path, &[tus::VERSION], None).status, 404);
    tus::send(&client, &path, 5, &CSV[5..], &[]).expect_problem(404, "not_found");
    make(&server, &path, "").expect_problem(404, "not_found");
}

#[test]
fn an_upload_that_nobody_goes_on_with_expires() {
    let options = Options { environment: vec![("SIGHTLINE_UPLOAD_EXPIRY_SECS".into(), "1".into())], ..Options::default() };
    let server = Server::with(options);
    let before = server.files().len();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    tus::send(&client, &path, 0, &CSV[..5], &[]);
    until("its bytes are gone", || server.files().len() == before);
    assert!([404, 410].contains(&tus::send(&client, &path, 5, &CSV[5..], &[]).status));
    assert_eq!(client.get("/api/uploads").expect(200).as_array().unwrap().len(), 0);
}

#[test]
fn a_file_that_is_too_large_is_refused_before_a_byte_of_it_is_sent() {
    let server = Server::with(Options { max_upload_bytes: Some(1_000), ..Options::default() });
    let client = server.client();
    assert_eq!(tus::create(&client, "a.csv", 1_001).expect_problem(413, "payload_too_large")["params"]["limit"], "1000");
    assert_eq!(tus::create(&client, "a.csv", 1_000).status, 201);
}

#[test]
fn unfinished_uploads_take_no_more_room_together_than_a_setting_says() {
    let options = Options { environment: vec![("SIGHTLINE_MAX_PENDING_BYTES".into(), "100".into())], ..Options::default() };
    let server = Server::with(options);
    let client = server.client();
    let path = tus::begin(&client, "names.csv", CSV.len());
    let left = 100 - CSV.len();
    assert_eq!(tus::create(&client, "b.csv", left).status, 201);
    let problem = tus::create(&client, "c.csv", 1).expect_problem(413, "payload_too_large");
    assert_eq!((&problem["params"]["limit"], &problem["params"]["pending_limit"]), (&"0".into(), &"100".into()));
    assert!(problem["detail"].as_str().unwrap().contains("SIGHTLINE_MAX_PENDING_BYTES"), "{problem}");
    tus::send(&client, &path, 0, CSV, &[]);
    tus::create(&client, "c.csv", 1).expect_problem(413, "payload_too_large");
    make(&server, &path, "").expect(201);
    assert_eq!(tus::create(&client, "c.csv", CSV.len()).status, 201, "what became a dataset leaves its room");
    assert_eq!(server.upload("d.csv", b"a\n1\n").rows, 1, "a file that is sent whole needs none");
}

#[test]
fn what_is_no_upload_is_refused_by_field() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    let post = |headers: &[(&str, &str)]| client.send("POST", "/api/uploads", headers, Some(b""));
    let refused = [
        (post(&[tus::VERSION]), 400, "invalid_request", "Upload-Length"),
        (post(&[tus::VERSION, ("upload-length", "-1")]), 400, "invalid_request", "Upload-Length"),
        (post(&[tus::VERSION, ("upload-length", "5"), ("upload-metadata", "filename !!")]), 400, "invalid_request", "Upload-Metadata"),
        (tus::send(&client, &path, 0, CSV, &[("upload-checksum", "md5 YWJj")]), 400, "invalid_request", "Upload-Checksum"),
        (client.send("PATCH", &path, &[tus::VERSION, tus::PART], Some(CSV)), 400, "invalid_request", "Upload-Offset"),
    ];
    for (reply, status, code, field) in refused {
        assert_eq!(reply.expect_problem(status, code)["params"]["field"], field);
    }
    tus::send(&client, &path, 0, &[CSV, b"more"].concat(), &[]).expect_problem(400, "invalid_request");
    post(&[("upload-length", "5")]).expect_problem(412, "unknown_tus_version");
    let plain = [tus::VERSION, ("upload-offset", "0"), ("content-type", "text/csv")];
    client.send("PATCH", &path, &plain, Some(CSV)).expect_problem(415, "unknown_format");
    server.client().send("HEAD", "/api/uploads/none", &[tus::VERSION], None);
    server.client().post("/api/datasets?upload=../../etc", b"").expect_problem(404, "not_found");
    server.expect_well();
}

#[test]
fn a_part_of_a_file_makes_no_dataset() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    tus::send(&client, &path, 0, &CSV[..5], &[]);
    let problem = make(&server, &path, "").expect_problem(409, "upload_incomplete");
    assert_eq!((&problem["params"]["offset"], &problem["params"]["length"]), (&"5".into(), &CSV.len().to_string().into()));
    assert!(server.dataset_names().is_empty());
}

#[test]
fn an_upload_is_one_dataset_however_often_it_is_asked_for() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    tus::send(&client, &path, 0, CSV, &[]);
    let first = make(&server, &path, "").expect(201);
    let again = make(&server, &path, "").expect(201);
    assert_eq!((&first["id"], first["id"].as_str()), (&again["id"], Some(tus::id(&path))));
    assert_eq!(server.dataset_names().len(), 1);
    assert_eq!(client.get("/api/uploads").expect(200).as_array().unwrap().len(), 0);
}

#[test]
fn a_file_that_can_t_be_read_so_can_be_read_with_other_choices() {
    let server = Server::start();
    let client = server.client();
    let ragged = b"a;b\n1;2\nx;3\n";
    let path = tus::begin(&client, "a.csv", ragged.len());
    tus::send(&client, &path, 0, ragged, &[]);
    make(&server, &path, "&options=%7B%22columns%22%3A%7B%22nowhere%22%3A%7B%22type%22%3A%22int64%22%7D%7D%7D")
        .expect_problem(422, "column_mismatch");
    let preview = client.post(&format!("/api/datasets/preview?upload={}", tus::id(&path)), b"").expect(200);
    assert_eq!(preview["columns"][0]["type"], "string");
    let chosen = "&options=%7B%22columns%22%3A%7B%22a%22%3A%7B%22type%22%3A%22int64%22%7D%7D%7D";
    assert_eq!(make(&server, &path, chosen).expect(201)["import"]["rejected_cells"], 1);
}

#[test]
fn a_file_is_looked_at_while_it_arrives() {
    let server = Server::start();
    let client = server.client();
    let path = tus::begin(&client, "a.csv", CSV.len());
    let preview = format!("/api/datasets/preview?upload={}", tus::id(&path));
    client.post(&preview, b"").expect_problem(409, "upload_incomplete");
    // Cut within a character of two bytes.
    tus::send(&client, &path, 0, &CSV[..8], &[]);
    assert_eq!(client.post(&preview, b"").expect(200)["rows_read"], 0);
    tus::send(&client, &path, 8, &CSV[8..], &[]);
    let told = client.post(&preview, b"").expect(200);
    assert_eq!((&told["rows_read"], &told["rows"][0][0]), (&2.into(), &"é".into()));
}

#[test]
fn an_import_that_the_server_s_end_breaks_off_is_asked_for_again() {
    let mut server = Server::start();
    let csv = flights::csv(&flights::first(150_000));
    let path = tus::begin(&server.client(), "flights.csv", csv.len());
    assert_eq!(tus::send(&server.client(), &path, 0, &csv, &[]).status, 204);
    let headers = [("Host", server.address()), ("Content-Length", "0")];
    let _request = Raw::connect(server.address()).head(&format!("POST /api/datasets?upload={}", tus::id(&path)), &headers);
    until("the file is being read", || !children(server.pid()).is_empty());
    server.kill9();
    server.restart();
    assert!(server.dataset_names().is_empty());
    assert_eq!(make(&server, &path, "").expect(201)["rows"], 150_000);
}

/// The bytes of one part: no two parts, and no two pages of one, are the same.
fn part_of(turn: usize) -> Vec<u8> {
    let mut part = vec![0; PART];
    for (at, page) in part.chunks_mut(4_096).enumerate() {
        page[..8].copy_from_slice(&(turn << 32 | at).to_le_bytes());
    }
    part
}

const PART: usize = 64 << 20;

#[test]
fn two_gigabytes_cut_ten_times_at_random_arrive_as_they_were_sent() {
    const PARTS: usize = 32;
    let mut server = Server::start();
    let mut chance = Chance::told();
    let cuts = chance.several(10, PARTS);
    let path = tus::begin(&server.client(), "large.bin", PARTS * PART);
    for turn in 0..PARTS {
        let (part, at) = (part_of(turn), turn * PART);
        if cuts.contains(&turn) {
            // Somewhere in the part the connection breaks, and now and then the server ends with it.
            cut(&server, &path, at, &part, chance.below(PART));
            if chance.below(2) == 0 {
                server.kill9();
                server.restart();
            }
        }
        let stands = tus::offset(&server.client(), &path);
        assert!((at..at + PART).contains(&stands), "{stands} of {at}");
        let reply = tus::send(&server.client(), &path, stands, &part[stands - at..], &[]);
        assert_eq!((reply.status, reply.header("upload-offset")), (204, (at + PART).to_string().as_str()), "{reply}");
    }
    let mut arrived = std::fs::File::open(server.data().join("uploads").join(tus::id(&path)).join("bytes")).unwrap();
    let mut there = vec![0; PART];
    for turn in 0..PARTS {
        arrived.read_exact(&mut there).unwrap();
        assert!(there == part_of(turn), "part {turn}");
    }
    assert_eq!(arrived.read(&mut there).unwrap(), 0);
    assert_eq!(server.client().send("DELETE", &path, &[tus::VERSION], None).status, 204);
}
