//! Masks in a real tab, whose kernels compare sixteen bytes at once, and natively, where they go row by row: every kind of condition over every
//! packing, in chunks of lengths around those of the lanes, the bytes and the words of a mask.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, GroupKey, Measure, Op, QuerySpec, Scalar};

use crate::ask::{between, is_null, one_of};
use crate::columns::{Column, array};
use crate::tab::Tab;

/// Rows of the chunks. In those of an odd number no cell is null.
const CHUNKS: [usize; 21] = [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 2_047, 2_048, 2_065];

/// Bits that depend on all bits of `n`, the same each time (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014).
fn mixed(n: u64) -> u64 {
    let n = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

fn float(bits: u64, scale: f64) -> Value {
    Value::Float(match bits % 16 {
        0 => f64::NAN,
        1 => f64::INFINITY,
        2 => f64::NEG_INFINITY,
        3 => 0.0,
        4 => -0.0,
        _ => f64::from(((bits >> 8) as i32 as f64 * scale) as f32),
    })
}

fn text(bits: u64) -> Value {
    Value::Text(format!("{}{}", ["Rose", "rose ", "é", "日本", ""][(bits % 5) as usize], bits / 5 % 40))
}

/// A column of every packing, with a cell of random bits.
pub(crate) fn packings() -> Vec<Column> {
    use DataType as T;
    let whole = |values: u64, base: i128, step: i128| move |bits: u64| Value::Int((i128::from(bits % values) + base) * step);
    let at = |step: i64| move |bits: u64| Value::Timestamp { ticks: (bits % 40_000) as i64 * step, per_second: 1_000_000 };
    let decimal = |power: u32| move |bits: u64| Value::Decimal { unscaled: i128::from(bits % 50_000) * 10_i128.pow(power) - 7, scale: 2 };
    let mut salt = 0;
    let mut column = |name: &str, data_type: T, cell: Box<dyn Fn(u64) -> Value>| {
        salt += 1;
        let (salt, name) = (salt << 32, name.to_owned());
        Column { name, data_type, cell: Box::new(move |row| cell(mixed(salt + row as u64))) }
    };
    vec![
        column("truth", T::Boolean, Box::new(|bits| Value::Bool(bits % 2 == 1))),
        column("8 bits", T::Int32, Box::new(whole(256, -100, 1))),
        column("8 bits of steps", T::Int64, Box::new(whole(200, 5, 3_600_000))),
        column("16 bits", T::Int32, Box::new(whole(65_536, -40_000, 1))),
        column("32 bits", T::Int64, Box::new(whole(1 << 32, -7, 1))),
        column("64 bits", T::Int64, Box::new(|bits| Value::Int((bits as i64).into()))),
        column("unsigned", T::UInt64, Box::new(|bits| Value::Int(bits.into()))),
        column("decimal", T::Decimal128(15, 2), Box::new(decimal(0))),
        column("wide decimal", T::Decimal128(38, 2), Box::new(decimal(20))),
        column("float32", T::Float32, Box::new(|bits| float(bits, 1e-3))),
        column("float64", T::Float64, Box::new(|bits| float(bits, 0.1))),
        column("whole floats", T::Float64, Box::new(|bits| Value::Float((bits % 300) as f64 - 100.0))),
        column("text", T::Utf8, Box::new(text)),
        column("date", T::Date32, Box::new(|bits| Value::Date((bits % 9_000) as i32 - 2_000))),
        column("time", T::Timestamp(TimeUnit::Microsecond, None), Box::new(at(60_000_000))),
        column("moment", T::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), Box::new(at(1_234_567))),
    ]
}

/// The number of a chunk and, of each row, a number whose sums tell which rows were added.
fn beside(chunk: usize) -> [Column; 2] {
    let column = |name: &str, cell: Box<dyn Fn(usize) -> Value>| Column { name: name.into(), data_type: DataType::Int64, cell };
    [column("chunk", Box::new(move |_| Value::Int(chunk as i128))), column("weight", Box::new(|row| Value::Int((mixed(row as u64) >> 4).into())))]
}

