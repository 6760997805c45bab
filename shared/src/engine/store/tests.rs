#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::*;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::value::Value;
use crate::wire::coded::code_type;

/// Packs all rows; their values are what Arrow writes of the array.
#[track_caller]
fn comes_back(array: impl Array + 'static) -> Column {
    let array: ArrayRef = Arc::new(array);
    let column = Column::of(&array);
    let written = ArrayFormatter::try_new(&array, &FormatOptions::new()).unwrap();
    let text = |row| match column.value(&column.chunks[0], row) {
        Value::Float(x) => format!("{x:?}"),
        value => value.text(),
    };
    (0..array.len()).for_each(|row| assert_eq!(text(row), written.value(row).to_string(), "row {row}"));
    column
}

#[test]
fn every_type_comes_back_as_it_came() {
    comes_back(BooleanArray::from(vec![Some(true), None, Some(false)]));
    comes_back(Int8Array::from(vec![-128, 127]));
    comes_back(UInt16Array::from(vec![Some(65_535), None]));
    comes_back(Int64Array::from(vec![i64::MIN, 0, i64::MAX]));
    comes_back(UInt64Array::from(vec![u64::MAX, 3]));
    comes_back(Float32Array::from(vec![0.5, -0.0, 7.0]));
    comes_back(Float64Array::from(vec![Some(1.0), None, Some(-3.0)]));
    comes_back(Float64Array::from(vec![f64::INFINITY, 1e300, -0.0]));
    comes_back(Date32Array::from(vec![-1, 20_000]));
    comes_back(TimestampMicrosecondArray::from(vec![60_000_000, -120_000_000]));
    comes_back(TimestampNanosecondArray::from(vec![1, 3_600_000_000_000]));
    comes_back(Decimal128Array::from(vec![Some(10), None, Some(1 << 90)]).with_precision_and_scale(38, 4).unwrap());
    comes_back(Decimal64Array::from(vec![-5, 7]).with_precision_and_scale(10, 2).unwrap());
    comes_back(StringArray::from(vec![Some("a"), None, Some("")]));
    comes_back(Int64Array::from(Vec::<i64>::new()));
    comes_back(Int64Array::from(vec![None, None]));
}

#[test]
fn whole_numbers_take_the_bytes_that_their_range_needs() {
    let bytes = |x: Vec<i64>| comes_back(Int64Array::from(x)).bytes();
    assert_eq!(bytes(vec![1_000_000, 1_000_255]), 2);
    assert_eq!(bytes(vec![-300, 300]), 4);
    assert_eq!(bytes(vec![0, 100_000]), 8);
    assert_eq!(bytes(vec![i64::MIN, i64::MAX]), 16);
    assert_eq!(comes_back(Float64Array::from(vec![3.0, 200.0])).bytes(), 2);
}

#[test]
fn times_share_their_coarsest_step() {
    let minute = 60_000_000;
    let column = comes_back(TimestampMicrosecondArray::from(vec![minute * 7, minute * 400_000, minute * 9]));
    assert_eq!((column.span.unwrap().step, column.bytes()), (minute, 12));
    let column = comes_back(TimestampMicrosecondArray::from(vec![86_400_000_000 * 100, 0]));
    assert_eq!((column.span.unwrap().step, column.bytes()), (86_400_000_000, 2));
    let column = comes_back(TimestampMicrosecondArray::from(vec![minute, minute + 1]));
    assert_eq!(column.span.unwrap().step, 1);
}

#[test]
fn distances_join_chunks_of_different_steps_and_bases() {
    let minute = 60_000_000;
    let mut column = Column::new(arrow_schema::DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, None));
    for cells in [vec![minute * 3, minute * 5], vec![minute * 60 * 2], vec![1_000_000]] {
        let array: ArrayRef = Arc::new(TimestampMicrosecondArray::from(cells));
        let chunk = column.pack(&array);
        column.chunks.push(chunk);
    }
    let span = column.span.unwrap();
    assert_eq!((span.step, span.first(), span.steps()), (1_000_000, 1, 7_200));
    let distances = |chunk: usize| {
        let mut out = vec![0; column.chunks[chunk].rows];
        read::distances(&column.chunks[chunk], 0..out.len(), &span, &mut out);
        out
    };
    assert_eq!([distances(0), distances(1), distances(2)], [vec![179, 299], vec![7_199], vec![0]]);
}

#[test]
fn texts_keep_their_codes_whatever_dictionary_they_come_with() {
    let dictionary = |texts: &[Option<&str>]| {
        let mut builder = StringDictionaryBuilder::<Int32Type>::new();
        texts.iter().for_each(|text| builder.append_option(*text));
        Arc::new(builder.finish()) as ArrayRef
    };
    let batches = [dictionary(&[Some("b"), Some("a"), None]), dictionary(&[Some("b"), Some("a"), Some("c")]), dictionary(&[Some("d"), Some("a")])];
    let mut column = Column::new(batches[0].data_type().clone());
    let texts: Vec<Vec<Value>> = batches
        .iter()
        .map(|batch| {
            let chunk = column.pack(batch);
            (0..chunk.rows).map(|row| column.value(&chunk, row)).collect()
        })
        .collect();
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(texts, [vec![text("b"), text("a"), Value::Null], vec![text("b"), text("a"), text("c")], vec![text("d"), text("a")]]);
    assert_eq!((column.dictionary.len(), column.is_coded()), (4, true));
}

