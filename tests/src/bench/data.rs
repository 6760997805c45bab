//! The data: 3,000,000 flights of the npm package `vega-datasets`, over again for as many rows as wanted.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::DataType;
use arrow_select::concat::concat_batches;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

/// The package's file in the folder of npm's packages.
pub const PACKAGED: &str = "node_modules/vega-datasets/data/flights-3m.parquet";

/// Rows of a batch of the stream.
const BATCH: usize = 65_536;

/// The flights of the package as one batch: `date` (microseconds), `delay`, `distance` (64 bits), `origin`, `destination` (text).
pub fn flights(path: &Path) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    with_text_as(&DataType::Utf8, &concat_batches(&batches[0].schema(), &batches).unwrap())
}

/// A Parquet file of so many rows.
pub fn parquet(flights: &RecordBatch, rows: usize, path: &Path) {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), flights.schema(), Some(properties)).unwrap();
    over_again(flights, rows, flights.num_rows()).for_each(|batch| writer.write(&batch).unwrap());
    writer.close().unwrap();
}

/// A CSV file of so many rows, times as ISO 8601.
pub fn csv(flights: &RecordBatch, rows: usize, path: &Path) {
    let mut writer = arrow_csv::Writer::new(File::create(path).unwrap());
    over_again(flights, rows, BATCH).for_each(|batch| writer.write(&batch).unwrap());
}

/// An Arrow IPC stream of so many rows, each text column with one dictionary.
pub fn arrow_stream(flights: &RecordBatch, rows: usize, path: &Path) {
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    // No values in it that no row has: Arquero makes a group of each.
    let flights = with_text_as(&dictionary, &flights.slice(0, rows.min(flights.num_rows())));
    let mut writer = StreamWriter::try_new_buffered(File::create(path).unwrap(), &flights.schema()).unwrap();
    over_again(&flights, rows, BATCH).for_each(|batch| writer.write(&batch).unwrap());
    writer.finish().unwrap();
}

/// The flights again and again up to so many rows, in batches of at most `size`.
fn over_again(flights: &RecordBatch, rows: usize, size: usize) -> impl Iterator<Item = RecordBatch> {
    let length = flights.num_rows();
    let starts = (0..rows.div_ceil(length)).flat_map(move |time| (0..length).step_by(size).map(move |start| (time * length, start)));
    starts.take_while(move |(before, start)| before + start < rows).map(move |(before, start)| {
        let end = length.min(start + size).min(rows - before);
        flights.slice(start, end - start)
    })
}

fn with_text_as(text: &DataType, flights: &RecordBatch) -> RecordBatch {
    let is_text = |column: &ArrayRef| matches!(column.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    let columns = flights.columns().iter().map(|column| if is_text(column) { cast(column, text).unwrap() } else { Arc::clone(column) });
    let schema = flights.schema();
    RecordBatch::try_from_iter(schema.fields().iter().map(|field| field.name()).zip(columns)).unwrap()
}
