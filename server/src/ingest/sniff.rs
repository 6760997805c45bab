//! Which format a file has: by its bytes, never by its ending.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::wire::dataset::Notice;

use super::encoding::head_text;
use super::magic::{is_binary, known_other};
use super::{IngestError, json};

/// First bytes that are looked at.
pub(super) const HEAD_BYTES: u64 = 64 << 10;
/// The largest schema message that an Arrow stream may begin with.
const SCHEMA_BYTES: usize = 256 << 20;

/// A format that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// Delimited text.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// JSON over any lines: an array of objects, an object of arrays, objects.
    Json,
    /// A workbook of Excel's or of OpenDocument.
    Excel,
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow IPC with a footer.
    ArrowFile,
    /// Apache Arrow IPC without a footer.
    ArrowStream,
    /// An object container file of Apache Avro.
    Avro,
    /// An archive of pictures, a row each.
    Pictures,
    /// An archive of texts, a row each.
    Texts,
}

impl Format {
    /// The contract's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
            Format::Json => "json",
            Format::Excel => "excel",
            Format::Parquet => "parquet",
            Format::ArrowFile => "arrow_file",
            Format::ArrowStream => "arrow_stream",
            Format::Avro => "avro",
            Format::Pictures => "pictures",
            Format::Texts => "texts",
        }
    }

    /// Endings that files of this format have.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Csv => &["csv", "tsv", "tab", "psv", "txt", "dat", "log"],
            Format::Json => &["json", "geojson", "txt"],
            Format::Ndjson => &["ndjson", "jsonl", "json", "txt", "log"],
            Format::Excel => &["xlsx", "xlsm", "xls", "xlsb", "ods"],
            Format::Parquet => &["parquet", "pq", "parq"],
            Format::ArrowFile | Format::ArrowStream => &["arrow", "arrows", "feather", "ipc", "arrow_file", "stream"],
            Format::Avro => &["avro"],
            Format::Pictures | Format::Texts => &["zip"],
        }
    }
}

/// Endings that name a format of their own.
const TELLING: &[&str] = &[
    "csv", "tsv", "psv", "ndjson", "jsonl", "json", "parquet", "pq", "parq", "arrow", "arrows", "feather", "ipc", "jpg", "jpeg", "png", "gif", "pdf",
    "xlsx", "xlsm", "xlsb", "xls", "ods", "zip", "gz", "zst", "html", "xml", "sqlite", "db", "avro", "orc",
];

/// Whether a file is named as a table.
pub(super) fn is_table_name(file_name: &str) -> bool {
    let ending = ending(file_name).unwrap_or_default();
    let formats = [Format::Csv, Format::Json, Format::Ndjson, Format::Excel, Format::Parquet, Format::ArrowFile, Format::Avro];
    formats.iter().any(|format| ending != "txt" && format.endings().contains(&ending.as_str()))
}

/// Whether the first bytes of the file at `path` are text that is read line by line, so that its beginning can be read without its end.
pub(crate) fn begins_as_text(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(matches!(format(&head, ""), Ok(Format::Csv | Format::Ndjson)))
}

/// The format of a file that begins with `head`.
///
/// # Errors
/// `EmptyFile`, `UnknownFormat`.
pub(super) fn format(head: &[u8], file_name: &str) -> Result<Format, IngestError> {
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"ARROW1") {
        return Ok(Format::ArrowFile);
    }
    if head.starts_with(b"Obj\x01") {
        return Ok(Format::Avro);
    }
    if begins_arrow_stream(head) {
        return Ok(Format::ArrowStream);
    }
    // What is still packed here is a workbook, old or new.
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Format::Excel);
    }
    if let Some(format) = known_other(head) {
        return Err(IngestError::UnknownFormat { format: format.to_owned() });
    }
    text_format(head, file_name)
}

fn text_format(head: &[u8], file_name: &str) -> Result<Format, IngestError> {
    let text = head_text(head);
    if matches!(text, Cow::Borrowed(_)) && is_binary(&text) {
        return Err(IngestError::UnknownFormat { format: "binary".to_owned() });
    }
    let text = text.trim_ascii_start();
    let ending = ending(file_name).unwrap_or_default();
    let is_csv_name = matches!(ending.as_str(), "csv" | "tsv" | "psv");
    let is_json_name = matches!(ending.as_str(), "json" | "ndjson" | "jsonl");
    match text.first() {
        None if head.len() < HEAD_BYTES as usize => Err(IngestError::EmptyFile),
        Some(b'{') if !is_csv_name || begins_json_object(text) => Ok(object_format(text, &ending)),
        Some(b'[') if is_json_name || begins_json_array(text) => Ok(Format::Json),
        // Text formats have no magic bytes. A single line could be a CSV header, but not in a file that is named as JSON.
        _ if is_json_name && !text.trim_ascii_end().contains(&b'\n') => Ok(Format::Ndjson),
        _ => Ok(Format::Csv),
    }
}

/// Whether a text that begins with an object has one a line. A line alone can be either, so that the ending tells.
fn object_format(text: &[u8], ending: &str) -> Format {
    let (first, rest) = text.split_at(text.iter().position(|b| *b == b'\n').unwrap_or(text.len()));
    let is_line = json::is_value(first);
    match ending {
        "ndjson" | "jsonl" => Format::Ndjson,
        "json" if rest.trim_ascii().is_empty() => Format::Json,
        // Of a first line beyond the head nothing is known.
        _ if is_line || rest.is_empty() => Format::Ndjson,
        _ => Format::Json,
    }
}

