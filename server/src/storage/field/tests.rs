#![allow(clippy::unwrap_used)]
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, MapBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float16Type, Float64Type, Int32Type, TimestampMicrosecondType, UInt8Type, UInt64Type};
use arrow_array::*;
use arrow_buffer::i256;
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Fields, IntervalUnit, Schema, TimeUnit};

use super::{StoredField, UnsupportedType, stored_type, to_logical, to_normal, to_stored};

/// Through storage and back; the values must read the same, in the logical type of the contract's word `word`.
fn check(array: impl Array + 'static, word: &str, stored: &DataType) {
    let array: ArrayRef = Arc::new(array);
    let fields = StoredField::plan(&[("x y".to_owned(), array.data_type().clone(), true)]).unwrap();
    assert_eq!(&fields[0].stored, stored, "stored type of {}", array.data_type());
    assert_eq!(stored_type(array.data_type()).as_ref(), Ok(stored));
    assert_eq!(shared::wire::column_type::type_word(&fields[0].logical), word);
    let batch =
        RecordBatch::try_new(Arc::new(Schema::new(vec![Field::new("x y", array.data_type().clone(), true)])), vec![Arc::clone(&array)]).unwrap();
    let written = to_stored(&batch, &fields).unwrap();
    assert_eq!(written.schema().field(0), &fields[0].stored_field());
    let read = to_logical(&written, &fields).unwrap();
    assert_eq!(read.schema().field(0), &Field::new("x y", fields[0].logical.clone(), true));
    assert_eq!(read.column(0), to_normal(&batch, &fields).unwrap().column(0));
    assert_eq!(read.column(0).logical_null_count(), array.logical_null_count());
    let json = serde_json::to_string(&fields).unwrap();
    assert_eq!(serde_json::from_str::<Vec<StoredField>>(&json).unwrap(), fields);
}

const MICROS: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

fn utc() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

#[test]
fn integers_keep_their_extremes() {
    check(Int8Array::from(vec![Some(i8::MIN), None, Some(i8::MAX)]), "int8", &DataType::Int8);
    check(Int64Array::from(vec![i64::MIN, i64::MAX]), "int64", &DataType::Int64);
    check(UInt8Array::from(vec![Some(0), None, Some(u8::MAX)]), "uint8", &DataType::Int16);
    check(UInt16Array::from(vec![0, u16::MAX]), "uint16", &DataType::Int32);
    check(UInt32Array::from(vec![0, u32::MAX]), "uint32", &DataType::Int64);
    check(UInt64Array::from(vec![Some(0), None, Some(u64::MAX)]), "uint64", &DataType::Decimal128(20, 0));
}

#[test]
fn other_numbers_keep_their_values() {
    check(BooleanArray::from(vec![Some(true), None, Some(false)]), "bool", &DataType::Boolean);
    check(Float64Array::from(vec![f64::NAN, f64::NEG_INFINITY, -0.0, f64::MIN_POSITIVE]), "float64", &DataType::Float64);
    let half = cast(&Float64Array::from(vec![1.5, 65_504.0, f64::INFINITY]), &DataType::Float16).unwrap();
    check(half.as_primitive::<Float16Type>().clone(), "float32", &DataType::Float32);
    let digits38 = 10i128.pow(38) - 1;
    check(
        Decimal128Array::from(vec![digits38, -digits38]).with_precision_and_scale(38, 10).unwrap(),
        "decimal(38,10)",
        &DataType::Decimal128(38, 10),
    );
    check(Decimal32Array::from(vec![123]).with_precision_and_scale(5, 2).unwrap(), "decimal(5,2)", &DataType::Decimal128(5, 2));
    check(Decimal128Array::from(vec![12, -12]).with_precision_and_scale(5, -2).unwrap(), "decimal(7,0)", &DataType::Decimal128(7, 0));
    let wide = Decimal256Array::from(vec![i256::from_i128(digits38)]).with_precision_and_scale(38, 0).unwrap();
    check(wide, "decimal(38,0)", &DataType::Decimal128(38, 0));
}

