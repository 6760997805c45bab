//! Tables: how wide, how deep, how many cells, how long a name and a row.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use serde_json::{Value, json};
use tests::server::Server;
use tests::workbook::{Sheet, number, row, text, xlsx};
use tests::{flights, ipc};

use super::{answer, refused};

const COLUMNS: usize = 5_000;
const NAME: usize = 1 << 10;
const RECORD: usize = 16 << 20;
const LEVELS: usize = 40;
const CELLS: usize = 20_000_000;

fn name(at: usize) -> String {
    format!("c{at}")
}

fn wide(columns: usize) -> RecordBatch {
    RecordBatch::try_from_iter((0..columns).map(|at| (name(at), Arc::new(Int64Array::from(vec![at as i64])) as ArrayRef))).unwrap()
}

fn object(columns: usize) -> String {
    Value::from_iter((0..columns).map(|at| (name(at), at))).to_string()
}

/// A file of one row of that many columns.
type Wide = (&'static str, fn(usize) -> Vec<u8>);

const WIDE: [Wide; 5] = [
    ("w.json", |columns| format!("[{}]", object(columns)).into_bytes()),
    ("w.ndjson", |columns| object(columns).into_bytes()),
    ("w.arrow", |columns| ipc::stream(&wide(columns))),
    ("w.parquet", |columns| flights::parquet(&wide(columns))),
    ("w.xlsx", |columns| {
        let cells = |of: &dyn Fn(usize) -> String| (0..columns).map(of).collect::<Vec<_>>();
        let rows = row(1, &cells(&|at| text(&name(at)))) + &row(2, &cells(&|at| number(at as f64, 0)));
        xlsx(&[Sheet { name: "s", rows: &rows, ..Sheet::default() }])
    }),
];

#[test]
fn a_table_of_5_000_columns_is_taken_in_every_format_and_none_of_one_more() {
    let server = Server::start();
    for (file_name, file) in WIDE {
        refused(&server, file_name, &file(COLUMNS + 1), "too_many_columns", "5000");
        let id = server.upload(file_name, &file(COLUMNS)).id;
        let row = ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body).remove(0);
        assert_eq!(row.as_object().unwrap().len(), COLUMNS, "{file_name}");
        assert!((0..COLUMNS).all(|at| row[name(at)] == at), "{file_name}");
    }
    server.expect_well();
}

#[test]
fn a_name_of_a_kibibyte_is_kept_and_a_longer_one_cut_with_a_notice() {
    let server = Server::start();
    let named = |name: &str| server.upload("a.csv", format!("{name},b\n1,2\n").as_bytes());
    let (longest, longer) = ("n".repeat(NAME), "n".repeat(NAME + 1));
    let kept = named(&longest);
    assert_eq!((&kept.columns[0].name, kept.import.notices.len()), (&longest, 0));
    let cut = named(&longer);
    assert!(longer.starts_with(&cut.columns[0].name) && cut.columns[0].name.len() <= NAME, "{}", cut.columns[0].name.len());
    assert_eq!(serde_json::to_value(&cut.import.notices[0]).unwrap()["kind"], "renamed");
}

#[test]
fn an_object_of_16_mib_is_a_row_and_none_is_longer() {
    let server = Server::start();
    let object = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
    for (file_name, around) in [("a.ndjson", ["", "\n"]), ("b.json", ["[", "]"])] {
        let file = |bytes: usize| around.join(object(bytes).as_str()).into_bytes();
        refused(&server, file_name, &file(RECORD + 1), "record_too_long", "16777216");
        server.upload(file_name, &file(RECORD));
        assert_eq!(answer(&server, &format!("SELECT length(a) FROM {}", &file_name[..1])), json!([RECORD - 8]));
    }
}

#[test]
fn an_array_of_json_is_nested_as_deep_as_lines_are() {
    let server = Server::start();
    let file = |levels: usize| format!("[{}7{}]", "{\"a\":".repeat(levels), "}".repeat(levels)).into_bytes();
    refused(&server, "a.json", &file(LEVELS + 1), "damaged_file", "40");
    let id = server.upload("a.json", &file(LEVELS)).id;
    let row = ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body).remove(0);
    assert_eq!((0..LEVELS).fold(&row, |value, _| &value["a"]), 7, "{row}");
}

#[test]
fn a_sheet_of_20_million_cells_is_read_and_none_of_a_row_more() {
    let server = Server::start();
    let columns = 2_000;
    let corners = |first: String, last: String| [vec![first], vec![String::new(); columns - 2], vec![last]].concat();
    let book = |rows: usize| {
        let cells = row(1, &corners(text("p"), text("q"))) + &row(rows, &corners(number(1.0, 0), number(2.0, 0)));
        xlsx(&[Sheet { name: "s", rows: &cells, ..Sheet::default() }])
    };
    let most = CELLS / columns;
    refused(&server, "a.xlsx", &book(most + 1), "too_complex", "20000000 cells");
    assert_eq!(server.upload("a.xlsx", &book(most)).rows, most as u64 - 1);
    assert_eq!(answer(&server, "SELECT count(*), sum(p), sum(q) FROM a"), json!([most - 1, 1, 2]));
    server.expect_well();
}

/// The batches of a dataset's stream: their rows, and the bytes of the texts in them.
fn batches(server: &Server, id: &str) -> Vec<(usize, usize)> {
    let stream = server.client().get(&format!("/api/datasets/{id}/arrow")).body;
    let batches = StreamReader::try_new(stream.as_slice(), None).unwrap().map(Result::unwrap);
    let bytes = |batch: &RecordBatch| batch.column(0).as_string_opt::<i32>().map_or(0, |texts| texts.values().len());
    batches.map(|batch| (batch.num_rows(), bytes(&batch))).collect()
}

#[test]
fn a_batch_of_a_stream_has_65_536_rows_at_most() {
    let server = Server::start();
    let of = |rows: i64| {
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
        let id = server.upload("n.arrow", &ipc::stream(&RecordBatch::try_from_iter([("n", numbers)]).unwrap())).id;
        batches(&server, &id).iter().map(|(rows, _)| *rows).collect::<Vec<_>>()
    };
    assert_eq!(of(65_536), [65_536]);
    assert_eq!(of(65_537), [65_536, 1]);
}

#[test]
fn a_batch_of_a_stream_has_8_mib_at_most() {
    let server = Server::start();
    // A text and where it ends are a kibibyte; all of them are too much for a dictionary.
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..17_000).map(|at| format!("{at:01020}"))));
    let id = server.upload("t.arrow", &ipc::stream(&RecordBatch::try_from_iter([("t", texts)]).unwrap())).id;
    assert_eq!(batches(&server, &id), [8_192, 8_192, 616].map(|rows| (rows, rows * 1_020)));
}
