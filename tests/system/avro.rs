//! Avro object container files: written by hand as the specification has it, and one that somebody else wrote.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_avro::compression::CompressionCodec;
use arrow_avro::writer::WriterBuilder;
use arrow_avro::writer::format::AvroOcfFormat;
use serde_json::{Value, json};
use shared::wire::dataset::Dataset;
use std::sync::Arc;
use tests::http::Reply;
use tests::jobs::{rows, texts};
use tests::server::Server;

const MARK: &[u8; 16] = b"sixteen bytes ..";

/// A number as seven bits a byte, the sign in the lowest bit.
fn long(value: i64) -> Vec<u8> {
    let mut bits = ((value << 1) ^ (value >> 63)).cast_unsigned();
    let mut bytes = Vec::new();
    while bits > 0x7F {
        bytes.push((bits & 0x7F) as u8 | 0x80);
        bits >>= 7;
    }
    bytes.push(bits as u8);
    bytes
}

/// Bytes or a text: a length, then these.
fn bytes(value: &[u8]) -> Vec<u8> {
    [long(value.len() as i64), value.to_vec()].concat()
}

fn header(schema: &str, codec: &str) -> Vec<u8> {
    let entries = [bytes(b"avro.schema"), bytes(schema.as_bytes()), bytes(b"avro.codec"), bytes(codec.as_bytes())];
    [b"Obj\x01".to_vec(), long(2), entries.concat(), long(0), MARK.to_vec()].concat()
}

fn block(count: i64, data: &[u8]) -> Vec<u8> {
    [long(count), bytes(data), MARK.to_vec()].concat()
}

fn record(fields: &Value) -> String {
    json!({ "type": "record", "name": "row", "fields": fields }).to_string()
}

/// A file of one column of numbers, in two blocks.
fn numbers() -> Vec<u8> {
    let schema = record(&json!([{ "name": "n", "type": "long" }]));
    [header(&schema, "null"), block(2, &[long(1), long(-2)].concat()), block(1, &long(i64::MAX))].concat()
}

fn send(server: &Server, file: &[u8]) -> Reply {
    server.client().post("/api/datasets?file_name=x.avro", file)
}

fn upload(server: &Server, file: &[u8]) -> (Dataset, RecordBatch) {
    let dataset = server.upload("x.avro", file);
    let rows = rows(&server.client(), &dataset.id);
    (dataset, rows)
}

