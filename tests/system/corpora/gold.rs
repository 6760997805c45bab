//! Arrow's integration files in JSON, which list every buffer of every batch.
//! <https://github.com/apache/arrow/blob/main/docs/source/format/Integration.rst>

use std::fs::File;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;

use super::cell::{Table, bytes, float, transposed};

const MILLISECOND: i128 = 1_000_000;
const MILLISECONDS_OF_DAY: i128 = 86_400_000;

/// The values of a file.
pub(super) struct Gold(Value);

impl Gold {
    pub(super) fn of(file: &Path) -> Gold {
        Gold(serde_json::from_reader(GzDecoder::new(File::open(file).unwrap())).unwrap())
    }

    pub(super) fn rows(&self) -> usize {
        items(&self.0["batches"]).iter().map(|batch| count(&batch["count"])).sum()
    }

    pub(super) fn table(&self) -> Table {
        let (fields, batches) = (items(&self.0["schema"]["fields"]), items(&self.0["batches"]));
        let names = fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect();
        let of = |(at, field)| dated(batches.iter().flat_map(|batch| self.cells(field, &batch["columns"][at])).collect());
        Table { names, columns: fields.iter().enumerate().map(of).collect() }
    }

    fn cells(&self, field: &Value, column: &Value) -> Vec<Value> {
        let values = match &field["dictionary"]["id"] {
            Value::Null => self.values(field, column),
            id => {
                let dictionary = items(&self.0["dictionaries"]).iter().find(|dictionary| dictionary["id"] == *id).unwrap();
                let mut of_entries = field.clone();
                of_entries["dictionary"] = Value::Null;
                let entries = self.cells(&of_entries, &dictionary["data"]["columns"][0]);
                // Behind a null may be any index.
                items(&column["DATA"]).iter().map(|index| entries.get(number(index) as usize).cloned().unwrap_or_default()).collect()
            }
        };
        let is_null = |row: usize| column["VALIDITY"].as_array().is_some_and(|valid| number(&valid[row]) == 0);
        values.into_iter().enumerate().map(|(row, cell)| if is_null(row) { Value::Null } else { cell }).collect()
    }

    /// The cells of a column as if none were null.
    fn values(&self, field: &Value, column: &Value) -> Vec<Value> {
        let children = || items(&field["children"]).iter().zip(items(&column["children"])).map(|(field, column)| self.cells(field, column));
        let only_child = || children().next().unwrap();
        let (kind, rows) = (&field["type"], count(&column["count"]));
        let offsets = || items(&column["OFFSET"]).iter().map(|at| number(at) as usize);
        match kind["name"].as_str().unwrap() {
            "null" => vec![Value::Null; rows],
            "struct" => transposed(rows, children()),
            "list" | "largelist" | "map" if rows > 0 => {
                let child = only_child();
                offsets().zip(offsets().skip(1)).map(|(from, to)| child[from..to].into()).collect()
            }
            "listview" | "largelistview" => {
                let child = only_child();
                let sizes = items(&column["SIZE"]).iter().map(|size| number(size) as usize);
                offsets().zip(sizes).map(|(from, size)| child[from..from + size].into()).collect()
            }
            "fixedsizelist" => only_child().chunks(count(&kind["listSize"])).map(Value::from).collect(),
            "runendencoded" => {
                let (mut start, runs) = (0, children().nth(1).unwrap());
                let ends = items(&column["children"][0]["DATA"]).iter().map(|end| number(end) as usize);
                ends.zip(runs).flat_map(|(end, cell)| vec![cell; end - std::mem::replace(&mut start, end)]).collect()
            }
            "binaryview" | "utf8view" => items(&column["VIEWS"]).iter().map(|view| viewed(kind, view, column)).collect(),
            _ => items(&column["DATA"]).iter().map(|value| simple(kind, value)).collect(),
        }
    }
}

/// Dates in milliseconds are days, unless one of them is not at midnight.
fn dated(cells: Vec<Value>) -> Vec<Value> {
    let milliseconds = |cell: &Value| cell.as_str().and_then(|cell| cell.strip_prefix("date64 ")?.parse::<i128>().ok());
    let are_days = cells.iter().filter_map(milliseconds).all(|cell| cell % MILLISECONDS_OF_DAY == 0);
    let told = |cell: Value| match milliseconds(&cell) {
        Some(time) if are_days => format!("D{}", time / MILLISECONDS_OF_DAY).into(),
        Some(time) => format!("m{}@", time * MILLISECOND).into(),
        None => cell,
    };
    cells.into_iter().map(told).collect()
}

fn viewed(kind: &Value, view: &Value, column: &Value) -> Value {
    let Some(inlined) = view["INLINED"].as_str() else {
        let hex = column["VARIADIC_DATA_BUFFERS"][count(&view["BUFFER_INDEX"])].as_str().unwrap();
        let (from, size) = (count(&view["OFFSET"]), count(&view["SIZE"]));
        let hex = &hex[2 * from..2 * (from + size)];
        let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
        let text = || String::from_utf8((0..size).map(byte).collect()).unwrap();
        return if kind["name"] == "utf8view" { format!("t{}", text()).into() } else { bytes(hex) };
    };
    if kind["name"] == "utf8view" { format!("t{inlined}").into() } else { bytes(inlined) }
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

fn simple(kind: &Value, value: &Value) -> Value {
    let nanoseconds = || number(value) * unit(kind);
    let cell = match kind["name"].as_str().unwrap() {
        "bool" => return (number(value) != 0).into(),
        "floatingpoint" if kind["precision"] == "SINGLE" => return float(f64::from(value.as_f64().unwrap() as f32)),
        "floatingpoint" => return float(value.as_f64().unwrap()),
        "binary" | "largebinary" | "fixedsizebinary" => return bytes(value.as_str().unwrap()),
        "utf8" | "largeutf8" => format!("t{}", value.as_str().unwrap()),
        "int" => format!("i{}", number(value)),
        "decimal" => format!("d{}e{}", number(value), kind["scale"]),
        "date" if kind["unit"] == "DAY" => format!("D{}", number(value)),
        "date" => format!("date64 {}", number(value)),
        "time" => format!("c{}", nanoseconds()),
        "duration" => format!("p{}", nanoseconds()),
        "timestamp" => format!("m{}@{}", nanoseconds(), kind["timezone"].as_str().unwrap_or_default()),
        other => panic!("{other} is explained"),
    };
    cell.into()
}

fn unit(kind: &Value) -> i128 {
    match kind["unit"].as_str().unwrap() {
        "SECOND" => 1_000 * MILLISECOND,
        "MILLISECOND" => MILLISECOND,
        "MICROSECOND" => 1_000,
        _ => 1,
    }
}
