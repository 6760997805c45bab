#![allow(clippy::unwrap_used)]
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};

use super::ExportFormat;

fn written(format: ExportFormat, for_spreadsheet: bool, columns: Vec<(&str, ArrayRef)>) -> String {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    let mut writer = format.writer(batch.schema(), for_spreadsheet).unwrap().unwrap();
    let mut bytes = writer.write(&batch).unwrap();
    bytes.extend(writer.finish().unwrap());
    String::from_utf8(bytes).unwrap()
}

fn exact() -> Vec<(&'static str, ArrayRef)> {
    vec![
        ("n", Arc::new(Int64Array::from(vec![Some(9_007_199_254_740_993), Some(-1), None]))),
        ("d", Arc::new(Decimal128Array::from(vec![Some(15_000_000_001), Some(-1), None]).with_precision_and_scale(38, 10).unwrap())),
        ("x", Arc::new(Float64Array::from(vec![Some(0.1), Some(f64::NAN), None]))),
        ("t", Arc::new(TimestampMicrosecondArray::from(vec![Some(1_500_000), Some(0), None]).with_timezone("UTC"))),
        ("b", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]))),
        ("s", Arc::new(StringArray::from(vec![Some("a,\"b\"\r\n"), Some(""), None]))),
    ]
}

#[test]
fn csv_tells_every_value_and_nulls_from_empty_texts() {
    let lines = "n,d,x,t,b,s\r\n9007199254740993,1.5000000001,0.1,1970-01-01T00:00:01.500Z,true,\"a,\"\"b\"\"\r\n\"\r\n\
                 -1,-0.0000000001,NaN,1970-01-01T00:00:00Z,false,\"\"\r\n,,,,,\r\n";
    assert_eq!(written(ExportFormat::Csv, false, exact()), lines);
}

#[test]
fn a_csv_of_one_column_keeps_its_nulls() {
    let column: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None, Some(3)]));
    assert_eq!(written(ExportFormat::Csv, false, vec![("a", column)]), "a\r\n1\r\n\"\"\r\n3\r\n");
}

#[test]
fn ndjson_has_text_where_a_reader_would_round() {
    let lines = "{\"n\":\"9007199254740993\",\"d\":\"1.5000000001\",\"x\":0.1,\"t\":\"1970-01-01T00:00:01.500Z\",\"b\":true,\"s\":\"a,\\\"b\\\"\\r\\n\"}\n\
                 {\"n\":-1,\"d\":\"-0.0000000001\",\"x\":\"NaN\",\"t\":\"1970-01-01T00:00:00Z\",\"b\":false,\"s\":\"\"}\n\
                 {\"n\":null,\"d\":null,\"x\":null,\"t\":null,\"b\":null,\"s\":null}\n";
    assert_eq!(written(ExportFormat::Ndjson, false, exact()), lines);
}

#[test]
fn for_a_spreadsheet_no_text_is_a_formula_and_numbers_stay_numbers() {
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["=1+1", "-2", "@SUM", "+3", "\tx", "a=b"]));
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![-1, 2, 3, 4, 5, 6]));
    let columns = || vec![("=t", Arc::clone(&texts)), ("n", Arc::clone(&numbers))];
    let safe = "\u{FEFF}'=t,n\r\n'=1+1,-1\r\n'-2,2\r\n'@SUM,3\r\n'+3,4\r\n'\tx,5\r\na=b,6\r\n";
    assert_eq!(written(ExportFormat::Csv, true, columns()), safe);
    assert_eq!(written(ExportFormat::Csv, false, columns()), "=t,n\r\n=1+1,-1\r\n-2,2\r\n@SUM,3\r\n+3,4\r\n\tx,5\r\na=b,6\r\n");
}
