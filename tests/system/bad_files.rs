//! Files that are not what they should be: each gets its own answer, and the server is well after it.

use serde_json::Value;
use tests::flights;
use tests::server::Server;

/// Uploads to a fresh server, expects that problem, and checks that nothing is left and a good file is still taken.
#[track_caller]
fn refused(file_name: &str, bytes: &[u8], status: u16, code: &str) -> Value {
    let server = Server::start();
    let before = server.files().len();
    let reply = server.client().post(&format!("/api/datasets?file_name={file_name}"), bytes);
    let problem = reply.expect_problem(status, code);
    assert!(server.dataset_names().is_empty());
    assert_eq!(server.files().len(), before, "{:?}", server.files());
    server.expect_well();
    problem
}

fn half(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() / 2]
}

#[test]
fn an_empty_file_is_refused() {
    refused("empty.csv", b"", 422, "empty_file");
    refused("empty.parquet", b"", 422, "empty_file");
}

#[test]
fn a_file_of_white_space_is_refused() {
    refused("blank.csv", b" \n\t\r\n  \n", 422, "empty_file");
}

#[test]
fn a_picture_named_csv_is_refused_by_its_bytes() {
    let mut jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".to_vec();
    jpeg.extend((0..5_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8));
    let problem = refused("holiday.csv", &jpeg, 415, "unknown_format");
    assert!(problem["params"]["format"].as_str().unwrap().to_lowercase().contains("jpeg"), "{problem}");
}