#[test]
fn text_and_bytes_lose_their_encoding_only() {
    check(StringArray::from(vec![Some(""), None, Some("é\0")]), "string", &DataType::Utf8);
    check(LargeStringArray::from(vec!["x"]), "string", &DataType::Utf8);
    check(StringViewArray::from(vec!["a string that is too long to be inlined"]), "string", &DataType::Utf8);
    check(LargeBinaryArray::from_vec(vec![b"\xFF", b""]), "binary", &DataType::Binary);
    check(FixedSizeBinaryArray::try_from_iter([[0u8, 1], [254, 255]].into_iter()).unwrap(), "binary", &DataType::Binary);
    check(NullArray::new(3), "string", &DataType::Utf8);
    let dictionary: DictionaryArray<UInt8Type> = vec![Some("b"), None, Some("a"), Some("b")].into_iter().collect();
    check(dictionary, "string", &DataType::Utf8);
    let numbers = DictionaryArray::new(Int32Array::from(vec![Some(1), None, Some(0)]), Arc::new(UInt64Array::from(vec![Some(5), None])));
    check(numbers, "uint64", &DataType::Decimal128(20, 0));
    let runs: RunArray<Int32Type> = vec![Some("a"), Some("a"), None, Some("b")].into_iter().collect();
    check(runs.slice(1, 3), "string", &DataType::Utf8);
}

#[test]
fn times_keep_their_ticks_and_their_zone() {
    check(Date32Array::from(vec![i32::MIN, -1, i32::MAX]), "date", &DataType::Date32);
    check(Date64Array::from(vec![-86_400_000, 0]), "date", &DataType::Date32);
    check(Time32SecondArray::from(vec![0, 86_399]), "time", &DataType::Int64);
    check(Time32MillisecondArray::from(vec![86_399_999]), "time", &DataType::Int64);
    check(Time64MicrosecondArray::from(vec![1]), "time", &DataType::Int64);
    check(Time64NanosecondArray::from(vec![86_399_999_999_999]), "time", &DataType::Int64);
    check(DurationSecondArray::from(vec![i64::MIN, i64::MAX]), "duration", &DataType::Int64);
    check(DurationNanosecondArray::from(vec![Some(1), None]), "duration", &DataType::Int64);
    check(TimestampSecondArray::from(vec![Some(-1), None]), "timestamp", &MICROS);
    check(TimestampMillisecondArray::from(vec![1_001]).with_timezone("+08:00"), "timestamp(+08:00)", &utc());
    check(TimestampMicrosecondArray::from(vec![-1, 1]), "timestamp", &MICROS);
    check(TimestampMicrosecondArray::from(vec![-1, 1]).with_timezone("-05:30"), "timestamp(-05:30)", &utc());
    check(TimestampNanosecondArray::from(vec![Some(i64::MAX), None, Some(-1)]), "timestamp", &DataType::Int64);
    check(TimestampNanosecondArray::from(vec![1]).with_timezone("UTC"), "timestamp(UTC)", &DataType::Int64);
}

#[test]
fn a_zone_that_we_do_not_know_is_kept() {
    let array = TimestampMicrosecondArray::from(vec![1]).with_timezone("Mars/Olympus");
    let fields = StoredField::plan(&[("x".to_owned(), array.data_type().clone(), true)]).unwrap();
    let batch = RecordBatch::try_from_iter([("x", Arc::new(array.clone()) as ArrayRef)]).unwrap();
    let read = to_logical(&to_stored(&batch, &fields).unwrap(), &fields).unwrap();
    assert_eq!(read.column(0).as_primitive::<TimestampMicrosecondType>(), &array);
}

