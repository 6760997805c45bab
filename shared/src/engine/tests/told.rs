use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::*;
use arrow_buffer::BooleanBuffer;

use super::*;
use crate::engine::execute::{Rows, execute, execute_coded};
use crate::engine::store::{Codes, Column};
use crate::wire::query::CalendarUnit;

const ROWS: usize = 2_100;

/// Chunks of two texts, of whole numbers in 8, 16 and 32 bits, of times that are in minutes in one chunk, and some with nulls.
fn chunks() -> Vec<RecordBatch> {
    let chunk = |which: i64| {
        let rows = || 0..ROWS as i64;
        let mut text = StringDictionaryBuilder::<Int32Type>::new();
        rows().for_each(|row| text.append_value(format!("{}", (row * 7 + which) % (40 << (3 * which)))));
        let number = |row: i64| (which < 3 || row % 3 > 0).then_some(row * 31 % 100 + which * 200 + if which == 1 { row * 9 } else { 0 });
        let far = |row: i64| (which != 2).then_some(row * row % 70_000 - 900);
        let time = |row: i64| Some(1_356_998_400 + row * if which == 0 { 60 } else { 1 });
        batch([
            ("t", Arc::new(text.finish()) as ArrayRef),
            ("x", Arc::new(rows().map(number).collect::<Int64Array>()) as ArrayRef),
            ("far", Arc::new(rows().map(far).collect::<Int64Array>()) as ArrayRef),
            ("at", Arc::new(rows().map(time).collect::<TimestampSecondArray>()) as ArrayRef),
            ("nothing", Arc::new(DictionaryArray::<Int32Type>::new(Int32Array::new_null(ROWS), Arc::new(StringArray::new_null(0)))) as ArrayRef),
            ("real", Arc::new(rows().map(|row| Some(row as f64 / 8.0)).collect::<Float64Array>()) as ArrayRef),
        ])
    };
    (0..4).map(chunk).collect()
}

fn columns(chunks: &[RecordBatch]) -> Vec<Column> {
    let mut columns: Vec<Column> = chunks[0].columns().iter().map(|array| Column::new(array.data_type().clone())).collect();
    for (at, column) in columns.iter_mut().enumerate() {
        for batch in chunks {
            let chunk = column.pack(batch.column(at));
            column.chunks.push(chunk);
        }
    }
    columns
}

#[test]
fn groups_that_are_told_by_codes_are_those_that_are_listed() {
    let batches = chunks();
    let (columns, chunk_rows) = (columns(&batches), [ROWS; 4]);
    let add_up = |plan: &Plan, mask: Option<BooleanBuffer>| {
        let columns = columns.iter().collect();
        execute(plan, &Rows { columns, chunk_rows: &chunk_rows, chunks: 0..4, masks: vec![mask; 4], first_row: 0 })
    };
    let keys: [&[&str]; 8] = [&[], &["t"], &["x"], &["far"], &["at"], &["t", "x"], &["far", "t"], &["t", "x", "real"]];
    let ops = [Op::Count, Op::CountColumn, Op::Sum, Op::Mean, Op::Max, Op::Median, Op::Mode, Op::Distinct];
    for (keys, of) in keys.into_iter().flat_map(|keys| ["t", "x", "far", "at", "real"].map(|of| (keys, of))) {
        let measures = ops.into_iter().map(|op| if op == Op::Count { Measure::count() } else { Measure::of(op, of) });
        let asked = measures.clone().map(|measure| vec![measure]).chain([measures.collect(), vec![]]);
        for measures in asked {
            let spec = QuerySpec { group_by: keys.iter().map(|key| GroupKey::plain(*key)).collect(), measures, ..QuerySpec::default() };
            // Not every measure is of every type.
            let Ok(plan) = Plan::parse(&spec, &batches[0].schema()) else { continue };
            assert!(add_up(&plan, None) == add_up(&plan, Some(BooleanBuffer::new_set(ROWS))), "{keys:?} {:?}", spec.measures);
        }
    }
}

#[test]
fn groups_that_are_told_by_kept_codes_are_those_that_are_listed() {
    let batches = chunks();
    let (columns, chunk_rows) = (columns(&batches), [ROWS; 4]);
    let rows = |mask: Option<BooleanBuffer>| Rows {
        columns: columns.iter().collect(),
        chunk_rows: &chunk_rows,
        chunks: 0..4,
        masks: vec![mask; 4],
        first_row: 0,
    };
    let key = |column: &str, bin| GroupKey { column: column.into(), bin: Some(bin) };
    let prefix = |column: &str| key(column, BinSpec { prefix: Some(1), ..BinSpec::default() });
    let width = |column: &str, width| key(column, BinSpec { width: Some(width), ..BinSpec::default() });
    let hours = key("at", BinSpec { every: Some(CalendarUnit::Hour), ..BinSpec::default() });
    let keys = [prefix("nothing"), prefix("t"), width("x", 10.0), width("far", 200.0), hours, width("real", 8.0)];
    let pairs = keys.iter().flat_map(|first| keys.iter().map(move |second| vec![first.clone(), second.clone()]));
    for group_by in keys.iter().map(|key| vec![key.clone()]).chain(pairs) {
        for measure in
            [Measure::count(), Measure::of(Op::Sum, "at"), Measure::of(Op::Mean, "far"), Measure::of(Op::Sum, "x"), Measure::of(Op::Distinct, "t")]
        {
            let spec = QuerySpec { group_by: group_by.clone(), measures: vec![measure], ..QuerySpec::default() };
            let Ok(plan) = Plan::parse(&spec, &batches[0].schema()) else { continue };
            let kept: Vec<Vec<Option<Codes>>> = plan
                .keys
                .iter()
                .map(|key| {
                    let mut coder = key.bin.coder(&columns[key.column], 4 * ROWS);
                    (0..4).map(|chunk| coder.packed_width().map(|_| coder.pack(chunk))).collect()
                })
                .collect();
            let kept: Vec<&[Option<Codes>]> = kept.iter().map(Vec::as_slice).collect();
            let listed = execute(&plan, &rows(Some(BooleanBuffer::new_set(ROWS))));
            assert!(execute_coded(&plan, &rows(None), &kept) == listed, "{group_by:?} {:?}", spec.measures);
        }
    }
}
