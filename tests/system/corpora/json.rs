//! JSONTestSuite: `y_` is JSON, `n_` is not, `i_` may be either.

use serde_json::{Map, Value};
use tests::http::Reply;

use super::{check, refused, upload};

#[test]
fn json_is_read_or_refused_as_its_test_suite_asks() {
    check("JSONTestSuite/test_parsing", &[], |server, file| {
        let name = file.file_name()?.to_str()?;
        let (kind, _) = name.split_once('_')?;
        let reply = upload(server, file);
        let outcome = match kind {
            "y" => as_json(&reply, &serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()),
            "n" => refused(&reply, None),
            // Either, but told.
            _ if reply.status == 201 => Ok(()),
            _ => refused(&reply, None),
        };
        Some((["valid", "invalid", "either"][["y", "n", "i"].iter().position(|known| *known == kind)?], outcome))
    });
}

/// Whether JSON became a table, or was called none.
fn as_json(reply: &Reply, value: &Value) -> Result<(), String> {
    let rows = match value {
        Value::Array(rows) => rows.as_slice(),
        row => std::slice::from_ref(row),
    };
    // Columns of no values are no columns.
    let has_values = |object: &Map<String, Value>| object.values().any(|value| value.as_array().is_none_or(|items| !items.is_empty()));
    let has_keys = rows.iter().any(|row| row.as_object().is_some_and(has_values));
    if !rows.iter().all(Value::is_object) {
        return refused(reply, Some("not_a_table"));
    }
    if !has_keys {
        return refused(reply, Some("empty_file"));
    }
    if reply.status == 201 { Ok(()) } else { Err(reply.to_string()) }
}