/// `{` and a quoted key, or `{}`.
fn begins_json_object(text: &[u8]) -> bool {
    matches!(text[1..].trim_ascii_start().first(), Some(b'"' | b'}'))
}

/// `[` and a value; a CSV header like `[id],[name]` goes on with a letter instead.
fn begins_json_array(text: &[u8]) -> bool {
    matches!(text[1..].trim_ascii_start().first(), None | Some(b'{' | b'[' | b'"' | b']' | b'-' | b'0'..=b'9'))
}

/// A continuation marker and a sane length; or, as before Arrow 0.15, the length of a schema message and that message.
/// <https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format>
fn begins_arrow_stream(head: &[u8]) -> bool {
    let Some((&first, rest)) = head.split_first_chunk::<4>() else { return false };
    let length = |bytes: &[u8; 4]| usize::try_from(i32::from_le_bytes(*bytes)).unwrap_or(0);
    // A marker settles it: no text begins so, and a broken stream should be called one.
    if first == [0xFF; 4] {
        return rest.first_chunk::<4>().is_some_and(|bytes| (1..=SCHEMA_BYTES).contains(&length(bytes)));
    }
    rest.get(..length(&first)).is_some_and(|message| arrow_ipc::root_as_message(message).is_ok_and(|m| m.header_as_schema().is_some()))
}

/// A notice if the ending of `file_name` names another format than `format`.
pub(super) fn other_format(format: Format, file_name: &str) -> Option<Notice> {
    let ending = ending(file_name)?;
    let other = TELLING.contains(&ending.as_str()) && !format.endings().contains(&ending.as_str());
    other.then_some(Notice::OtherFormat { ending })
}

/// The ending in lower case, without the dot.
fn ending(file_name: &str) -> Option<String> {
    file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(head: &[u8], file_name: &str, expected: &str) {
        let found = match format(head, file_name) {
            Ok(format) => format.word().to_owned(),
            Err(IngestError::UnknownFormat { format }) => format!("unknown:{format}"),
            Err(error) => format!("{:?}", error.code()),
        };
        assert_eq!(found, expected, "{file_name} {:?}", String::from_utf8_lossy(head));
    }

    #[test]
    fn bytes_name_the_format_and_the_ending_does_not() {
        check(b"PAR1....", "x.csv", "parquet");
        check(b"ARROW1\0\0", "x.csv", "arrow_file");
        check(b"Obj\x01\x04", "x.csv", "avro");
        check(b"Object,name\n", "x.csv", "csv");
        check(b"\xFF\xFF\xFF\xFF\x78\0\0\0\x10\0\0\0", "x", "arrow_stream");
        check(b"  {\"a\":1}\n", "x.txt", "ndjson");
        check(b"\xEF\xBB\xBF{\"a\":1}\n", "x.csv", "ndjson");
        check(b"{id},{name}\n1,2\n", "x.csv", "csv");
        check(b"a,b\n1,2\n", "x.parquet", "csv");
        check(b"[id],[name]\n1,2\n", "x.csv", "csv");
        check(b"a,b\n1,2\n", "x.json", "csv");
        check(b"abc", "x.json", "ndjson");
        check(b"[{\"a\":1}]", "x.txt", "json");
        check(b"{\n \"a\": 1}\n", "x.txt", "json");
        check(b"{\"a\":[1,2]}", "x.json", "json");
        check(b"{\"a\":[1,2]}", "x.jsonl", "ndjson");
        check(b"{\"a\":1}\n{\"a\":2}\n", "x.json", "ndjson");
        check(b"ID3,name\n1,2\n", "x.csv", "csv");
        check(b"ORCHARD,trees\nA,2\n", "x.csv", "csv");
        check(b"a\0,\0b\0\n\0", "x.csv", "csv");
        check(b"\xFF\xFE[\0{\0\"\0a\0\"\0:\x001\0}\0]\0", "x.json", "json");
        check(b"\0{\0\"\0a\0\"\0:\x001\0}\0\n", "x.txt", "ndjson");
    }

    #[test]
    fn other_formats_are_named() {
        check(b"\xFF\xD8\xFF\xE0\0\x10JFIF", "x.csv", "unknown:jpeg");
        check(b"\x89PNG\r\n\x1A\n", "x.csv", "unknown:png");
        check(b"%PDF-1.7", "x.csv", "unknown:pdf");
        check(b"PK\x03\x04\x14\0", "x.xlsx", "excel");
        check(b"\x1F\x8B\x08", "x.csv.gz", "unknown:gzip");
        check(b"\n <!DOCTYPE html>", "x.csv", "unknown:html");
        check(b"SQLite format 3\0", "x.db", "unknown:sqlite");
        check(&[0; 600], "x.csv", "unknown:binary");
    }

    #[test]
    fn white_space_is_an_empty_file() {
        check(b"", "x.csv", "EmptyFile");
        check(b" \r\n\t\n", "x.csv", "EmptyFile");
        check(b"\xEF\xBB\xBF", "x.csv", "EmptyFile");
    }

    #[test]
    fn an_ending_of_another_format_is_noticed() {
        let notice = |format, name| other_format(format, name).map(|n| if let Notice::OtherFormat { ending } = n { ending } else { String::new() });
        assert_eq!(notice(Format::Parquet, "x.CSV").as_deref(), Some("csv"));
        assert_eq!(notice(Format::Csv, "x.jpg").as_deref(), Some("jpg"));
        assert_eq!(notice(Format::Csv, "x.csv"), None);
        assert_eq!(notice(Format::Csv, "no ending"), None);
        assert_eq!(notice(Format::Csv, "v1.2"), None);
    }
}
