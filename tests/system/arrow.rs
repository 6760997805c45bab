//! `GET /api/datasets/{id}/arrow`, read by arrow's own stream reader.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type};
use arrow_array::{Array, Int64Array, RecordBatch};
use arrow_cast::cast;
use arrow_ipc::reader::StreamReader;
use arrow_schema::DataType;
use arrow_select::concat::concat_batches;
use serde_json::json;
use shared::wire::coded::Coded;
use tests::flights;
use tests::http::encode;
use tests::server::Server;

/// The end of every whole stream: a continuation and no length.
const END_MARKER: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

struct Stored {
    server: Server,
    path: String,
}

/// A server that holds all flights.
fn stored() -> Stored {
    let server = Server::start();
    let id = server.upload("flights.parquet", &std::fs::read(flights::path()).unwrap()).id;
    Stored { server, path: format!("/api/datasets/{id}/arrow") }
}

impl Stored {
    #[track_caller]
    fn batches(&self, query: &str) -> Vec<RecordBatch> {
        let reply = self.server.client().get(&format!("{}?{query}", self.path));
        assert_eq!(reply.status, 200, "{reply}");
        assert_eq!(reply.header("content-type"), "application/vnd.apache.arrow.stream");
        assert!(reply.body.ends_with(&END_MARKER));
        let reader = StreamReader::try_new(reply.body.as_slice(), None).unwrap();
        reader.map(Result::unwrap).collect()
    }
}