/// Codes the values in the frame of all of them and packs the codes.
fn coded_and_packed(cells: &[Option<i64>], data_type: &DataType, span: Span) -> Option<Column> {
    let plain = TimestampMicrosecondArray::from_iter(cells.iter().copied());
    let nulls = plain.nulls().cloned();
    let (codes, narrow) = (codes(&plain, &span)?, code_type(data_type, &span)?);
    let array: ArrayRef = match codes {
        Codes::U8(codes) => Arc::new(UInt8Array::new(codes.into(), nulls)),
        Codes::U16(codes) => Arc::new(UInt16Array::new(codes.into(), nulls)),
        Codes::U32(codes) => Arc::new(UInt32Array::new(codes.into(), nulls)),
        Codes::U64(_) => return None,
    };
    assert_eq!(*array.data_type(), narrow);
    let mut column = Column::new(data_type.clone());
    let chunk = column.pack_codes(&array, span.least, span.step);
    column.chunks.push(chunk);
    Some(column)
}

#[test]
fn a_value_outside_of_the_frame_is_not_coded() {
    let of = |cells: Vec<Option<i64>>| coded_and_packed(&cells, &TIMES, Span { least: 0, greatest: 7_200_000_000, step: 60_000_000 }).is_some();
    assert!(of(vec![Some(0), None, Some(7_200_000_000)]));
    assert!(!of(vec![Some(7_260_000_000)]) && !of(vec![Some(-60_000_000)]) && !of(vec![Some(60_000_001)]));
}

const TIMES: DataType = DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, None);

proptest! {
    #[test]
    fn values_that_came_as_codes_are_packed_as_if_they_had_come_as_they_are(
        x in vec(proptest::option::of(-40_000i64..40_000), 1..50),
        step in prop_oneof![Just(1i64), Just(1_000), Just(60_000_000)],
        (below, above) in (0i64..100_000, 0i64..100_000),
    ) {
        let cells: Vec<Option<i64>> = x.iter().map(|x| x.map(|x| x * step)).collect();
        let span = Span { least: (-40_000 - below) * step, greatest: (40_000 + above) * step, step };
        let column = coded_and_packed(&cells, &TIMES, span).unwrap();
        let plain = Column::of(&(Arc::new(TimestampMicrosecondArray::from(cells)) as ArrayRef));
        let values = |column: &Column| (0..x.len()).map(|row| column.value(&column.chunks[0], row)).collect::<Vec<_>>();
        prop_assert_eq!(values(&column), values(&plain));
        let ends = |column: &Column| column.span.map(|span| (span.least, span.greatest));
        prop_assert_eq!((ends(&column), column.finite), (ends(&plain), plain.finite));
    }

    #[test]
    fn any_integers_come_back(x in vec(proptest::option::of(any::<i64>()), 0..50), shift in 0u32..63) {
        comes_back(Int64Array::from_iter(x.iter().map(|x| x.map(|x| x >> shift))));
    }

    #[test]
    fn any_times_come_back(x in vec(proptest::option::of(-1_000_000i64..1_000_000), 0..50), step in prop_oneof![Just(1i64), Just(1_000), Just(60_000_000), Just(3_600_000_000)]) {
        comes_back(TimestampMicrosecondArray::from_iter(x.iter().map(|x| x.map(|x| x * step))));
    }

    #[test]
    fn any_floats_come_back(x in vec(prop_oneof![any::<f64>(), (-1000i32..1000).prop_map(f64::from)], 0..20)) {
        let array: ArrayRef = Arc::new(Float64Array::from(x.clone()));
        let column = Column::of(&array);
        let back: Vec<u64> = (0..x.len()).map(|row| match column.value(&column.chunks[0], row) {
            Value::Float(x) => x.to_bits(),
            other => panic!("{other:?}"),
        }).collect();
        prop_assert_eq!(back, x.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
    }
}

#[test]
fn the_texts_of_a_column_do_not_keep_the_message_alive_that_they_came_in() {
    let message: StringArray = (0..10_000).map(|n| Some(format!("text {n}"))).collect();
    let few: ArrayRef = Arc::new(DictionaryArray::new(Int32Array::from(vec![1, 0, 1]), Arc::new(message.slice(500, 2))));
    let column = Column::of(&few);
    assert_eq!(column.dictionary.get(1), "text 501");
    assert!(column.bytes() < 1_000, "{}", column.bytes());
}
