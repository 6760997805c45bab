#![allow(clippy::unwrap_used)]
use super::super::tests::{check, import_bytes, import_limited, refuse};
use super::super::{IngestError, ParseLimits};

fn reads(text: &str, columns: &str, rows: &[&str]) {
    check("x.ndjson", text.as_bytes(), columns, rows);
}

#[test]
fn a_key_is_a_column_and_a_missing_key_is_null() {
    reads("{\"a\":1,\"b\":\"x\"}\n\n{\"b\":null,\"c\":true}\r\n", "a:int64 b:string c:bool", &["1|x|∅", "∅|∅|true"]);
    reads("\u{FEFF}{\"a\":1}", "a:int64", &["1"]);
    reads("{\"a\":null}\n", "a:string", &["∅"]);
}

#[test]
fn numbers_keep_their_digits() {
    reads("{\"a\":1}\n{\"a\":2.5}\n", "a:float64", &["1.0", "2.5"]);
    reads("{\"a\":9223372036854775807}\n", "a:int64", &["9223372036854775807"]);
    reads("{\"a\":9223372036854775808}\n{\"a\":1}\n", "a:string", &["9223372036854775808", "1"]);
    reads("{\"a\":9007199254740993}\n{\"a\":0.5}\n", "a:string", &["9007199254740993", "0.5"]);
    reads("{\"a\":0.1234567890123456789}\n", "a:string", &["0.1234567890123456789"]);
    reads("{\"a\":0.30000000000000004}\n", "a:float64", &["0.30000000000000004"]);
    reads("{\"a\":1e400}\n", "a:string", &["1e400"]);
}

#[test]
fn numbers_that_are_written_with_all_their_digits_are_decimals() {
    reads("{\"a\":12.50}\n{\"a\":-0.07}\n{\"a\":null}\n{\"b\":1}\n", "a:decimal(18,2) b:int64", &["12.50|∅", "-0.07|∅", "∅|∅", "∅|1"]);
    check("x.json", b"[{\"a\":1234567890123.450},{\"a\":0.001}]", "a:decimal(18,3)", &["1234567890123.450", "0.001"]);
    // As floats are written: in as few digits as they need, a whole one with a zero.
    reads("{\"a\":12.55}\n{\"a\":0.07}\n", "a:float64", &["12.55", "0.07"]);
    reads("{\"a\":12.50}\n{\"a\":12.5}\n", "a:float64", &["12.5", "12.5"]);
    reads("{\"a\":12.50}\n{\"a\":10}\n", "a:float64", &["12.5", "10.0"]);
    reads("{\"a\":5.0}\n{\"a\":10.0}\n", "a:float64", &["5.0", "10.0"]);
    reads("{\"a\":[12.50],\"b\":{\"c\":1.50}}\n", "a:list<float64> b:struct<c: float64>", &["[12.5]|{c: 1.5}"]);
}

#[test]
fn mixed_scalars_become_text() {
    reads("{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":true}\n", "a:string", &["1", "x", "true"]);
}

#[test]
fn strings_stay_strings_unless_all_of_them_are_dates() {
    reads("{\"a\":\"5\",\"b\":\"true\"}\n", "a:string b:string", &["5|true"]);
    reads("{\"d\":\"2024-01-01\"}\n{\"d\":null}\n", "d:date", &["2024-01-01", "∅"]);
    reads("{\"d\":\"2024-01-01T00:00:00.5Z\"}\n", "d:timestamp(UTC)", &["2024-01-01T00:00:00.500Z"]);
    reads("{\"d\":\"2024-01-01\"}\n{\"d\":\"\"}\n", "d:string", &["2024-01-01", ""]);
}

#[test]
fn objects_and_arrays_nest() {
    reads("{\"a\":{\"b\":1,\"c d\":[\"x\",null]}}\n{\"a\":null}\n", "a:struct<b: int64, c d: list<string>>", &["{b: 1, c d: [x, ∅]}", "∅"]);
    reads("{\"a\":[]}\n{\"a\":[1.5]}\n", "a:list<float64>", &["[]", "[1.5]"]);
}

#[test]
fn objects_mixed_with_other_values_become_json_text() {
    reads("{\"a\":{\"b\": 1},\"k\":\"é\\n\"}\n{\"a\":\"x\"}\n{\"a\":[1, {}]}\n", "a:string k:string", &["{\"b\": 1}|é\n", "x|∅", "[1, {}]|∅"]);
    reads("{\"a\":{}}\n", "a:string", &["{}"]);
    reads("{\"a\":[1,[2]]}\n", "a:string", &["[1,[2]]"]);
}

#[test]
fn hostile_keys_are_names() {
    reads("{\"__proto__\":1,\"A\":2,\"a\":3,\"\":4,\"\\u0000\":5}\n", "__proto__:int64 A:int64 a_2:int64 column_4:int64 \0:int64", &["1|2|3|4|5"]);
}