#[test]
fn what_is_no_table_is_refused_by_its_bytes_whatever_it_is_named() {
    let png = include_bytes!("../browser/fixtures/pixel.png");
    let others: [(&[u8], &str); 5] = [
        (png, "png"),
        (b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0", "elf"),
        (b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>", "html"),
        (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n", "pdf"),
        (b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20", "sqlite"),
    ];
    for (bytes, format) in others {
        for name in ["a.csv", "a.json", "a.parquet"] {
            assert_eq!(refused(name, bytes, 415, "unknown_format")["params"]["format"], format, "{name}");
        }
    }
}

#[test]
fn a_table_without_columns_is_refused_and_one_without_rows_is_taken() {
    let of = |schema: arrow_schema::Schema| tests::ipc::stream(&arrow_array::RecordBatch::new_empty(schema.into()));
    refused("none.arrows", &of(arrow_schema::Schema::empty()), 422, "no_columns");
    let server = Server::start();
    let field = arrow_schema::Field::new("n", arrow_schema::DataType::Int64, true);
    let dataset = server.upload("rows.arrows", &of(arrow_schema::Schema::new(vec![field])));
    assert_eq!((dataset.rows, dataset.columns[0].r#type.as_str()), (0, "int64"));
}

#[test]
fn a_parquet_file_without_its_end_is_refused() {
    refused("cut.parquet", half(&flights::parquet(&flights::first(5_000))), 422, "damaged_file");
}

#[test]
fn a_parquet_file_with_noise_inside_is_refused() {
    let mut bytes = flights::parquet(&flights::first(5_000));
    let middle = bytes.len() / 3;
    bytes[middle..middle + 400].iter_mut().for_each(|byte| *byte ^= 0x5a);
    refused("noise.parquet", &bytes, 422, "damaged_file");
}

#[test]
fn an_arrow_file_cut_in_the_middle_is_refused() {
    refused("cut.arrow", half(&flights::arrow_file(&flights::first(5_000))), 422, "damaged_file");
}

#[test]
fn an_arrow_stream_without_its_end_is_refused_wherever_it_is_cut() {
    let bytes = flights::arrow_stream(&flights::first(5_000));
    refused("cut.arrows", half(&bytes), 422, "damaged_file");
    refused("unfinished.arrows", &bytes[..bytes.len() - 8], 422, "damaged_file");
}

#[test]
fn ragged_rows_are_refused_with_their_lines() {
    let problem = refused("ragged.csv", b"a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n", 422, "ragged_rows");
    assert_eq!(problem["params"]["expected"], "3", "{problem}");
    assert!(problem["params"]["rows"].as_str().unwrap().starts_with('3'), "{problem}");
}

#[test]
fn a_quote_that_never_closes_is_refused_with_the_line_it_opens_in() {
    let problem = refused("quote.csv", b"a,b\n1,2\n3,\"4\n5,6\n7,8\n", 422, "unclosed_quote");
    assert_eq!(problem["params"]["row"], "3", "{problem}");
}

#[test]
fn a_line_that_is_not_json_is_refused_with_its_number() {
    let problem = refused("bad.ndjson", b"{\"a\":1}\n{\"a\":2}\n{\"a\":\n{\"a\":4}\n", 422, "invalid_json_line");
    assert_eq!(problem["params"]["row"], "3", "{problem}");
}

#[test]
fn json_that_is_nested_without_end_is_refused() {
    let deep = format!("{{\"a\":{}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    refused("deep.ndjson", deep.as_bytes(), 422, "invalid_json_line");
}

#[test]
fn a_single_line_of_100_megabytes_is_refused() {
    refused("line.csv", &vec![b'x'; 100_000_000], 422, "record_too_long");
}

#[test]
fn too_many_columns_are_refused() {
    let header: Vec<String> = (0..6_000).map(|at| format!("c{at}")).collect();
    refused("wide.csv", format!("{}\n", header.join(",")).as_bytes(), 422, "too_many_columns");
}

#[test]
fn two_thousand_columns_are_taken() {
    let server = Server::start();
    let line = |cell: fn(usize) -> String| (0..2_000).map(cell).collect::<Vec<_>>().join(",");
    let csv = format!("{}\n{}\n", line(|at| format!("c{at}")), line(|at| at.to_string()));
    let dataset = server.upload("wide.csv", csv.as_bytes());
    assert_eq!((dataset.columns.len(), dataset.rows), (2_000, 1));
    server.dashboard(&dataset.id);
    server.expect_well();
}

#[test]
fn a_header_without_rows_is_a_dataset_of_no_rows_with_a_notice() {
    let server = Server::start();
    let dataset = server.upload("header.csv", b"a,b,c\n");
    assert_eq!((dataset.rows, dataset.columns.len()), (0, 3));
    assert_eq!(serde_json::to_value(&dataset.import).unwrap()["notices"][0]["kind"], "no_rows");
    assert_eq!(server.client().get(&format!("/api/datasets/{}/arrow", dataset.id)).status, 200);
    server.dashboard(&dataset.id);
}

/// The first column's texts, through the stream.
fn texts(server: &Server, id: &str) -> String {
    let bytes = server.client().get(&format!("/api/datasets/{id}/arrow")).body;
    let reader = arrow_ipc::reader::StreamReader::try_new(bytes.as_slice(), None).unwrap();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    String::from_utf8(flights::csv(&batches[0])).unwrap()
}

#[test]
fn an_encoding_that_nothing_declares_is_told_from_the_bytes_and_reported() {
    let server = Server::start();
    let latin: &[u8] = b"ville,habitants\nOrl\xe9ans,116269\nB\xe9ziers,78683\nNevers,32830\nSaint-\xc9tienne,173821\n";
    let dataset = server.upload("villes.csv", latin);
    assert_eq!(dataset.import.encoding.as_deref(), Some("windows-1252"));
    assert!(texts(&server, &dataset.id).contains("Saint-Étienne,173821"));
    // 城市,人口 北京 上海 广州 深圳 in GBK
    let chinese: &[u8] =
        b"\xb3\xc7\xca\xd0,\xc8\xcb\xbf\xda\n\xb1\xb1\xbe\xa9,2154\n\xc9\xcf\xba\xa3,2487\n\xb9\xe3\xd6\xdd,1868\n\xc9\xee\xdb\xda,1756\n";
    let dataset = server.upload("cities.csv", chinese);
    assert!(matches!(dataset.import.encoding.as_deref(), Some("gbk" | "gb18030")), "{:?}", dataset.import.encoding);
    assert_eq!(dataset.columns[0].name, "城市");
    assert!(texts(&server, &dataset.id).contains("深圳,1756"));
}
