//! The files that take the most memory to read, of each format, under a limit that many of them pass: what they take is told by `--nocapture`.

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

const LIMIT: u64 = 640 << 20;
/// What the server itself may grow by.
const GROWN: u64 = 64 << 20;

/// A file by what makes it large, its name, and its bytes.
type Worst = (&'static str, &'static str, fn(&Server) -> Vec<u8>);

const WORST: &[Worst] = &[
    ("JSON: one object of arrays", "columns.json", |_| {
        let numbers: Vec<String> = (0..2_500_000).map(|n| n.to_string()).collect();
        let numbers = numbers.join(",");
        format!("{{\"a\":[{numbers}],\"b\":[{numbers}]}}").into_bytes()
    }),
    ("JSON: an array of objects", "rows.json", |_| {
        let rows: Vec<String> = (0..1_000_000).map(|n| format!("{{\"id\":{n},\"text\":\"a text that is like no other: {n}\"}}")).collect();
        format!("[{}]", rows.join(",")).into_bytes()
    }),
    ("NDJSON: each line has a key of its own", "keys.ndjson", |_| {
        (0..6_000).map(|n| format!("{{\"k{}\":{n}}}\n", n % 5_000)).collect::<String>().into_bytes()
    }),
    ("CSV: 5,000 columns", "wide.csv", |_| {
        let line = |of: &dyn Fn(usize) -> String| (0..5_000).map(of).collect::<Vec<_>>().join(",") + "\n";
        let rows = (0..1_500).map(|row| line(&|column| ((row * 31 + column) % 10_000).to_string()));
        (line(&|column| format!("c{column}")) + &rows.collect::<String>()).into_bytes()
    }),
    ("CSV: texts of 15 MB", "long.csv", |_| {
        (0..12_u8).fold(b"a,b\n".to_vec(), |mut csv, n| {
            csv.extend([b"1,".as_slice(), &vec![b'a' + n; 15 << 20], b"\n"].concat());
            csv
        })
    }),
    ("CSV, packed: the same rows again and again", "same.csv.gz", |_| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        let rows: String = (0..40_000_u64).map(|n| format!("{},{}\n", n * 7_919 % 1_000_003, n * 104_729 % 999_983)).collect();
        packed.write_all(b"a,b\n").unwrap();
        (0..(1 << 26) / rows.len()).for_each(|_| packed.write_all(rows.as_bytes()).unwrap());
        packed.finish().unwrap()
    }),
    ("Arrow: one batch of 160 MB", "batch.arrow", |_| ipc::stream(&numbers(20_000_000))),
    ("Parquet: one row group of 40,000,000 equal numbers", "group.parquet", |_| parquet(&numbers(40_000_000))),
    ("Parquet: one text of 200 MB", "text.parquet", |_| {
        parquet(&RecordBatch::try_from_iter([("a", Arc::new(StringArray::from(vec!["x".repeat(200 << 20)])) as ArrayRef)]).unwrap())
    }),
    ("Excel: 200,000 different texts", "texts.xlsx", |server| {
        let texts: String = (0..200_000).map(|n| format!("a text that is like no other: {n}\n")).collect();
        let id = server.upload("texts.csv", format!("a\n{texts}").as_bytes()).id;
        server.client().get(&format!("/api/datasets/{id}/export?format=xlsx")).body
    }),
    ("a folder: one picture of 64,000,000 points", "picture.zip", |_| {
        let mut png = Cursor::new(Vec::new());
        GrayImage::new(8_000, 8_000).write_to(&mut png, ImageFormat::Png).unwrap();
        zip(&[(b"a/1.png", png.get_ref()), (b"b/2.png", png.get_ref())])
    }),
];

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

/// What becomes of a file in one word.
fn outcome(reply: &Reply) -> String {
    if reply.status == 201 { format!("{} rows", reply.json()["rows"]) } else { reply.expect_problem(422, "too_complex")["code"].to_string() }
}

#[test]
fn whatever_the_file_reading_it_takes_no_more_memory_than_the_setting_and_the_server_none() {
    let environment = vec![("SIGHTLINE_PARSE_MEMORY_BYTES".into(), LIMIT.to_string())];
    let server = Server::with(Options { environment, ..Options::default() });
    for (what, name, bytes) in WORST {
        let bytes = bytes(&server);
        let before = held_bytes(server.pid());
        let peaks = Peaks::of_children(server.pid());
        let reply = server.client().post(&format!("/api/datasets?file_name={name}"), &bytes);
        let child = peaks.end()[1];
        let grown = held_bytes(server.pid()).saturating_sub(before);
        println!("| {what} | {:.1} | {} | {:.0} |", bytes.len() as f64 / 1e6, outcome(&reply), child / f64::from(1 << 20));
        assert!(child <= LIMIT as f64, "{what}: the child took {child} bytes");
        assert!(grown < GROWN, "{what}: the server grew by {grown} bytes");
    }
    server.expect_well();
}
