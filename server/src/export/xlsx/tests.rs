#![allow(clippy::unwrap_used)]
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray, Time64MicrosecondArray,
    TimestampMicrosecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow_schema::{Field, Schema};
use calamine::{Data, DataType as _, Reader, Xlsx};
use futures::stream;

use super::*;

fn array<A: Array + 'static>(array: A) -> ArrayRef {
    Arc::new(array)
}

fn text(words: &str) -> Cell {
    Cell::Text(words.into())
}

#[track_caller]
fn check(array: &ArrayRef, expected: &[Cell]) {
    let cells: Vec<Cell> = (0..array.len()).map(|row| Cell::of(array.as_ref(), row)).collect();
    assert_eq!(cells, expected);
}

#[test]
fn numbers_of_more_digits_than_excel_keeps_are_text() {
    let most = 999_999_999_999_999;
    let whole = array(Int64Array::from(vec![Some(-1), Some(most), Some(most + 1), Some(i64::MIN), None]));
    check(&whole, &[Cell::Number(-1.0), Cell::Number(999_999_999_999_999.0), text("1000000000000000"), text("-9223372036854775808"), Cell::Empty]);
    check(&array(UInt64Array::from(vec![7, u64::MAX])), &[Cell::Number(7.0), text("18446744073709551615")]);
    let decimal = Decimal128Array::from(vec![150, -1, 999_999_999_999_999, 1_000_000_000_000_000]).with_precision_and_scale(38, 2).unwrap();
    let shown = |value| Cell::Styled(value, Style::Places(2));
    check(&array(decimal), &[shown(1.5), shown(-0.01), shown(9_999_999_999_999.99), text("10000000000000.00")]);
    let float = array(Float64Array::from(vec![0.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 5e-324, f64::MAX]));
    check(&float, &[Cell::Number(0.1), text("NaN"), text("inf"), text("-inf"), text("5e-324"), Cell::Number(f64::MAX)]);
}

#[test]
fn times_that_excel_can_hold_are_times_and_others_text() {
    let days = array(Date32Array::from(vec![0, -25_509, -25_508, 2_932_896, 2_932_897]));
    let date = |day| Cell::Styled(day, Style::Date);
    check(&days, &[date(25_569.0), text("1900-02-28"), date(61.0), date(2_958_465.0), text("+10000-01-01")]);
    let instant = |at, millis| Cell::Styled(at, Style::Instant { millis });
    let micros = TimestampMicrosecondArray::from(vec![0, 43_200_000_000, 43_200_500_000, 43_200_500_001, -1]);
    let texts = [text("1970-01-01T12:00:00.500001"), text("1969-12-31T23:59:59.999999")];
    let [parts, before] = texts;
    check(
        &array(micros),
        &[instant(25_569.0, false), instant(25_569.5, false), instant(43_200_500.0 / 86_400_000.0 + 25_569.0, true), parts, before],
    );
    check(&array(TimestampSecondArray::from(vec![86_400])), &[instant(25_570.0, false)]);
    check(
        &array(TimestampNanosecondArray::from(vec![1, 1_000_000])),
        &[text("1970-01-01T00:00:00.000000001"), instant(25_569.0 + 1.0 / 86_400_000.0, true)],
    );
    check(&array(TimestampMicrosecondArray::from(vec![0]).with_timezone("UTC")), &[text("1970-01-01T00:00:00Z")]);
    let time = |at, millis| Cell::Styled(at, Style::Time { millis });
    check(&array(Time64MicrosecondArray::from(vec![0, 21_600_000_000, 1])), &[time(0.0, false), time(0.25, false), text("00:00:00.000001")]);
}

#[test]
fn texts_stay_texts_and_the_rest_is_as_in_csv() {
    check(&array(StringArray::from(vec![Some("=1+1"), Some("007"), Some(""), None])), &[text("=1+1"), text("007"), Cell::Empty, Cell::Empty]);
    check(&array(BinaryArray::from(vec![b"\0\xFF".as_slice()])), &[text("AP8=")]);
    check(&array(BooleanArray::from(vec![true, false])), &[Cell::Truth(true), Cell::Truth(false)]);
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

async fn written(batches: Vec<RecordBatch>, rows: u64) -> Result<File, ExportError> {
    let scratch = tempfile::tempdir().unwrap();
    let schema = batches[0].schema();
    let file = write((schema, rows), stream::iter(batches.into_iter().map(Ok)).boxed(), scratch.path()).await;
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0, "files without a name only");
    file
}

fn sheet(file: File) -> calamine::Range<Data> {
    let mut workbook = Xlsx::new(std::io::BufReader::new(file)).unwrap();
    workbook.worksheet_range_at(0).unwrap().unwrap()
}