fn batch(chunk: usize, first: usize) -> RecordBatch {
    let rows = first..first + CHUNKS[chunk];
    let filled = |column: &Column| rows.clone().map(&column.cell).collect::<Vec<_>>();
    let packed = packings().into_iter().map(|column| {
        let is_null = |row: usize| chunk.is_multiple_of(2) && mixed(row as u64 * 31 + column.name.len() as u64).is_multiple_of(5);
        let cells: Vec<Value> = rows.clone().map(|row| if is_null(row) { Value::Null } else { (column.cell)(row) }).collect();
        (Field::new(&column.name, column.data_type.clone(), true), array(&column.data_type, &cells))
    });
    let beside = beside(chunk).map(|column| (Field::new(&column.name, column.data_type.clone(), true), array(&column.data_type, &filled(&column))));
    let (fields, arrays): (Vec<Field>, Vec<_>) = packed.chain(beside).unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

/// A cell as filters name it. Whole numbers are named by their digits, which JavaScript keeps.
fn scalar(column: &Column, row: usize) -> Option<Scalar> {
    match (column.cell)(row) {
        Value::Int(n) => Some(Scalar::Text(n.to_string())),
        cell => cell.to_scalar(),
    }
}

pub(crate) fn not(filter: FilterSpec) -> FilterSpec {
    FilterSpec { not: Some(Box::new(filter)), ..FilterSpec::default() }
}

/// Conditions of every kind whose ends and values are cells, rows that are spread over the chunks.
pub(crate) fn conditions(column: &Column) -> Vec<FilterSpec> {
    let name = column.name.as_str();
    let mut all = vec![is_null(name, true), is_null(name, false), not(is_null(name, true))];
    for row in [3, 40, 333, 999, 4_321] {
        // NaN is no end of an interval.
        let end = |row: usize| (row..).find(|row| !matches!((column.cell)(*row), Value::Float(x) if x.is_nan())).and_then(|row| scalar(column, row));
        let (lo, hi) = (end(row), end(row + 1));
        let range = between(name, lo.clone(), hi.clone());
        let set = one_of(name, (row..row + 9).map(|row| scalar(column, row)).collect());
        let or_null = one_of(name, vec![lo.clone(), None, hi.clone()]);
        let both = |filters: [&FilterSpec; 2]| Some(filters.map(Clone::clone).to_vec());
        all.push(FilterSpec { all: both([&between(name, lo.clone(), None), &not(set.clone())]), ..FilterSpec::default() });
        all.push(FilterSpec { any: both([&between(name, None, lo.clone()), &set]), ..FilterSpec::default() });
        all.extend([
            not(range.clone()),
            not(or_null.clone()),
            between(name, hi, lo.clone()),
            between(name, lo.clone(), None),
            between(name, None, lo),
        ]);
        all.extend([range, set, or_null]);
    }
    all
}

/// Conditions of texts alone.
fn text_conditions(column: &str) -> Vec<FilterSpec> {
    let filter = FilterSpec { column: column.into(), ..FilterSpec::default() };
    let some = |text: &str| Some(text.to_owned());
    let plain = [
        FilterSpec { contains: some("e1"), ..filter.clone() },
        FilterSpec { starts_with: some("rose"), ..filter.clone() },
        FilterSpec { matches: some("^(日本|é)?[0-4]$"), ..filter.clone() },
    ];
    let either_case = [
        FilterSpec { contains: some("OSE"), ignore_case: true, ..filter.clone() },
        FilterSpec { starts_with: some("É"), ignore_case: true, ..filter },
    ];
    plain.into_iter().flat_map(|filter| [not(filter.clone()), filter]).chain(either_case).collect()
}

#[test]
fn every_condition_over_every_packing_passes_in_the_tab_the_rows_that_it_passes_natively() {
    let starts = CHUNKS.iter().scan(0, |next, rows| Some(std::mem::replace(next, *next + rows)));
    let batches: Vec<RecordBatch> = starts.enumerate().map(|(chunk, first)| batch(chunk, first)).collect();
    let conditions = packings().iter().flat_map(conditions).chain(text_conditions("text")).collect::<Vec<_>>();
    let questions: Vec<QuerySpec> = conditions
        .into_iter()
        .map(|filter| QuerySpec {
            group_by: vec![GroupKey::plain("chunk")],
            measures: vec![Measure::count(), Measure::of(Op::Sum, "weight")],
            filters: vec![filter],
            ..QuerySpec::default()
        })
        .collect();
    let mut tab = Tab::open();
    let stored = tab.store(&batches);
    tab.agrees(&stored, 1, &questions, "masks");
}
