//! What a look at a file that arrives finds, and what an import makes of it.

use std::path::Path;

use super::import_request;
use crate::child::Work;
use crate::ingest::{Ahead, Growing, LookAhead, ParseLimits};

const CSV: &str = "title\n\nid,name,day\n007,é,2024-01-02\n8,\"a\nb\",2024-01-03\n";

/// Looks at `bytes`, of which `here` are there for good.
fn look(file_name: &str, bytes: &[u8], here: &str) -> Option<Ahead> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| Path::join(folder.path(), name);
    std::fs::write(path("bytes"), bytes).unwrap();
    std::fs::write(path("offset"), here).unwrap();
    let file = Growing { bytes: path("bytes"), offset: path("offset"), length_bytes: bytes.len() as u64 };
    LookAhead { file, file_name: file_name.to_owned(), limits: ParseLimits::default() }.run(&mut |_| {}).ok().flatten()
}

fn look_at(file_name: &str, bytes: &[u8]) -> Option<Ahead> {
    look(file_name, bytes, &bytes.len().to_string())
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

/// That an import comes to the same by what was found of a file while it arrived.
fn check(file_name: &str, bytes: &[u8], columns: &str) {
    let ahead = look_at(file_name, bytes).unwrap_or_else(|| panic!("nothing was found of {}", String::from_utf8_lossy(bytes)));
    let by_itself = import_request(file_name, bytes, |_| {}).unwrap();
    let ahead_of_it = import_request(file_name, bytes, |request| request.ahead = Some(Box::new(ahead))).unwrap();
    assert_eq!(ahead_of_it.parsed.import, by_itself.parsed.import);
    assert_eq!((ahead_of_it.columns(), ahead_of_it.rows()), (by_itself.columns(), by_itself.rows()));
    assert_eq!(by_itself.columns(), columns);
}

#[test]
fn an_import_reads_by_what_was_found() {
    check("a.csv", CSV.as_bytes(), "id:string name:string day:date");
    // It is not looked at again: what was found of another file doesn't fit this one.
    let other = look_at("a.csv", b"id,name,day\n1,a,2\n").unwrap();
    assert!(import_request("a.csv", CSV.as_bytes(), |request| request.ahead = Some(Box::new(other))).is_err());
}

#[test]
fn other_encodings_are_looked_at_as_they_are() {
    let chinese = "城市,人口\n北京市朝阳区,1\n上海市浦东新区,2\n";
    for bytes in [
        format!("\u{FEFF}{chinese}").into_bytes(),
        utf16(&format!("\u{FEFF}{chinese}"), u16::to_le_bytes),
        utf16(chinese, u16::to_be_bytes),
        encoding_rs::GBK.encode(chinese).0.into_owned(),
    ] {
        check("a.csv", &bytes, "城市:string 人口:int64");
    }
    check("a.csv", b"ville,n\nOrl\xE9ans,1\nB\xE9ziers,2\n", "ville:string n:int64");
}

#[test]
fn lines_of_json_are_looked_at_too() {
    let lines = "{\"a\":1,\"d\":\"2024-01-02\"}\n{\"a\":2.5,\"m\":[1,{}]}\n{\"m\":\"x\"}\n";
    check("a.ndjson", lines.as_bytes(), "a:float64 d:date m:string");
    check("a.json", &utf16(lines, u16::to_le_bytes), "a:float64 d:date m:string");
    let other = look_at("a.ndjson", b"{\"b\":1}\n").unwrap();
    let read = import_request("a.ndjson", lines.as_bytes(), |request| request.ahead = Some(Box::new(other))).unwrap();
    assert_eq!(read.columns(), "b:int64", "it is not looked at again");
}

#[test]
fn nothing_is_found_of_what_is_no_text_that_is_read_from_its_start_to_its_end() {
    let files = [b"[{\"a\":1}]".as_slice(), b"{\"a\":\n1}\n", b"PAR1 and more", b"\x1F\x8B\x08 packed", b"a,b\n1,2,3\n", b"{\"a\":1}\n2\n", b""];
    for bytes in files {
        assert!(look_at("a", bytes).is_none(), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn nothing_is_found_of_a_text_that_ends_in_another_encoding_than_it_began_in() {
    let line = encoding_rs::GBK.encode("北京市朝阳区的名字,1\n").0.into_owned();
    let chinese = line.repeat((1 << 20) / line.len() + 1);
    let utf8 = "Orléans,1\n".repeat(1 << 17);
    // A character of four bytes, which GBK has not; one byte that is no UTF-8; half a character of UTF-16.
    let ends: [(&[u8], &[u8]); 3] =
        [(&chinese, b"\x81\x30\x81\x34,2\n"), (utf8.as_bytes(), b"\xE9,2\n"), (&utf16("a,b\n1,2\n", u16::to_le_bytes), b"\n")];
    for (text, end) in ends {
        assert!(look_at("a.csv", text).is_some());
        assert!(look_at("a.csv", &[text, end].concat()).is_none());
    }
}

#[test]
fn an_offset_that_is_no_number_ends_the_look() {
    assert!(look("a.csv", b"a,b\n1,2\n", "many").is_none());
}