#[test]
fn a_file_that_somebody_else_wrote_is_read_whole() {
    let server = Server::start();
    let (dataset, rows) = upload(&server, include_bytes!("../fixtures/avro/quickstop.avro"));
    assert_eq!((dataset.rows, dataset.import.format.as_str(), dataset.import.notices.len()), (6_001, "avro", 0));
    let columns: Vec<(&str, &str)> = dataset.columns.iter().map(|column| (column.name.as_str(), column.r#type.as_str())).collect();
    assert_eq!(columns, [("ID", "int64"), ("First", "string"), ("Last", "string"), ("Phone", "string"), ("Age", "int32")]);
    assert_eq!(rows.column(0).as_primitive::<Int64Type>().iter().flatten().sum::<i64>(), 18_009_001);
    assert_eq!(texts(&rows, "First")[0].as_deref(), Some("Dante"));
}

#[test]
fn every_type_is_read_exactly() {
    let logical = |of: &str, word: &str| json!({ "type": of, "logicalType": word });
    let fields = json!([
        { "name": "maybe", "type": ["null", "long"] },
        { "name": "truth", "type": "boolean" },
        { "name": "int", "type": "int" },
        { "name": "float", "type": "float" },
        { "name": "double", "type": "double" },
        { "name": "bytes", "type": "bytes" },
        { "name": "text", "type": "string" },
        { "name": "enum", "type": { "type": "enum", "name": "colour", "symbols": ["RED", "BLUE"] } },
        { "name": "fixed", "type": { "type": "fixed", "name": "three", "size": 3 } },
        { "name": "list", "type": { "type": "array", "items": "long" } },
        { "name": "map", "type": { "type": "map", "values": "long" } },
        { "name": "inner", "type": { "type": "record", "name": "inside", "fields": [{ "name": "a", "type": "string" }] } },
        { "name": "day", "type": logical("int", "date") },
        { "name": "time", "type": logical("int", "time-millis") },
        { "name": "instant", "type": logical("long", "timestamp-millis") },
        { "name": "fine", "type": logical("long", "timestamp-micros") },
        { "name": "local", "type": logical("long", "local-timestamp-micros") },
        { "name": "amount", "type": { "type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2 } },
        { "name": "uuid", "type": logical("string", "uuid") },
    ]);
    let row = [
        vec![0],
        vec![1],
        long(-7),
        1.5_f32.to_le_bytes().to_vec(),
        0.1_f64.to_le_bytes().to_vec(),
        bytes(&[0, 255]),
        bytes("007 你好".as_bytes()),
        long(1),
        b"abc".to_vec(),
        [long(2), long(1), long(9_007_199_254_740_993), long(0)].concat(),
        [long(1), bytes(b"k"), long(5), long(0)].concat(),
        bytes(b"deep"),
        long(19_846),
        long(3_723_004),
        long(1_714_737_600_123),
        long(-1),
        long(1_714_737_600_123_456),
        bytes(&(-12_345_i64).to_be_bytes()[5..]),
        bytes(b"123e4567-e89b-12d3-a456-426614174000"),
    ]
    .concat();
    let server = Server::start();
    let (dataset, rows) = upload(&server, &[header(&record(&fields), "null"), block(1, &row)].concat());
    let types: Vec<&str> = dataset.columns.iter().map(|column| column.r#type.as_str()).collect();
    let simple = [
        ("maybe", ""),
        ("truth", "true"),
        ("int", "-7"),
        ("float", "1.5"),
        ("double", "0.1"),
        ("text", "007 你好"),
        ("enum", "BLUE"),
        ("day", "2024-05-03"),
    ];
    let timed =
        [("time", "01:02:03.004"), ("local", "2024-05-03T12:00:00.123456"), ("amount", "-123.45"), ("uuid", "123e4567-e89b-12d3-a456-426614174000")];
    for (column, expected) in simple.into_iter().chain(timed) {
        assert_eq!(
            texts(&rows, column)[0].as_deref().unwrap_or_default().trim_end_matches("000"),
            expected.trim_end_matches("000"),
            "{column} of {types:?}"
        );
    }
    let instants = [("instant", "2024-05-03T12:00:00.123Z"), ("fine", "1969-12-31T23:59:59.999999Z")];
    for (column, expected) in instants {
        assert_eq!(texts(&rows, column)[0].as_deref(), Some(expected), "{types:?}");
    }
    assert_eq!(rows.column_by_name("bytes").unwrap().as_binary::<i32>().value(0), [0, 255]);
    assert_eq!(rows.column_by_name("fixed").unwrap().as_binary::<i32>().value(0), b"abc");
    assert_eq!(rows.column_by_name("list").unwrap().as_list::<i32>().value(0).as_primitive::<Int64Type>().values(), &[1, 9_007_199_254_740_993]);
    assert_eq!(rows.column_by_name("inner").unwrap().as_struct().column(0).as_string::<i32>().value(0), "deep");
    assert!(types.contains(&"timestamp(UTC)") && types.contains(&"decimal(20,2)"), "{types:?}");
}

#[test]
fn every_codec_is_taken_off() {
    let server = Server::start();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("n", Arc::new((0..5_000).collect::<Int64Array>())),
        ("word", Arc::new((0..5_000).map(|n| Some(format!("word {}", n % 10))).collect::<StringArray>())),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let codecs = [CompressionCodec::Deflate, CompressionCodec::Snappy, CompressionCodec::ZStandard, CompressionCodec::Bzip2, CompressionCodec::Xz];
    for codec in codecs.into_iter().map(Some).chain([None]) {
        let builder = WriterBuilder::new(batch.schema().as_ref().clone()).with_compression(codec);
        let mut writer = builder.build::<_, AvroOcfFormat>(Vec::new()).unwrap();
        writer.write(&batch).unwrap();
        writer.finish().unwrap();
        let (dataset, rows) = upload(&server, &writer.into_inner());
        assert_eq!(dataset.rows, 5_000, "{codec:?}");
        assert_eq!(rows.column(0).as_primitive::<Int64Type>().iter().flatten().sum::<i64>(), 12_497_500, "{codec:?}");
        assert_eq!(texts(&rows, "word")[4_999].as_deref(), Some("word 9"), "{codec:?}");
    }
}

#[test]
fn a_file_without_rows_has_its_columns() {
    let server = Server::start();
    let dataset = server.upload("x.avro", &header(&record(&json!([{ "name": "n", "type": "long" }])), "null"));
    assert_eq!((dataset.rows, dataset.columns[0].name.as_str()), (0, "n"));
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    let server = Server::start();
    let whole = numbers();
    assert_eq!(upload(&server, &whole).0.rows, 3);
    let between = whole.len() - block(1, &long(i64::MAX)).len();
    for end in (5..whole.len()).filter(|end| *end != between && *end != between - block(2, &[long(1), long(-2)].concat()).len()) {
        send(&server, &whole[..end]).expect_problem(422, "damaged_file");
    }
    server.expect_well();
}

#[test]
fn lies_of_a_file_are_its_error_and_nobody_elses() {
    let server = Server::start();
    let schema = record(&json!([{ "name": "n", "type": "long" }]));
    let with = |rest: Vec<u8>| [header(&schema, "null"), rest].concat();
    let mut other_mark = numbers();
    *other_mark.last_mut().unwrap() ^= 1;
    let huge = [long(1), long(i64::MAX), MARK.to_vec()].concat();
    let below_zero = [long(-1), long(1), vec![2], MARK.to_vec()].concat();
    let endless = [b"Obj\x01".to_vec(), long(i64::MAX), bytes(b"a"), bytes(b"b")].concat();
    let lists = record(&json!([{ "name": "n", "type": { "type": "array", "items": "null" } }]));
    let snappy = [header(&schema, "snappy"), block(1, &[0, 0])].concat();
    let files = [
        other_mark,
        with(huge),
        with(below_zero),
        with(vec![0xFF; 40]),
        with(block(5, &long(1))),
        with(block(1, &[0xFF; 12])),
        with(block(3, b"")),
        endless,
        snappy,
        [header(&lists, "null"), block(1, &[long(i64::MAX), long(0)].concat())].concat(),
        [header("{", "null"), block(1, &long(1))].concat(),
        [header("\"long\"", "lz5"), block(1, &long(1))].concat(),
        [header(&"[".repeat(100_000), "null"), block(1, &long(1))].concat(),
    ];
    for (nth, file) in files.iter().enumerate() {
        let reply = send(&server, file);
        assert!(reply.status == 422, "file {nth}: {reply}");
    }
    server.expect_well();
}

#[test]
fn a_block_of_more_rows_than_it_counts_is_left_and_not_read_for_ever() {
    let server = Server::start();
    let schema = record(&json!([{ "name": "n", "type": "long" }]));
    let file = [header(&schema, "null"), block(1, &[long(1), long(2)].concat())].concat();
    send(&server, &file).expect_problem(422, "damaged_file");
    server.expect_well();
}

#[test]
fn a_type_that_has_no_place_in_a_table_is_named() {
    let server = Server::start();
    let schema = record(&json!([{ "name": "either", "type": ["long", "string"] }]));
    let file = [header(&schema, "null"), block(1, &[long(0), long(1)].concat())].concat();
    assert_eq!(send(&server, &file).expect_problem(422, "unsupported_type")["params"]["column"], "either");
}