#[test]
fn nested_values_are_converted_inside() {
    let element = |data_type| DataType::List(Arc::new(Field::new("element", data_type, true)));
    let list = ListArray::from_iter_primitive::<UInt64Type, _, _>([Some(vec![Some(u64::MAX), None]), None, Some(vec![])]);
    check(list.slice(0, 2), "list<uint64>", &element(DataType::Decimal128(20, 0)));
    check(list, "list<uint64>", &element(DataType::Decimal128(20, 0)));
    let fixed = FixedSizeListArray::from_iter_primitive::<Float64Type, _, _>([Some([Some(1.0), None]), None], 2);
    check(fixed, "list<float64>", &element(DataType::Float64));
    check(LargeListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)]), None]).slice(1, 1), "list<int32>", &element(DataType::Int32));
    let fields = Fields::from(vec![Field::new("A b", DataType::UInt8, false), Field::new("a_b", DataType::Utf8, true)]);
    let parts: Vec<ArrayRef> = vec![Arc::new(UInt8Array::from(vec![255, 1])), Arc::new(StringArray::from(vec![None, Some("x")]))];
    let stored = Fields::from(vec![Field::new("A_b", DataType::Int16, true), Field::new("a_b_2", DataType::Utf8, true)]);
    check(StructArray::new(fields, parts, None), "struct<A b: uint8, a_b: string>", &DataType::Struct(stored));
}

#[test]
fn maps_are_converted_inside() {
    let mut builder = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    builder.keys().append_value("k");
    builder.values().append_null();
    builder.append(true).unwrap();
    builder.append(false).unwrap();
    let entries = Fields::from(vec![Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Int32, true)]);
    let stored = DataType::Map(Arc::new(Field::new("key_value", DataType::Struct(entries), false)), false);
    check(builder.finish(), "map<struct<key: string, value: int32>>", &stored);
}

#[test]
fn values_out_of_range_are_errors_and_never_wrap() {
    let fails = |array: ArrayRef| {
        let fields = StoredField::plan(&[("x".to_owned(), array.data_type().clone(), true)]).unwrap();
        to_stored(&RecordBatch::try_from_iter([("x", array)]).unwrap(), &fields).unwrap_err().to_string()
    };
    assert!(fails(Arc::new(TimestampSecondArray::from(vec![i64::MAX]))).contains("out of range in microseconds"));
    assert!(fails(Arc::new(TimestampMillisecondArray::from(vec![i64::MIN]))).contains("out of range in microseconds"));
    assert!(fails(Arc::new(Date64Array::from(vec![1]))).contains("not a whole day"));
}

#[test]
fn types_without_a_place_are_refused() {
    let refused = |data_type: DataType| assert_eq!(stored_type(&data_type), Err(UnsupportedType(data_type)));
    refused(DataType::Interval(IntervalUnit::DayTime));
    refused(DataType::Decimal256(39, 0));
    refused(DataType::Decimal128(38, -1));
    refused(DataType::Struct(Fields::empty()));
    let columns = [("a".to_owned(), DataType::Int8, true), ("b".to_owned(), DataType::Interval(IntervalUnit::DayTime), true)];
    assert_eq!(StoredField::plan(&columns).unwrap_err().0, 1);
}

#[test]
fn text_that_was_read_as_a_dictionary_stays_one() {
    let fields = StoredField::plan(&[("x".to_owned(), DataType::Utf8, true)]).unwrap();
    let dictionary: DictionaryArray<Int32Type> = vec![Some("b"), None].into_iter().collect();
    let batch = RecordBatch::try_from_iter([("x", Arc::new(dictionary.clone()) as ArrayRef)]).unwrap();
    let read = to_logical(&batch, &fields).unwrap();
    assert_eq!(read.column(0).to_data(), dictionary.to_data());
}

#[test]
fn physical_names_are_legal_and_unique() {
    let names = ["a b", "a_b", "A,B", "", "价格 (元)", "a\n=", &"x".repeat(500)];
    let columns: Vec<_> = names.iter().map(|n| ((*n).to_owned(), DataType::Int8, true)).collect();
    let physical: Vec<_> = StoredField::plan(&columns).unwrap().into_iter().map(|f| f.physical).collect();
    assert_eq!(physical[..6], ["a_b", "a_b_2", "A_B_3", "_", "价格__元_", "a__"]);
    assert_eq!(physical[6].len(), 128);
}
