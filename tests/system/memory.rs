//! Data flows through; it doesn't pile up.

use std::io::Read;

use tests::flights;
use tests::process::held_bytes;
use tests::server::{Server, until};

/// Times that the flights are repeated: 1,347,104 rows, some 130 MB as a stream.
const TIMES: usize = 4;

const MEGABYTE: u64 = 1_000_000;

#[test]
fn the_first_bytes_leave_before_the_last_are_read_and_a_slow_reader_costs_no_memory() {
    let server = Server::start();
    let id = server.upload("flights.parquet", &flights::parquet_repeated(flights::table(), TIMES)).id;
    let path = format!("/api/datasets/{id}/arrow");
    let length = std::io::copy(&mut server.client().open(&path), &mut std::io::sink()).unwrap();
    assert!(length > 60 * MEGABYTE, "{length}");
    let before = held_bytes(server.pid());
    let mut readers: Vec<_> = (0..4).map(|_| server.client().open(&path)).collect();
    for reader in &mut readers {
        reader.read_exact(&mut [0; 100_000]).unwrap();
    }
    let grown = held_bytes(server.pid()).saturating_sub(before);
    assert!(grown < length, "four readers that stopped early cost {grown} bytes, one stream has {length}");
    let mut rest = Vec::new();
    readers.remove(0).read_to_end(&mut rest).unwrap();
    assert_eq!(rest.len() as u64 + 100_000, length);
}

#[test]
fn a_reader_who_leaves_in_the_middle_leaves_nothing_behind() {
    let server = Server::start();
    let id = server.upload("flights.parquet", &std::fs::read(flights::path()).unwrap()).id;
    let open_files = || std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap().count();
    let before = open_files();
    for _ in 0..20 {
        let mut stream = server.client().open(&format!("/api/datasets/{id}/arrow"));
        stream.read_exact(&mut [0; 10_000]).unwrap();
    }
    until("files and connections are closed", || open_files() <= before + 2);
    server.expect_well();
}

#[test]
fn an_upload_is_never_held_in_memory() {
    let server = Server::start();
    let before = held_bytes(server.pid());
    let line = "1234567,some text that repeats,2013-01-01\n".repeat(1_000);
    let body = std::io::Cursor::new(b"a,b,c\n".to_vec()).chain(Repeat { bytes: line.into_bytes(), left: 2_000, at: 0 });
    let highest = std::sync::atomic::AtomicU64::new(0);
    std::thread::scope(|scope| {
        let upload = scope.spawn(|| server.client().post_chunked("/api/datasets?file_name=big.txt&name=big", body).unwrap());
        while !upload.is_finished() {
            highest.fetch_max(held_bytes(server.pid()), std::sync::atomic::Ordering::Relaxed);
            std::thread::park_timeout(std::time::Duration::from_millis(5));
        }
        assert_eq!(upload.join().unwrap().expect(201)["rows"], 2_000_000);
    });
    let grown = highest.into_inner().saturating_sub(before);
    assert!(grown < 20 * MEGABYTE, "the server grew by {grown} bytes for a file of {}", 2_000 * 42_000);
}

/// The same bytes, over and over.
struct Repeat {
    bytes: Vec<u8>,
    left: usize,
    at: usize,
}

impl Read for Repeat {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let read = (&self.bytes[self.at..]).read(buffer)?;
        self.at += read;
        if self.at == self.bytes.len() {
            (self.at, self.left) = (0, self.left - 1);
        }
        Ok(read)
    }
}
