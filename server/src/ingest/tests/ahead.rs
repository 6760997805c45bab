//! What a look at a file that arrives finds, and what an import makes of it.

use std::path::Path;

use super::import_request;
use crate::child::Work;
use crate::ingest::{Ahead, Growing, LookAhead, ParseLimits};

const CSV: &str = "title\n\nid,name,day\n007,é,2024-01-02\n8,\"a\nb\",2024-01-03\n";

/// Looks at `bytes`, of which `here` are there for good.
fn look(bytes: &[u8], here: &str) -> Option<Ahead> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| Path::join(folder.path(), name);
    std::fs::write(path("bytes"), bytes).unwrap();
    std::fs::write(path("offset"), here).unwrap();
    let file = Growing { bytes: path("bytes"), offset: path("offset"), length_bytes: bytes.len() as u64 };
    LookAhead { file, limits: ParseLimits::default() }.run(&mut |_| {}).ok().flatten()
}

fn look_at(bytes: &[u8]) -> Option<Ahead> {
    look(bytes, &bytes.len().to_string())
}

#[test]
fn an_import_reads_by_what_was_found() {
    let ahead = look_at(CSV.as_bytes()).unwrap();
    let by_itself = import_request("a.csv", CSV.as_bytes(), |_| {}).unwrap();
    let ahead_of_it = import_request("a.csv", CSV.as_bytes(), |request| request.ahead = Some(Box::new(ahead))).unwrap();
    assert_eq!(ahead_of_it.parsed.import, by_itself.parsed.import);
    assert_eq!((ahead_of_it.columns(), ahead_of_it.rows()), (by_itself.columns(), by_itself.rows()));
    assert_eq!(by_itself.columns(), "id:string name:string day:date");
    // It is not looked at again: what was found of another file doesn't fit this one.
    let other = look_at(b"id,name,day\n1,a,2\n").unwrap();
    assert!(import_request("a.csv", CSV.as_bytes(), |request| request.ahead = Some(Box::new(other))).is_err());
}

#[test]
fn nothing_is_found_of_what_is_no_delimited_text_in_utf_8() {
    let utf16: Vec<u8> = "a,b\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in
        [b"\xEF\xBB\xBFa,b\n1,2\n".as_slice(), b"{\"a\":1}\n", b"a,b\n\xFF,2\n", b"a,b\n1,\xE5\x8C", b"PAR1 and more", b"\x1F\x8B\x08 packed", &utf16]
    {
        assert!(look_at(bytes).is_none(), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn an_offset_that_is_no_number_ends_the_look() {
    assert!(look(b"a,b\n1,2\n", "many").is_none());
}
