//! Values are exact from the file through the store and the stream to the exported file; `tests/browser/golden.rs` holds the page to the same cases.

use std::io::{Cursor, Write};

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tests::golden::{self, Case, json_cell, shown};
use tests::server::Server;

fn export(server: &Server, id: &str, format: &str) -> Vec<u8> {
    let reply = server.client().get(&format!("/api/datasets/{id}/export?format={format}"));
    assert_eq!(reply.status, 200, "{reply}");
    reply.body
}

fn of_parquet(bytes: &[u8]) -> Vec<RecordBatch> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap).collect()
}

/// The rows of exported NDJSON, columns in their order.
fn of_ndjson(case: &Case, bytes: &[u8]) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let object: Value = serde_json::from_str(line).unwrap();
        case.columns.iter().map(|(name, kind)| spaced(kind, json_cell(&object[name]))).collect()
    };
    std::str::from_utf8(bytes).unwrap().lines().map(row).collect()
}

/// A time as the page writes it.
fn spaced(kind: &str, text: String) -> String {
    if kind.starts_with("timestamp") { text.replace('T', " ") } else { text }
}

/// The rows of exported CSV: imported once more, every column as text.
fn of_csv(server: &Server, case: &Case, bytes: &[u8]) -> Vec<Vec<String>> {
    let columns: serde_json::Map<String, Value> =
        case.columns.iter().map(|(name, _)| ((*name).to_owned(), serde_json::json!({ "type": "string" }))).collect();
    let options = serde_json::json!({ "delimiter": ",", "header": true, "preamble": 0, "columns": columns }).to_string();
    let reply = server.client().post(&format!("/api/datasets?file_name=again.csv&options={}", tests::http::encode(&options)), bytes).expect(201);
    let stream = server.client().get(&format!("/api/datasets/{}/arrow", reply["id"].as_str().unwrap())).body;
    let rows = shown(&batches(&stream));
    rows.into_iter().map(|row| row.into_iter().zip(case.columns).map(|(cell, (_, kind))| spaced(kind, cell)).collect()).collect()
}

/// The rows of an exported workbook: imported once more, where a column may have another type, such as dates for times that are all midnight.
fn of_xlsx(server: &Server, case: &Case, bytes: &[u8]) -> Vec<Vec<String>> {
    let again = server.upload("again.xlsx", bytes);
    let names: Vec<(&str, &str)> = case.columns.iter().map(|(name, _)| (*name, "excel")).collect();
    assert_eq!(again.columns.iter().map(|column| (column.name.as_str(), again.import.format.as_str())).collect::<Vec<_>>(), names);
    let rows = shown(&batches(&server.client().get(&format!("/api/datasets/{}/arrow", again.id)).body));
    let typed = |row: Vec<String>| row.into_iter().zip(case.columns).map(|(cell, (_, kind))| typed(kind, cell)).collect();
    rows.into_iter().map(typed).collect()
}

/// A number or a time of a workbook as a column of that type writes it.
fn typed(kind: &str, cell: String) -> String {
    let places = |cell: &str| cell.rsplit_once('.').map_or(0, |(_, places)| places.len());
    match kind.trim_end_matches(')').rsplit_once(',') {
        _ if cell == "∅" => cell,
        Some((_, scale)) if kind.starts_with("decimal") => {
            let missing = scale.parse::<usize>().unwrap() - places(&cell);
            format!("{cell}{}{}", if places(&cell) == 0 && missing > 0 { "." } else { "" }, "0".repeat(missing))
        }
        _ if kind == "float64" && cell.parse::<i64>().is_ok() => format!("{cell}.0"),
        _ if kind == "timestamp" && cell.len() == "2024-01-01".len() => format!("{cell} 00:00:00"),
        _ => spaced(kind, cell),
    }
}

fn batches(stream: &[u8]) -> Vec<RecordBatch> {
    StreamReader::try_new(stream, None).unwrap().map(Result::unwrap).collect()
}

#[test]
fn values_are_exact_from_the_file_to_the_stream_and_to_every_exported_file() {
    let server = Server::start();
    for case in golden::all() {
        let id = case.store(&server).id;
        case.expect("the stream", &shown(&batches(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)));
        case.expect("parquet", &shown(&of_parquet(&export(&server, &id, "parquet"))));
        let file = FileReader::try_new(Cursor::new(export(&server, &id, "arrow")), None).unwrap();
        case.expect("arrow", &shown(&file.map(Result::unwrap).collect::<Vec<_>>()));
        case.expect("ndjson", &of_ndjson(&case, &export(&server, &id, "ndjson")));
        case.expect("csv", &of_csv(&server, &case, &export(&server, &id, "csv")));
        case.expect("xlsx", &of_xlsx(&server, &case, &export(&server, &id, "xlsx")));
    }
}