#[tokio::test]
async fn any_text_is_read_back_as_it_was() {
    let texts = [
        "=1+1",
        "+1",
        "@x",
        "007",
        " a ",
        "a\r\nb\tc",
        "_x0041_",
        "_x005F_x0041_",
        "\u{1}\u{7f}\u{fffd}",
        "<&>\"'",
        "𠮷é",
        "\u{a0}\u{3000}",
        "TRUE",
        "#N/A",
    ];
    let column = |name| (name, array(StringArray::from(texts.to_vec())));
    let range = sheet(written(vec![batch(vec![column("=a"), column("_x0041_\r")]); 2], 28).await.unwrap());
    assert_eq!(range.rows().next().unwrap(), [Data::String("=a".into()), Data::String("_x0041_\r".into())]);
    let read: Vec<&str> = range.rows().skip(1).map(|row| row[0].get_string().unwrap()).collect();
    assert_eq!(read, texts.repeat(2));
}

#[tokio::test]
async fn numbers_and_times_are_read_back_to_the_last_digit() {
    let floats = vec![0.1 + 0.2, 1e300, 1.5e-300, f64::MAX, f64::MIN_POSITIVE, -1.0];
    let millis: Vec<i64> = (0..6).map(|at| 1_700_000_000_000 + at * 86_399_999).collect();
    let times = TimestampMicrosecondArray::from(millis.iter().map(|millis| millis * 1_000).collect::<Vec<_>>());
    let range = sheet(written(vec![batch(vec![("x", array(Float64Array::from(floats.clone()))), ("t", array(times))])], 6).await.unwrap());
    for ((row, float), millis) in range.rows().skip(1).zip(floats).zip(millis) {
        assert_eq!(row[0], Data::Float(float));
        assert_eq!(row[1].as_datetime().unwrap().and_utc().timestamp_millis(), millis);
    }
}

#[tokio::test]
async fn what_a_workbook_cant_hold_is_told() {
    let one = || batch(vec![("note", array(StringArray::from(vec!["x"])))]);
    let error = |result: Result<File, ExportError>| result.err().unwrap().to_string();
    let rows = error(written(vec![one()], MOST_ROWS + 1).await);
    assert_eq!(rows, "a workbook holds 1048575 rows and a header, and this dataset has 1048576 rows; take csv or parquet");
    let fields: Vec<Field> = (0..=MOST_COLUMNS).map(|at| Field::new(at.to_string(), DataType::Int64, true)).collect();
    let columns = error(written(vec![RecordBatch::new_empty(Arc::new(Schema::new(fields)))], 0).await);
    assert_eq!(columns, "a workbook holds 16384 columns, and this dataset has 16385; take csv or parquet");
    let text = |units: usize| batch(vec![("note", array(StringArray::from(vec!["".into(), "𠮷".repeat(units / 2) + &"x".repeat(units % 2)])))]);
    assert!(written(vec![one(), text(MOST_UNITS)], 3).await.is_ok());
    let long = error(written(vec![one(), text(MOST_UNITS + 1)], 3).await);
    assert_eq!(long, "a cell of a workbook holds 32767 characters, and row 3 has 32768 in column `note`; take csv or parquet");
}

#[tokio::test]
async fn rows_without_values_are_kept_but_for_the_last_ones() {
    let texts = array(StringArray::from(vec![None, Some("x"), Some(""), None]));
    assert_eq!(sheet(written(vec![batch(vec![("a", texts)])], 4).await.unwrap()).height(), 3);
}

/// A disk with so much room.
struct Room(std::io::Cursor<Vec<u8>>, u64);

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.position() + bytes.len() as u64 > self.1 { Err(std::io::ErrorKind::StorageFull.into()) } else { self.0.write(bytes) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Room {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_workbook_whose_last_bytes_find_no_room_is_none() {
    let packed = |room| {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_string(0, 0, "x").unwrap();
        super::packed(&mut workbook, Room(std::io::Cursor::default(), room))
    };
    let whole = packed(u64::MAX).ok().unwrap().0.into_inner().len() as u64;
    assert!(matches!(packed(whole - 100).err().unwrap(), ExportError::Storage(StorageError::NoSpace)));
}

#[test]
fn a_full_disk_is_told_as_one() {
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    let panic: Box<dyn Any + Send> = Box::new(format!("Couldn't write: {full:?}"));
    assert!(matches!(panicked(panic.as_ref()), ExportError::Storage(StorageError::NoSpace)));
    let other: Box<dyn Any + Send> = Box::new("something else");
    assert!(matches!(panicked(other.as_ref()), ExportError::Workbook(_)));
    let beside = rust_xlsxwriter::XlsxError::TempFileError("folder".into(), std::io::ErrorKind::StorageFull.into());
    assert!(matches!(ExportError::from(beside), ExportError::Storage(StorageError::NoSpace)));
}
