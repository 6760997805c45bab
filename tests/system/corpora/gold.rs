//! Arrow's integration files in JSON, which list every buffer of every batch.
//! <https://github.com/apache/arrow/blob/main/docs/source/format/Integration.rst>

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{DataType, TimeUnit};
use flate2::read::GzDecoder;
use serde_json::Value;

const MILLISECOND: i128 = 1_000_000;
const DAY: i128 = 86_400_000 * MILLISECOND;

/// The values of a file. Those of nested types and views are not read, only which of them are null.
pub(super) struct Gold(Value);

impl Gold {
    pub(super) fn of(file: &Path) -> Gold {
        Gold(serde_json::from_reader(GzDecoder::new(File::open(file).unwrap())).unwrap())
    }

    pub(super) fn rows(&self) -> usize {
        items(&self.0["batches"]).iter().map(|batch| count(&batch["count"])).sum()
    }

    /// Holds a table to it, cell by cell.
    pub(super) fn compare(&self, batches: &[RecordBatch]) -> Result<(), String> {
        for (at, field) in items(&self.0["schema"]["fields"]).iter().enumerate() {
            let expected: Vec<Cell> = items(&self.0["batches"]).iter().flat_map(|batch| self.cells(field, &batch["columns"][at])).collect();
            let found: Vec<Cell> = batches.iter().flat_map(|batch| found(batch.column(at))).collect();
            let differ = expected.iter().zip(&found).position(|(expected, found)| !expected.agrees(found));
            if let Some(row) = differ {
                return Err(format!("column {at} row {row}: {:?} for {:?} of {}", found[row], expected[row], field["type"]));
            }
        }
        Ok(())
    }

    fn cells(&self, field: &Value, column: &Value) -> Vec<Cell> {
        if count(&column["count"]) == 0 {
            return Vec::new();
        }
        if field["type"]["name"] == "runendencoded" {
            let mut start = 0;
            let ends = column["children"][0]["DATA"].as_array().unwrap().iter().map(|end| number(end) as usize);
            let runs = ends.zip(self.cells(&field["children"][1], &column["children"][1]));
            return runs.flat_map(|(end, cell)| vec![cell; end - std::mem::replace(&mut start, end)]).collect();
        }
        let values = match &field["dictionary"]["id"] {
            Value::Null => data(&field["type"], column),
            id => {
                let dictionary = items(&self.0["dictionaries"]).iter().find(|dictionary| dictionary["id"] == *id).unwrap();
                let entries = self.cells(&serde_json::json!({ "type": field["type"] }), &dictionary["data"]["columns"][0]);
                column["DATA"].as_array().unwrap().iter().map(|index| entries.get(number(index) as usize).cloned().unwrap_or(Cell::Unknown)).collect()
            }
        };
        let is_null = |row: usize| column["VALIDITY"].as_array().is_some_and(|valid| number(&valid[row]) == 0);
        let is_nulls = field["type"]["name"] == "null";
        values.into_iter().enumerate().map(|(row, cell)| if is_nulls || is_null(row) { Cell::Null } else { cell }).collect()
    }
}

/// A value, or what is known of it.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Null,
    /// Times are nanoseconds, decimals without their point.
    Whole(i128),
    Float(f64),
    Text(String),
    Unknown,
}

impl Cell {
    fn agrees(&self, other: &Cell) -> bool {
        match (self, other) {
            (Cell::Null, Cell::Null) => true,
            (Cell::Null, _) | (_, Cell::Null) => false,
            (Cell::Unknown, _) | (_, Cell::Unknown) => true,
            _ => self == other,
        }
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn count(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

fn number(value: &Value) -> i128 {
    match value {
        Value::Bool(value) => i128::from(*value),
        Value::String(text) => text.parse().unwrap(),
        other => other.as_i64().map(i128::from).or_else(|| other.as_u64().map(i128::from)).unwrap(),
    }
}

/// The cells of a column of a simple type as if none were null.
fn data(kind: &Value, column: &Value) -> Vec<Cell> {
    let text = |value: &Value| Cell::Text(value.as_str().unwrap().to_owned());
    let cell = |value: &Value| match kind["name"].as_str().unwrap() {
        "bool" | "int" | "decimal" => Cell::Whole(number(value)),
        "date" | "time" | "timestamp" | "duration" => Cell::Whole(number(value) * unit(kind)),
        "floatingpoint" if kind["precision"] == "SINGLE" => Cell::Float(f64::from(value.as_f64().unwrap() as f32)),
        "floatingpoint" if kind["precision"] == "DOUBLE" => Cell::Float(value.as_f64().unwrap()),
        "utf8" | "largeutf8" | "binary" | "largebinary" | "fixedsizebinary" => text(value),
        _ => Cell::Unknown,
    };
    match &column["DATA"] {
        Value::Array(values) => values.iter().map(cell).collect(),
        _ => vec![Cell::Unknown; count(&column["count"])],
    }
}

fn unit(kind: &Value) -> i128 {
    match kind["unit"].as_str().unwrap() {
        "DAY" => DAY,
        "SECOND" => 1_000 * MILLISECOND,
        "MILLISECOND" => MILLISECOND,
        "MICROSECOND" => 1_000,
        _ => 1,
    }
}

/// The cells of a column of ours.
fn found(column: &ArrayRef) -> Vec<Cell> {
    let column = match column.data_type() {
        DataType::Dictionary(_, values) => cast(column, values).unwrap(),
        _ => column.clone(),
    };
    let nulls = column.logical_nulls();
    let cells = (0..column.len()).map(|row| if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) { Cell::Null } else { of_array(&column, row) });
    cells.collect()
}

fn of_array(column: &ArrayRef, row: usize) -> Cell {
    let ticks = |unit: i128| {
        let ticks = cast(&column.slice(row, 1), &DataType::Int64).unwrap();
        Cell::Whole(i128::from(ticks.as_primitive::<arrow_array::types::Int64Type>().value(0)) * unit)
    };
    let of = |unit: &TimeUnit| match unit {
        TimeUnit::Second => 1_000 * MILLISECOND,
        TimeUnit::Millisecond => MILLISECOND,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    };
    match column.data_type() {
        DataType::Boolean => Cell::Whole(i128::from(column.as_boolean().value(row))),
        DataType::UInt64 => Cell::Whole(column.as_primitive::<arrow_array::types::UInt64Type>().value(row).into()),
        whole if whole.is_integer() => ticks(1),
        DataType::Float32 => Cell::Float(column.as_primitive::<arrow_array::types::Float32Type>().value(row).into()),
        DataType::Float64 => Cell::Float(column.as_primitive::<arrow_array::types::Float64Type>().value(row)),
        DataType::Decimal128(..) => Cell::Whole(column.as_primitive::<Decimal128Type>().value(row)),
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row).to_owned()),
        DataType::Binary => Cell::Text(column.as_binary::<i32>().value(row).iter().map(|byte| format!("{byte:02X}")).collect()),
        DataType::Date32 => Cell::Whole(i128::from(column.as_primitive::<arrow_array::types::Date32Type>().value(row)) * DAY),
        DataType::Timestamp(unit, _) | DataType::Time64(unit) | DataType::Time32(unit) | DataType::Duration(unit) => ticks(of(unit)),
        _ => Cell::Unknown,
    }
}
