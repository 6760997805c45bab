use std::sync::Arc;

use arrow_array::{ArrayRef, Date64Array, DictionaryArray, Int32Array, RecordBatch, StringArray, UInt64Array};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{DataType, Field, IntervalUnit, Schema};
use parquet::arrow::ArrowWriter;
use parquet::data_type::{Int96, Int96Type};
use parquet::file::metadata::{FileMetaData, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use shared::wire::dataset::Notice;
use shared::wire::problem::Code;

use super::{check, import_bytes, refuse};

fn sample() -> RecordBatch {
    let ids: ArrayRef = Arc::new(UInt64Array::from(vec![Some(u64::MAX), None, Some(1)]));
    let names: ArrayRef = Arc::new(DictionaryArray::new(Int32Array::from(vec![Some(1), Some(0), None]), Arc::new(StringArray::from(vec!["a", "b"]))));
    RecordBatch::try_from_iter_with_nullable([("id", ids, true), ("my name", names, true)]).unwrap()
}

const COLUMNS: &str = "id:uint64 my name:string";
const ROWS: [&str; 3] = ["18446744073709551615|b", "∅|a", "1|∅"];

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_file(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn binary_formats_are_read_by_their_bytes() {
    check("x.parquet", &parquet(&sample()), COLUMNS, &ROWS);
    check("x.arrow", &arrow_file(&sample()), COLUMNS, &ROWS);
    check("x", &arrow_stream(&sample()), COLUMNS, &ROWS);
    let imported = import_bytes("x.csv", &parquet(&sample())).unwrap();
    assert_eq!(imported.parsed.import.notices, [Notice::OtherFormat { ending: "csv".to_owned() }]);
}

#[test]
fn a_binary_file_cut_anywhere_is_refused() {
    for (bytes, code) in [(parquet(&sample()), Code::DamagedFile), (arrow_file(&sample()), Code::DamagedFile)] {
        for end in [12, bytes.len() / 2, bytes.len() - 1] {
            let error = import_bytes("x", &bytes[..end]).map(|_| ()).unwrap_err();
            assert_eq!(error.code(), code, "cut at {end}: {error}");
        }
    }
    let stream = arrow_stream(&sample());
    for end in 8..stream.len() {
        let error = import_bytes("x", &stream[..end]).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), Code::DamagedFile, "cut at {end}: {error}");
    }
}

#[test]
fn bytes_after_a_stream_are_not_dropped_in_silence() {
    let twice = [arrow_stream(&sample()), arrow_stream(&sample())].concat();
    let sentence = "The Arrow stream is damaged or cut off (bytes follow its end marker); write or send it again.";
    refuse("x", &twice, sentence);
}

/// An Arrow stream's first message, a schema without fields, written by hand because the writer knows little-endian only.
fn schema_message(endianness: u8) -> Vec<u8> {
    let (root, message_vtable, message) = ([16, 0, 0, 0], [10, 0, 12, 0, 8, 0, 10, 0, 4, 0, 0, 0], [12, 0, 0, 0, 16, 0, 0, 0, 4, 0, 1, 0]);
    let (schema_vtable, schema, no_fields) = ([8, 0, 12, 0, 8, 0, 4, 0], [8, 0, 0, 0, 8, 0, 0, 0, endianness, 0, 0, 0], [0; 8]);
    let flatbuffer = [&root[..], &message_vtable, &message, &schema_vtable, &schema, &no_fields].concat();
    [&[0xFF; 4][..], &(flatbuffer.len() as u32).to_le_bytes(), &flatbuffer].concat()
}

#[test]
fn big_endian_is_refused_and_not_misread() {
    let code = |endianness| import_bytes("x", &schema_message(endianness)).map(|_| ()).unwrap_err().code();
    assert_eq!(code(1), Code::UnsupportedEndianness);
    assert_eq!(code(0), Code::NoColumns, "the same message in little-endian is a schema of no columns");
}

#[test]
fn a_type_without_a_place_is_named_with_its_column() {
    let field = Field::new("every", DataType::Interval(IntervalUnit::MonthDayNano), true);
    let array = arrow_array::new_null_array(field.data_type(), 1);
    let batch = RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![array]).unwrap();
    refuse("x", &arrow_stream(&batch), "The column \"every\" has the type interval, which can't be stored; leave it out or convert it.");
}

#[test]
fn no_columns_and_no_rows_are_told_apart() {
    let empty = RecordBatch::new_empty(Arc::new(Schema::empty()));
    refuse("x", &arrow_stream(&empty), "The file has no columns; send a file with at least one.");
    check("x", &arrow_stream(&sample().slice(0, 0)), COLUMNS, &[]);
}

#[test]
fn one_large_batch_is_cut_into_small_ones() {
    let ids: ArrayRef = Arc::new(arrow_array::Int64Array::from_iter_values(0..200_000));
    let batch = RecordBatch::try_from_iter([("id", ids)]).unwrap();
    let imported = import_bytes("x", &arrow_file(&batch)).unwrap();
    assert_eq!(imported.parsed.rows, 200_000);
    assert!(imported.rows().iter().enumerate().all(|(row, id)| *id == row.to_string()), "rows keep their order");
}

#[test]
fn a_date64_with_a_time_of_day_keeps_it() {
    let stream = |milliseconds| arrow_stream(&RecordBatch::try_from_iter([("d", Arc::new(Date64Array::from(milliseconds)) as ArrayRef)]).unwrap());
    check("x", &stream(vec![0, 86_400_000]), "d:date", &["1970-01-01", "1970-01-02"]);
    check("x", &stream(vec![0, 86_400_001]), "d:timestamp", &["1970-01-01T00:00:00", "1970-01-02T00:00:00.001"]);
}

/// A Parquet file with one INT96 column of (nanoseconds of the day, Julian day).
fn int96(values: &[(u64, u32)]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type("message m { required int96 at; }").unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let values: Vec<Int96> = values.iter().map(|(nanos, day)| Int96::from(vec![*nanos as u32, (nanos >> 32) as u32, *day])).collect();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int96Type>().write_batch(&values, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn int96_timestamps_do_not_wrap_around() {
    const EPOCH: u32 = 2_440_588;
    const YEAR_9999: u32 = 5_373_484;
    check("x", &int96(&[(1_000, EPOCH), (0, YEAR_9999)]), "at:timestamp", &["1970-01-01T00:00:00.000001", "9999-12-31T00:00:00"]);
    check("x", &int96(&[(1, EPOCH)]), "at:timestamp", &["1970-01-01T00:00:00.000000001"]);
    let error = import_bytes("x", &int96(&[(1, EPOCH), (0, YEAR_9999)])).map(|_| ()).unwrap_err();
    assert_eq!(error.code(), Code::DamagedFile, "no unit holds both");
}

#[test]
fn rows_that_a_footer_forgets_to_count_are_read() {
    let mut bytes = parquet(&sample());
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&bytes::Bytes::from(bytes.clone())).unwrap();
    let file = metadata.file_metadata();
    let uncounted = FileMetaData::new(file.version(), 0, None, file.key_value_metadata().cloned(), file.schema_descr_ptr(), None);
    let mut footer = Vec::new();
    ParquetMetaDataWriter::new(&mut footer, &ParquetMetaData::new(uncounted, metadata.row_groups().to_vec())).finish().unwrap();
    let [.., a, b, c, d, _, _, _, _] = bytes[..] else { panic!("short") };
    bytes.truncate(bytes.len() - 8 - u32::from_le_bytes([a, b, c, d]) as usize);
    bytes.extend(footer);
    check("x", &bytes, COLUMNS, &ROWS);
}
