//! The files that take the most memory to read, of each format: what they take is told by `--nocapture`.

use std::io::{Cursor, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use flate2::Compression;
use flate2::write::GzEncoder;
use image::{GrayImage, ImageFormat};
use parquet::arrow::ArrowWriter;
use tests::archives::zip;
use tests::http::Reply;
use tests::ipc;
use tests::peaks::Peaks;
use tests::process::held_bytes;
use tests::server::{Options, Server};

/// What reading may take as it comes, and what it may take where a test says so.
const USUAL: u64 = 2 << 30;
const LIMIT: u64 = 640 << 20;
/// What the server itself may grow by, whatever the file; and by what it knows of each column: type, ends, profile, in the log and in the catalog.
const GROWN: u64 = 64 << 20;
const OF_A_COLUMN: u64 = 16 << 10;

/// A file by what makes it large, its name, its rows, and its bytes.
type Worst = (&'static str, &'static str, usize, fn(&Server) -> Vec<u8>);

const WORST: &[Worst] = &[
    ("JSON: one object of arrays", "columns.json", 2_500_000, |_| {
        let numbers: Vec<String> = (0..2_500_000).map(|n| n.to_string()).collect();
        let numbers = numbers.join(",");
        format!("{{\"a\":[{numbers}],\"b\":[{numbers}]}}").into_bytes()
    }),
    ("JSON: an array of objects", "rows.json", 1_000_000, |_| {
        let rows: Vec<String> = (0..1_000_000).map(|n| format!("{{\"id\":{n},\"text\":\"a text that is like no other: {n}\"}}")).collect();
        format!("[{}]", rows.join(",")).into_bytes()
    }),
    ("NDJSON: each line has a key of its own", "keys.ndjson", 6_000, |_| {
        (0..6_000).map(|n| format!("{{\"k{}\":{n}}}\n", n % 5_000)).collect::<String>().into_bytes()
    }),
    ("CSV: 5,000 columns", "wide.csv", 1_500, |_| {
        let line = |of: &dyn Fn(usize) -> String| (0..5_000).map(of).collect::<Vec<_>>().join(",") + "\n";
        let rows = (0..1_500).map(|row| line(&|column| ((row * 31 + column) % 10_000).to_string()));
        (line(&|column| format!("c{column}")) + &rows.collect::<String>()).into_bytes()
    }),
    ("CSV: texts of 15 MB", "long.csv", 12, |_| {
        (0..12_u8).fold(b"a,b\n".to_vec(), |mut csv, n| {
            csv.extend([b"1,".as_slice(), &vec![b'a' + n; 15 << 20], b"\n"].concat());
            csv
        })
    }),
    ("CSV, packed: the same rows again and again", "same.csv.gz", 120 * 40_000, |_| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        let rows: String = (0..40_000_u64).map(|n| format!("{},{}\n", n * 7_919 % 1_000_003, n * 104_729 % 999_983)).collect();
        packed.write_all(b"a,b\n").unwrap();
        (0..120).for_each(|_| packed.write_all(rows.as_bytes()).unwrap());
        packed.finish().unwrap()
    }),
    ("Arrow: one batch of 160 MB", "batch.arrow", 20_000_000, |_| ipc::stream(&numbers(20_000_000))),
    ("Parquet: one row group of 40,000,000 equal numbers", "group.parquet", 40_000_000, |_| parquet(&numbers(40_000_000))),
    ("Parquet: one text of 200 MB", "text.parquet", 1, |_| text(200 << 20)),
    ("Excel: 200,000 different texts", "texts.xlsx", 200_000, |server| {
        let texts: String = (0..200_000).map(|n| format!("a text that is like no other: {n}\n")).collect();
        let id = server.upload("texts.csv", format!("a\n{texts}").as_bytes()).id;
        server.client().get(&format!("/api/datasets/{id}/export?format=xlsx")).body
    }),
    ("a folder: two pictures of 64,000,000 points", "picture.zip", 2, |_| {
        let mut png = Cursor::new(Vec::new());
        GrayImage::new(8_000, 8_000).write_to(&mut png, ImageFormat::Png).unwrap();
        zip(&[(b"a/1.png", png.get_ref()), (b"b/2.png", png.get_ref())])
    }),
];

/// A Parquet file of one text of so many bytes, packed well.
fn text(bytes: usize) -> Vec<u8> {
    parquet(&RecordBatch::try_from_iter([("a", Arc::new(StringArray::from(vec!["x".repeat(bytes)])) as ArrayRef)]).unwrap())
}

/// Zeros.
fn numbers(rows: usize) -> RecordBatch {
    RecordBatch::try_from_iter([("a", Arc::new(Int64Array::from(vec![0; rows])) as ArrayRef)]).unwrap()
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_compression(parquet::basic::Compression::SNAPPY)
        .set_max_row_group_row_count(Some(usize::MAX));
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// What a file comes to, the most memory that the child took, and what the server grew by, in bytes.
fn read(server: &Server, name: &str, bytes: &[u8]) -> (Reply, f64, u64) {
    let before = held_bytes(server.pid());
    let peaks = Peaks::of_children(server.pid());
    let reply = server.client().post(&format!("/api/datasets?file_name={name}"), bytes);
    (reply, peaks.end()[1], held_bytes(server.pid()).saturating_sub(before))
}

#[test]
fn the_worst_files_are_read_within_the_memory_that_reading_may_take_and_the_server_holds_none_of_them() {
    let server = Server::start();
    for (what, name, rows, bytes) in WORST {
        let bytes = bytes(&server);
        let (reply, child, grown) = read(&server, name, &bytes);
        println!("| {what} | {:.1} | {:.0} |", bytes.len() as f64 / 1e6, child / f64::from(1 << 20));
        let made = reply.expect(201);
        assert_eq!(made["rows"], *rows, "{what}");
        assert!(child <= USUAL as f64, "{what}: the child took {child} bytes");
        let known = OF_A_COLUMN * made["columns"].as_array().unwrap().len() as u64;
        assert!(grown < GROWN + known, "{what}: the server grew by {grown} bytes");
    }
    server.expect_well();
}

#[test]
fn a_file_that_needs_more_memory_than_the_setting_is_refused_and_takes_no_more() {
    let environment = vec![("SIGHTLINE_PARSE_MEMORY_BYTES".into(), LIMIT.to_string())];
    let server = Server::with(Options { environment, ..Options::default() });
    let (reply, child, _) = read(&server, "text.parquet", &text(200 << 20));
    reply.expect_problem(422, "too_complex");
    assert!(child <= LIMIT as f64, "the child took {child} bytes");
    server.expect_well();
}
