//! The fixture: every flight out of New York City's airports in 2013 (336,776 rows; nycflights13, CC0), as files of every format.

use std::path::PathBuf;
use std::sync::OnceLock;

use arrow_array::RecordBatch;
use arrow_avro::writer::WriterBuilder;
use arrow_avro::writer::format::AvroOcfFormat;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_json::LineDelimitedWriter;
use arrow_select::concat::concat_batches;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

/// Rows of the fixture.
pub const ROWS: u64 = 336_776;

/// The file that ships as a sample.
pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../server/samples/flights.parquet").canonicalize().unwrap()
}

/// All rows as one batch.
pub fn table() -> &'static RecordBatch {
    static TABLE: OnceLock<RecordBatch> = OnceLock::new();
    TABLE.get_or_init(|| {
        let file = std::fs::File::open(path()).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
        concat_batches(&batches[0].schema(), &batches).unwrap()
    })
}

/// The first `rows` rows.
pub fn first(rows: usize) -> RecordBatch {
    table().slice(0, rows)
}

/// Batches of at most `size` rows.
pub fn batches(table: &RecordBatch, size: usize) -> Vec<RecordBatch> {
    (0..table.num_rows()).step_by(size).map(|start| table.slice(start, size.min(table.num_rows() - start))).collect()
}

/// As CSV with a header, RFC 3339 times and empty cells for null.
pub fn csv(table: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    arrow_csv::Writer::new(&mut bytes).write(table).unwrap();
    bytes
}

/// As newline-delimited JSON.
pub fn ndjson(table: &RecordBatch) -> Vec<u8> {
    let mut writer = LineDelimitedWriter::new(Vec::new());
    writer.write(table).unwrap();
    writer.finish().unwrap();
    writer.into_inner()
}

/// As an Arrow IPC file.
pub fn arrow_file(table: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &table.schema()).unwrap();
    batches(table, 50_000).iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

/// As an Arrow IPC stream.
pub fn arrow_stream(table: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &table.schema()).unwrap();
    batches(table, 50_000).iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

/// As an Avro object container file.
pub fn avro(table: &RecordBatch) -> Vec<u8> {
    let mut writer = WriterBuilder::new(table.schema().as_ref().clone()).build::<_, AvroOcfFormat>(Vec::new()).unwrap();
    batches(table, 50_000).iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    writer.into_inner()
}

/// As Parquet.
pub fn parquet(table: &RecordBatch) -> Vec<u8> {
    parquet_repeated(table, 1)
}

/// As Parquet, the table `times` times.
pub fn parquet_repeated(table: &RecordBatch, times: usize) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), table.schema(), Some(properties)).unwrap();
    (0..times).for_each(|_| writer.write(table).unwrap());
    writer.into_inner().unwrap()
}