#[test]
fn a_line_that_is_no_object_is_named() {
    let refused = |text: &str, line, reason: &str| {
        let error = import_bytes("x.ndjson", text.as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(error, IngestError::InvalidJsonLine { line, reason: reason.to_owned() }, "{text}");
    };
    refused("{\"a\":1}\n{\"a\":}\n", 2, "expected value in column 6");
    let lone = import_bytes("x.ndjson", b"{\"a\":1}\n\n[1]\n").map(|_| ()).unwrap_err();
    assert_eq!(lone, IngestError::NotATable { row: 3, found: "array".to_owned() });
    refused("{\"a\":1}{\"a\":2}\n", 1, "trailing characters in column 8");
    refused("{\"a\":\"\\ud800\"}\n", 1, "unexpected end of hex escape");
    refused("{\"a\":1,}\n", 1, "trailing comma in column 8");
    refuse(
        "x.ndjson",
        b"{\"a\":01}\n",
        "Line 1 is not a JSON object (invalid number in column 7); a table is made of objects, one a line or in an array.",
    );
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{{\"a\":{}1{}}}\n", "[".repeat(depth), "]".repeat(depth));
    assert!(import_bytes("x.ndjson", nested(39).as_bytes()).is_ok());
    for depth in [40, 100_000] {
        let error = import_bytes("x.ndjson", nested(depth).as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(error, IngestError::InvalidJsonLine { line: 1, reason: "it is nested deeper than 40".to_owned() });
    }
}

#[test]
fn lines_and_keys_are_bounded() {
    let limits = ParseLimits { record_bytes: 50, columns: 3, ..ParseLimits::default() };
    let refused = |text: String| import_limited("x.ndjson", text.as_bytes(), limits).map(|_| ()).unwrap_err();
    assert_eq!(refused(format!("{{\"a\":1}}\n{{\"a\":\"{}\"}}\n", "x".repeat(60))), IngestError::RecordTooLong { line: 2, limit: 50 });
    assert_eq!(refused("{\"a\":1,\"b\":{\"c\":1}}\n{\"d\":1}\n".to_owned()), IngestError::TooManyColumns { columns: 4, limit: 3 });
    let broken = import_bytes("x.ndjson", b"{\"a\":1}\n{\"a\":\"\x81\"}\n").map(|_| ()).unwrap_err();
    assert_eq!(broken, IngestError::UnknownEncoding { offset: 14 });
}

#[test]
fn an_array_of_objects_is_rows_over_any_lines() {
    let rows = ["1|9007199254740993", "2|∅"];
    check("x.json", b"[{\"a\":1,\"b\":9007199254740993},{\"a\":2}]", "a:int64 b:int64", &rows);
    check("x.json", b"\xEF\xBB\xBF [\n {\n  \"a\": 1,\r\n  \"b\": 9007199254740993\n },\n {\"a\": 2}\n]\n", "a:int64 b:int64", &rows);
    check("x.json", b"[{\"t\":\"a\\nb\",\"n\":0.1234567890123456789}]", "t:string n:string", &["a\nb|0.1234567890123456789"]);
}

#[test]
fn an_array_of_objects_may_be_the_only_entry_of_an_object() {
    check("x.json", b"{\"data\": [{\"a\": 1}, {\"a\": 2}]}", "a:int64", &["1", "2"]);
    check("x.json", b"{\"data\": [{\"a\": 1}], \"page\": 1}", "data:list<struct<a: int64>> page:int64", &["[{a: 1}]|1"]);
}

#[test]
fn an_object_of_arrays_is_columns_and_a_line_of_ndjson_is_a_row() {
    check("x.json", b"{\"id\": [\"007\", \"010\"],\n \"n\": [1, null]}", "id:string n:int64", &["007|1", "010|∅"]);
    check("x.jsonl", b"{\"id\":[1,2]}\n", "id:list<int64>", &["[1, 2]"]);
}

#[test]
fn objects_over_several_lines_are_rows() {
    check("x.json", b"{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", "a:int64", &["1", "2"]);
    check("x.json", b"{\n \"a\": {\"b\": [1]},\n \"c\": 2\n}\n", "a:struct<b: list<int64>> c:int64", &["{b: [1]}|2"]);
}

#[test]
fn json_may_be_in_another_encoding_than_utf8() {
    let text = "[{\"城市\":\"北京市\",\"n\":1},{\"城市\":\"一二三\",\"n\":2}]";
    let utf16 = |order: fn(u16) -> [u8; 2], mark: &str| format!("{mark}{text}").encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for mark in ["", "\u{FEFF}"] {
        check("x.json", &utf16(u16::to_le_bytes, mark), "城市:string n:int64", &["北京市|1", "一二三|2"]);
        check("x.json", &utf16(u16::to_be_bytes, mark), "城市:string n:int64", &["北京市|1", "一二三|2"]);
    }
    let latin = import_bytes("x.ndjson", b"{\"ville\":\"Orl\xE9ans\"}\n{\"ville\":\"B\xE9ziers\"}\n").unwrap();
    assert_eq!(latin.parsed.import.encoding.as_deref(), Some("windows-1252"));
}

#[test]
fn json_that_is_no_table_is_refused_with_the_place() {
    refuse("x.json", b"[{\"a\":1},", "The JSON file is damaged or cut off (EOF while parsing a value at line 1 column 9); write or send it again.");
    let odd = "This is JSON but not a table: row 2 is no object (number); a table is an array of objects, or one a line.";
    refuse("x.json", b"[{\"a\":1}, 2]", odd);
    let unequal =
        "The JSON file is damaged or cut off (the column \"b\" has 1 values, the first one has 2 at line 1 column 19); write or send it again.";
    refuse("x.json", b"{\"a\":[1,2],\"b\":[1]}\n", unequal);
}

#[test]
fn characters_of_every_plane_are_what_their_escapes_say_in_keys_and_values() {
    let text = r#"{"\ud840\udc00":"\ud840\udc00","l":["\ud869\uded6"],"m":[1,{"a":"\ud840\udc00"}]}"#;
    reads(text, "\u{20000}:string l:list<string> m:string", &["\u{20000}|[\u{2A6D6}]|[1,{\"a\":\"\\ud840\\udc00\"}]"]);
}
