//! A server that is told to stop.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use tests::ipc::Live;
use tests::jobs::{ended, job, long, noise, train, under_way};
use tests::raw::Raw;
use tests::server::{Server, until};
use tests::tus;

const CSV: &[u8] = b"n,t\n1,one\n2,two\n3,three\n4,four\n";

/// An upload of which a part is on its way: its path, the bytes that were sent, and the connection.
fn under_way_upload(server: &Server, sent: usize) -> (String, usize, Raw) {
    let path = tus::begin(&server.client(), "n.csv", CSV.len());
    let length = CSV.len().to_string();
    let headers = [("Host", server.address()), tus::VERSION, tus::PART, ("Upload-Offset", "0"), ("Content-Length", length.as_str())];
    let mut part = Raw::connect(server.address()).head(&format!("PATCH {path}"), &headers);
    assert!(part.send(&CSV[..sent]));
    (path, sent, part)
}

#[test]
fn a_server_that_is_told_to_stop_lets_nobody_in_ends_what_is_under_way_in_time_and_loses_none_of_it() {
    let mut server = Server::start();
    let client = server.client();
    let id = noise(&server, 20_000);
    let training = train(&client, &long(&id, 60));
    let training = training["job"].as_str().unwrap();
    under_way(&client, training);
    let uploads: Vec<_> = (1..6).map(|n| under_way_upload(&server, 5 * n)).collect();
    let bytes = |(path, ..): &(String, usize, Raw)| server.data().join("uploads").join(tus::id(path)).join("bytes");
    until("the parts have begun", || uploads.iter().all(|upload| bytes(upload).metadata().is_ok_and(|about| about.len() == upload.1 as u64)));
    let mut live: Vec<_> = (0..2).map(|_| Live::new(client.open(&format!("/api/datasets/{id}/live")))).collect();
    let mut reading: Vec<_> =
        (0..3).map(|_| Raw::connect(server.address()).head(&format!("GET /api/datasets/{id}/arrow"), &[("Host", server.address())])).collect();
    reading.iter_mut().for_each(|reader| drop(reader.read_some(100)));
    let began = Instant::now();
    tests::process::terminate(server.pid());
    until("nobody is let in", || TcpStream::connect(server.address()).is_err());
    assert!(live.iter_mut().all(|live| live.batch().is_none()), "a live reader hears of the end");
    assert!(reading.into_iter().all(|reader| reader.bytes().ends_with(b"\r\n0\r\n\r\n")), "who reads gets all of it");
    assert_eq!((server.wait(), began.elapsed() < Duration::from_secs(30)), (Some(0), true));
    let log = server.log();
    assert!(log.contains("told to stop") && log.trim_end().ends_with("stopped") && !log.contains("WARN"), "{log}");
    server.restart();
    let client = server.client();
    for (path, sent, _) in &uploads {
        assert_eq!(tus::offset(&client, path), *sent);
        assert_eq!(tus::send(&client, path, *sent, &CSV[*sent..], &[]).status, 204);
        assert_eq!(client.post(&format!("/api/datasets?upload={}", tus::id(path)), b"").expect(201)["rows"], 4);
    }
    assert_ne!(job(&client, training)["state"], "failed");
    let done = ended(&client, training);
    assert_eq!((done["state"].as_str(), done["attempts"].as_u64()), (Some("succeeded"), Some(1)), "{done}");
    server.expect_well();
}

#[test]
fn a_reader_who_never_reads_on_keeps_no_server_from_stopping() {
    let mut server = Server::start();
    let csv: String = (0..400_000_u64).fold("n\n".to_owned(), |csv, n| csv + &n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_string() + "\n");
    let id = server.upload("n.csv", csv.as_bytes()).id;
    let mut reader = Raw::connect(server.address()).head(&format!("GET /api/datasets/{id}/export?format=csv"), &[("Host", server.address())]);
    reader.read_some(1_000);
    let began = Instant::now();
    assert_eq!((server.stop(), began.elapsed() < Duration::from_secs(30)), (Some(0), true));
    assert!(server.log().contains("have not ended in time"), "{}", server.log());
    assert!(!reader.bytes().ends_with(b"\r\n0\r\n\r\n"), "what was cut off looks whole");
}
