//! Cells of every type in one form, so that ours, those of Arrow's JSON and those that other programs read can be held against each other: JSON in
//! which null is null, a truth value one, a list, struct or map an array, and everything else a text whose first letter says what it is.
//!
//! | letter | then |
//! | --- | --- |
//! | `i` | a whole number |
//! | `f` | the bits of a float64 in hex; every NaN is the same |
//! | `d` | a decimal's whole number without its point, `e`, the digits behind the point |
//! | `t`, `b` | text; bytes in hex |
//! | `D`, `c`, `p` | days since 1970; nanoseconds since midnight; nanoseconds of a duration |
//! | `m` | nanoseconds since 1970, `@`, the zone or nothing |

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{DataType, TimeUnit};
use serde_json::Value;

pub(super) fn float(value: f64) -> Value {
    format!("f{:016x}", if value.is_nan() { f64::NAN } else { value }.to_bits()).into()
}

pub(super) fn bytes(hex: &str) -> Value {
    format!("b{}", hex.to_lowercase()).into()
}

/// The cells of a column of the stream.
fn cells(column: &ArrayRef) -> Vec<Value> {
    if let Some(dictionary) = column.as_any_dictionary_opt() {
        return cells(&cast(column, dictionary.values().data_type()).unwrap());
    }
    let (ticks, unit) = (|| cast(column, &DataType::Int64).unwrap(), of_unit(column.data_type()));
    let lettered = |letter: &str, zone: &str| {
        let ticks = ticks();
        let values = ticks.as_primitive::<Int64Type>().values().iter();
        values.map(|value| format!("{letter}{}{zone}", i128::from(*value) * unit).into()).collect()
    };
    let rows = 0..column.len();
    let values: Vec<Value> = match column.data_type() {
        DataType::Boolean => rows.map(|row| column.as_boolean().value(row).into()).collect(),
        whole if whole.is_integer() => {
            let whole = cast(column, &DataType::Decimal128(38, 0)).unwrap();
            whole.as_primitive::<Decimal128Type>().values().iter().map(|value| format!("i{value}").into()).collect()
        }
        real if real.is_floating() => {
            let real = cast(column, &DataType::Float64).unwrap();
            real.as_primitive::<Float64Type>().values().iter().copied().map(float).collect()
        }
        DataType::Decimal128(_, scale) => {
            column.as_primitive::<Decimal128Type>().values().iter().map(|value| format!("d{value}e{scale}").into()).collect()
        }
        DataType::Utf8 => rows.map(|row| format!("t{}", column.as_string::<i32>().value(row)).into()).collect(),
        DataType::Binary => {
            let hex = |row| column.as_binary::<i32>().value(row).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            rows.map(|row| bytes(&hex(row))).collect()
        }
        DataType::Date32 => {
            let days = cast(&cast(column, &DataType::Int32).unwrap(), &DataType::Int64).unwrap();
            days.as_primitive::<Int64Type>().values().iter().map(|day| format!("D{day}").into()).collect()
        }
        DataType::Time64(_) => lettered("c", ""),
        DataType::Duration(_) => lettered("p", ""),
        DataType::Timestamp(_, zone) => lettered("m", &format!("@{}", zone.as_deref().unwrap_or_default())),
        DataType::List(_) => rows.map(|row| cells(&column.as_list::<i32>().value(row)).into()).collect(),
        DataType::Map(..) => rows.map(|row| cells(&(Arc::new(column.as_map().value(row)) as ArrayRef)).into()).collect(),
        DataType::Struct(_) => transposed(column.len(), column.as_struct().columns().iter().map(cells)),
        other => panic!("no stream has {other}"),
    };
    let nulls = column.logical_nulls();
    let is_null = |row| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
    values.into_iter().enumerate().map(|(row, value)| if is_null(row) { Value::Null } else { value }).collect()
}

/// The columns of a struct as its rows.
pub(super) fn transposed(rows: usize, columns: impl Iterator<Item = Vec<Value>>) -> Vec<Value> {
    let mut all = vec![Vec::new(); rows];
    for column in columns {
        all.iter_mut().zip(column).for_each(|(row, cell)| row.push(cell));
    }
    all.into_iter().map(Value::from).collect()
}

/// Nanoseconds of one tick; 1 for what has none.
fn of_unit(data_type: &DataType) -> i128 {
    match data_type {
        DataType::Timestamp(unit, _) | DataType::Time64(unit) | DataType::Duration(unit) => match unit {
            TimeUnit::Second => 1_000_000_000,
            TimeUnit::Millisecond => 1_000_000,
            TimeUnit::Microsecond => 1_000,
            TimeUnit::Nanosecond => 1,
        },
        _ => 1,
    }
}

/// Names of columns, each with its cells.
pub(super) struct Table {
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<Vec<Value>>,
}

impl Table {
    /// Of batches; there must be one.
    pub(super) fn of(batches: &[RecordBatch]) -> Table {
        let names = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
        let columns = (0..batches[0].num_columns()).map(|at| batches.iter().flat_map(|batch| cells(batch.column(at))).collect());
        Table { names, columns: columns.collect() }
    }

    /// Of what a program told: a list of names with their cells.
    pub(super) fn told(columns: &Value) -> Table {
        let (names, columns) = serde_json::from_value::<Vec<(String, Vec<Value>)>>(columns.clone()).unwrap().into_iter().unzip();
        Table { names, columns }
    }

    /// Whether it has the names, values and order of the expected one; otherwise the first difference. Names that are there twice are not compared: ours
    /// are unique.
    pub(super) fn holds(&self, expected: &Table) -> Result<(), String> {
        let unique: BTreeSet<String> = expected.names.iter().map(|name| name.to_lowercase()).collect();
        if unique.len() == expected.names.len() && self.names != expected.names {
            return Err(format!("columns {:?} for {:?}", self.names, expected.names));
        }
        if self.columns.len() != expected.columns.len() {
            return Err(format!("{} columns for {}", self.columns.len(), expected.columns.len()));
        }
        for (name, (found, expected)) in self.names.iter().zip(self.columns.iter().zip(&expected.columns)) {
            if found.len() != expected.len() {
                return Err(format!("{name}: {} rows for {}", found.len(), expected.len()));
            }
            if let Some(row) = (0..found.len()).find(|row| found[*row] != expected[*row]) {
                return Err(format!("{name}, row {row}: {} for {}", found[row], expected[row]));
            }
        }
        Ok(())
    }
}
