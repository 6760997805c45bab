//! csv-spectrum: what each `csvs/NAME.csv` says is in `json/NAME.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use tests::golden::shown;
use tests::server::Server;

use super::{check, ending, stored, upload};

const EXPLAINED: &[(&str, &str)] = &[
    ("csvs/location_coordinates.csv", "its JSON has another telephone number than the file itself"),
    ("csvs/newlines_crlf.csv", "its JSON has a CR LF where the file, as git kept it, has a LF"),
];

#[test]
fn csv_says_what_its_spectrum_says_in_json() {
    check("csv-spectrum", EXPLAINED, |server, file| (ending(file) == "csv").then(|| ("files", compared(server, file))));
}

fn compared(server: &Server, file: &Path) -> Result<(), String> {
    let json = file.parent().unwrap().with_file_name("json").join(file.file_name().unwrap()).with_extension("json");
    let expected: Value = serde_json::from_slice(&std::fs::read(json).unwrap()).map_err(|error| error.to_string())?;
    let expected: Vec<Value> = if let Value::Array(rows) = expected { rows } else { vec![expected] };
    let batches = stored(server, &upload(server, file), expected.len() as i64)?;
    let names: Vec<String> = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    let rows = shown(&batches).into_iter().map(|row| {
        // An empty cell is null.
        let cells = row.into_iter().map(|cell| Value::from(if cell == "∅" { String::new() } else { cell }));
        names.iter().cloned().zip(cells).collect::<BTreeMap<_, _>>()
    });
    let rows: Vec<Value> = rows.map(|row| Value::Object(row.into_iter().collect())).collect();
    if rows == expected { Ok(()) } else { Err(format!("{rows:?} for {expected:?}")) }
}