/// The batches as one, texts as plain strings.
fn joined(batches: &[RecordBatch]) -> RecordBatch {
    let all = concat_batches(&batches[0].schema(), batches).unwrap();
    let plain = |column: &Arc<dyn Array>| match column.data_type() {
        DataType::Dictionary(_, values) => cast(column, values).unwrap(),
        _ => Arc::clone(column),
    };
    let schema = all.schema();
    let columns = schema.fields().iter().zip(all.columns()).map(|(field, column)| (field.name().clone(), plain(column), true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

#[track_caller]
fn expect_same(ours: &RecordBatch, theirs: &RecordBatch) {
    assert_eq!(ours.num_rows(), theirs.num_rows());
    for (field, column) in theirs.schema().fields().iter().zip(theirs.columns()) {
        let ours = ours.column_by_name(field.name()).unwrap_or_else(|| panic!("no column {}", field.name()));
        assert!(cast(ours, field.data_type()).unwrap().as_ref() == column.as_ref(), "{} differs", field.name());
    }
}

#[test]
fn the_stream_holds_every_value_in_order() {
    let stored = stored();
    let batches = stored.batches("");
    assert!(batches.len() > 2, "rows leave in batches");
    expect_same(&joined(&batches), flights::table());
}

#[test]
fn texts_are_dictionary_encoded() {
    let stored = stored();
    let batches = stored.batches("column=carrier&column=tailnum");
    for field in batches[0].schema().fields() {
        assert!(matches!(field.data_type(), DataType::Dictionary(..)), "{field}");
    }
}

/// The batches as one, the values of codes for codes.
fn decoded(batches: &[RecordBatch]) -> RecordBatch {
    joined(&batches.iter().map(values).collect::<Vec<_>>())
}

fn values(batch: &RecordBatch) -> RecordBatch {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, column)| {
        let Some(coded) = Coded::of(field) else { return (field.name(), Arc::clone(column), true) };
        let codes = cast(column, &DataType::Int64).unwrap();
        let ticks: Int64Array = codes.as_primitive::<Int64Type>().unary(|code| coded.least + code * coded.step);
        let values = match coded.data_type {
            DataType::Decimal128(precision, scale) => {
                Arc::new(ticks.unary::<_, Decimal128Type>(i128::from).with_precision_and_scale(precision, scale).unwrap()) as Arc<dyn Array>
            }
            other => cast(&ticks, &other).unwrap(),
        };
        (field.name(), values, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

#[test]
fn a_reader_that_knows_codes_gets_the_same_values_in_less_than_half_the_bytes() {
    let stored = stored();
    let (plain, coded) = (stored.batches(""), stored.batches("form=codes"));
    let of_reader = |batches: &[RecordBatch]| batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>();
    assert_eq!(of_reader(&plain), of_reader(&coded), "batches line up");
    expect_same(&decoded(&coded), flights::table());
    let length = |query: &str| stored.server.client().get(&format!("{}{query}", stored.path)).body.len();
    assert!(length("?form=codes") * 2 < length(""), "{} of {} bytes", length("?form=codes"), length(""));
}

#[test]
fn codes_are_right_before_and_after_rows_that_lie_far_away() {
    let server = Server::start();
    let id = server.upload("some.csv", b"n,price,at,day\n1,0.50,2026-01-01T00:00:00Z,2026-01-01\n,,,\n200,9.75,2026-01-02T00:00:00Z,2026-02-01\n").id;
    let stored = Stored { path: format!("/api/datasets/{id}/arrow"), server };
    let same = |version: u64, bits: usize| {
        let coded = stored.batches(&format!("form=codes&version={version}"));
        expect_same(&decoded(&coded), &joined(&stored.batches(&format!("version={version}"))));
        assert_eq!(coded[0].column(0).data_type().primitive_width(), Some(bits / 8), "version {version}");
    };
    same(0, 8);
    let far = b"n,price,at,day\n-70000,-1000000.25,1999-12-31T23:59:59.5Z,1900-01-01\n";
    let reply = stored.server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(far));
    assert_eq!(reply.status, 200, "{reply}");
    same(0, 8);
    same(1, 32);
    let farthest = format!("n,price,at,day\n{},1.00,2262-01-01T00:00:00Z,9999-12-31\n", i64::MIN);
    let reply = stored.server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(farthest.as_bytes()));
    assert_eq!(reply.status, 200, "{reply}");
    same(2, 64);
    same(0, 8);
}

#[test]
fn codes_of_an_earlier_version_are_right_after_all_rows_were_replaced() {
    let server = Server::start();
    let id = server.upload("some.csv", b"1000000,a\n-70000,b\n5,c\n").id;
    let again = server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({ "preamble": 2 }));
    assert_eq!(again.expect(200)["rows"], 1);
    let stored = Stored { path: format!("/api/datasets/{id}/arrow"), server };
    for version in [0, 1] {
        let coded = stored.batches(&format!("form=codes&version={version}"));
        expect_same(&decoded(&coded), &joined(&stored.batches(&format!("version={version}"))));
    }
}

#[test]
fn columns_come_in_the_order_asked_for_by_either_way_of_asking() {
    let stored = stored();
    for query in ["column=distance&column=carrier", "columns=distance,carrier"] {
        let batch = joined(&stored.batches(query));
        let schema = batch.schema();
        let names: Vec<&String> = schema.fields().iter().map(|field| field.name()).collect();
        assert_eq!(names, ["distance", "carrier"]);
        expect_same(&batch, &flights::table().project(&[9, 1]).unwrap());
    }
}

#[test]
fn parts_split_the_rows_disjointly_and_completely() {
    let stored = stored();
    for count in [1, 2, 3, 8] {
        let parts: Vec<RecordBatch> =
            (0..count).map(|part| joined(&stored.batches(&format!("column=departure&column=tailnum&part={part}/{count}")))).collect();
        let smallest = parts.iter().map(RecordBatch::num_rows).min().unwrap();
        assert!(smallest * count * 2 > flights::ROWS as usize, "part of {smallest} rows of {count}");
        expect_same(&concat_batches(&parts[0].schema(), &parts).unwrap(), &flights::table().project(&[0, 3]).unwrap());
    }
}

#[test]
fn two_requests_for_one_part_have_their_rows_in_the_same_batches() {
    let stored = stored();
    let sizes = |query: &str| stored.batches(query).iter().map(RecordBatch::num_rows).collect::<Vec<_>>();
    assert_eq!(sizes("column=carrier&part=1/2"), sizes("column=departure&column=tailnum&column=flight&part=1/2"));
}

#[test]
fn a_small_table_in_many_parts_has_empty_ones() {
    let server = Server::start();
    let id = server.upload("two.csv", b"a,b\n1,x\n2,y\n").id;
    let stored = Stored { server, path: format!("/api/datasets/{id}/arrow") };
    let rows = (0..5).map(|part| stored.batches(&format!("part={part}/5")).iter().map(RecordBatch::num_rows).sum::<usize>());
    assert_eq!(rows.sum::<usize>(), 2);
}

#[test]
fn the_same_bytes_need_not_be_sent_twice() {
    let stored = stored();
    let path = format!("{}?column=carrier", stored.path);
    let first = stored.server.client().get(&path);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    let again = stored.server.client().get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(stored.server.client().get(&path).body, first.body);
    let other = stored.server.client().get_with(&format!("{}?column=origin", stored.path), &[("if-none-match", &tag)]);
    assert_eq!(other.status, 200);
}

#[test]
fn a_question_that_makes_no_sense_is_a_problem() {
    let server = Server::start();
    let id = server.upload("two.csv", b"a,b\n1,x\n2,y\n").id;
    for query in [
        "column=c",
        "columns=a,c",
        "columns=a,a",
        "column=a&column=b&column=a",
        "part=2/2",
        "part=1",
        "part=a/b",
        "part=0/0",
        "form=plain",
        "version=x",
        "version=-1",
        "colum=a",
    ] {
        let reply = server.client().get(&format!("/api/datasets/{id}/arrow?{query}"));
        reply.expect_problem(400, "invalid_request");
    }
    server.client().get(&format!("/api/datasets/{id}/arrow?version=7")).expect_problem(404, "not_found");
    server.expect_well();
}

#[test]
fn a_column_of_any_name_can_be_asked_for() {
    let server = Server::start();
    let id = server.upload("odd.csv", "\"a,b\",\"x&y=z\",\"é🙂\"\n1,2,3\n4,5,6\n".as_bytes()).id;
    let stored = Stored { server, path: format!("/api/datasets/{id}/arrow") };
    for name in ["a,b", "x&y=z", "é🙂"] {
        let batch = joined(&stored.batches(&format!("column={}", encode(name))));
        assert_eq!((batch.schema().field(0).name().as_str(), batch.num_rows()), (name, 2));
    }
}
