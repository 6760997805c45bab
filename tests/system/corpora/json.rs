//! JSONTestSuite: `y_` is JSON, `n_` is not, `i_` may be either. Hardly one of the files is a table, so each is also read as a value in a row of one.

use std::path::Path;

use serde_json::{Map, Number, Value};
use tests::http::Reply;
use tests::ipc;
use tests::server::Server;

use super::{check, refused, upload, upload_bytes};

const EXPLAINED: &[(&str, &str)] = &[("y_object_empty_key.json", "a column has a name: an empty one is called by its number, and that is told")];

const PART: &str = "JSONTestSuite/test_parsing";

#[test]
fn json_is_read_or_refused_as_its_test_suite_asks() {
    check(PART, EXPLAINED, |server, file| {
        judge(
            file,
            || upload(server, file),
            |reply, value| {
                let rows = if let Value::Array(rows) = value { rows } else { vec![value] };
                as_json(server, reply, &rows)
            },
        )
    });
}

#[test]
fn a_value_in_a_row_is_read_or_refused_as_the_test_suite_of_json_asks() {
    check(PART, &[], |server, file| {
        let in_a_row = || upload_bytes(server, "row.json", &[b"{\"a\": 1, \"v\": ", std::fs::read(file).unwrap().as_slice(), b"}"].concat());
        judge(file, in_a_row, |reply, value| is_stored(server, reply, &[serde_json::json!({ "a": 1, "v": value })]))
    });
}

fn judge(file: &Path, upload: impl Fn() -> Reply, valid: impl Fn(&Reply, Value) -> Result<(), String>) -> Option<(&'static str, Result<(), String>)> {
    let (kind, _) = file.file_name()?.to_str()?.split_once('_')?;
    let reply = upload();
    match kind {
        "y" => Some(("valid", valid(&reply, serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()))),
        "n" => Some(("invalid", refused(&reply, None))),
        // Either, but told.
        "i" => Some(("either", if reply.status == 201 { Ok(()) } else { refused(&reply, None) })),
        _ => None,
    }
}

/// Whether JSON became a table of these values, or was called none.
fn as_json(server: &Server, reply: &Reply, rows: &[Value]) -> Result<(), String> {
    // Columns of no values are no columns.
    let has_values = |object: &Map<String, Value>| object.values().any(|value| value.as_array().is_none_or(|items| !items.is_empty()));
    let has_keys = rows.iter().any(|row| row.as_object().is_some_and(has_values));
    if !rows.iter().all(Value::is_object) {
        return refused(reply, Some("not_a_table"));
    }
    if !has_keys {
        return refused(reply, Some(if rows.contains(&Value::Object(Map::new())) { "no_columns" } else { "empty_file" }));
    }
    is_stored(server, reply, rows)
}

fn is_stored(server: &Server, reply: &Reply, rows: &[Value]) -> Result<(), String> {
    let batches = super::stored(server, reply, rows.len() as i64)?;
    let found: Vec<Value> = batches.iter().flat_map(ipc::objects).collect();
    let same = found.len() == rows.len() && found.iter().zip(rows).all(|(found, row)| is_same(found, row));
    if same { Ok(()) } else { Err(format!("{found:?} for {rows:?}")) }
}

/// Integers are compared as such, to the last digit; a column of floats holds those of 53 bits.
fn is_same_number(found: &Number, said: &Number) -> bool {
    let whole = |number: &Number| number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    match (whole(found), whole(said)) {
        (Some(found), Some(said)) => found == said,
        (None, Some(said)) => said.unsigned_abs() <= 1 << 53 && found.as_f64() == Some(said as f64),
        _ => found.as_f64() == said.as_f64(),
    }
}

/// Whether a cell is what JSON says: objects without keys, and lists of several kinds, are kept as their text.
fn is_same(found: &Value, said: &Value) -> bool {
    match (found, said) {
        (Value::Object(found), Value::Object(said)) => {
            found.len() == said.len() && said.iter().all(|(key, value)| found.get(key).is_some_and(|found| is_same(found, value)))
        }
        (Value::Array(found), Value::Array(said)) => found.len() == said.len() && found.iter().zip(said).all(|(found, said)| is_same(found, said)),
        (Value::Number(found), Value::Number(said)) => is_same_number(found, said),
        (Value::String(text), Value::Object(_) | Value::Array(_) | Value::Number(_) | Value::Bool(_)) => {
            serde_json::from_str::<Value>(text).is_ok_and(|parsed| parsed == *said)
        }
        _ => found == said,
    }
}
