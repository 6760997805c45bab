//! parquet-testing: what is in `data` is readable, features aside, and means what polars and DuckDB read; what is in `bad_data` is not.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::Command;

use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;
use tests::golden::shown;
use tests::server::Server;
use tests::services::python;

use super::cell::Table;
use super::{check, ending, files_below, folder, refused, stored, upload};

const EXPLAINED: &[(&str, &str)] = &[
    ("bad_data/ARROW-GH-43605.parquet", "indexes of no bits all mean the one entry of the dictionary: it can be read, and C++ alone fell over it"),
    ("data/dict-page-offset-zero.parquet", "the reader refuses the integers of its footer, which are of another width than declared"),
    ("data/large_string_map.brotli.parquet", "2 GiB of text in one column chunk of 4 KB: more memory than reading one file may take"),
    ("data/nation.dict-malformed.parquet", "its dictionary page is damaged, as its name says"),
];

/// What a reader makes something else of than the file says.
const MISREAD: &[(&str, &str, &str)] = &[
    ("int96_from_spark.parquet", "polars", "its nanoseconds wrap around after the year 2262"),
    ("nested_structs.rust.parquet", "polars", "times that are annotated in the old way are in UTC, as the format says"),
    ("repeated_no_annotation.parquet", "polars", "it has six rows, which polars doesn't count"),
];

/// Follows `cells.py`: each file by each reader, a JSON object a line.
const READ: &str = "
import json, sys
def told(read):
    try:
        return read()
    except BaseException as error: # a panic of polars is no Exception
        return f'{type(error).__name__}: {error}'.split('\\n')[0]
for path in sys.argv[1:]:
    by_polars_of, by_duckdb_of = lambda: of_polars(polars.read_parquet(path)), lambda: of_duckdb(duckdb.read_parquet(path))
    print(json.dumps({'path': path, 'polars': told(by_polars_of), 'duckdb': told(by_duckdb_of)}))
";

/// What other programs read, by their names.
type Readings = BTreeMap<&'static str, Result<Table, String>>;

#[test]
fn parquet_is_read_or_refused_as_its_test_files_ask() {
    let readings = readings();
    check("parquet-testing", EXPLAINED, |server, file| {
        let path = file.to_str()?;
        match ending(file) {
            "encrypted" => {
                let reply = upload(server, file);
                Some(("encrypted", if matches!(reply.status, 415 | 422) { Ok(()) } else { Err(reply.to_string()) }))
            }
            "parquet" if path.contains("bad_data") => Some(("damaged", refused(&upload(server, file), Some("damaged_file")))),
            // Damaged on purpose.
            "parquet" if path.contains("corrupt-checksum") => Some(("damaged", refused(&upload(server, file), Some("damaged_file")))),
            "parquet" => Some(("good", good(server, file, readings.get(path).unwrap_or(&Readings::new())))),
            _ => None,
        }
    });
}

/// Every good file as others read it.
fn readings() -> BTreeMap<String, Readings> {
    let (_, folder) = folder("parquet-testing/data");
    let is_explained = |file: &Path| EXPLAINED.iter().any(|(name, _)| file.ends_with(name));
    let files = files_below(&folder).into_iter().filter(|file| ending(file) == "parquet" && !is_explained(file));
    let output = Command::new(python()).args(["-c", &[include_str!("../cells.py"), READ].concat()]).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reading = |told: &Value| match told {
        Value::String(refusal) => Err(refusal.clone()),
        columns => Ok(Table::told(columns)),
    };
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let of_line = |line| {
        let told: Value = serde_json::from_slice(line).unwrap();
        let readings = ["duckdb", "polars"].map(|reader| (reader, reading(&told[reader])));
        (told["path"].as_str().unwrap().to_owned(), Readings::from(readings))
    };
    lines.map(of_line).collect()
}

/// Stored with all rows that its row groups count and the values that others read, and those that are written out beside it, if they are.
fn good(server: &Server, file: &Path, readings: &Readings) -> Result<(), String> {
    let rows = match SerializedFileReader::new(File::open(file).unwrap()) {
        Ok(reader) => reader.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).sum(),
        Err(_) => 0,
    };
    let batches = stored(server, &upload(server, file), rows)?;
    let table = Table::of(&batches);
    for (reader, reading) in readings {
        let misread = MISREAD.iter().find(|(name, by, _)| file.ends_with(name) && by == reader);
        let held = reading.as_ref().map(|reading| table.holds(reading));
        match (held, misread) {
            (Ok(held), None) => held.map_err(|difference| format!("{reader}: {difference}"))?,
            (Ok(Ok(())), Some(_)) => return Err(format!("{reader} reads it right")),
            (Ok(Err(_)), Some((.., why))) => println!("{}: {reader} misreads it: {why}", file.display()),
            (Err(refusal), _) => println!("{}: {reader} can't read it: {refusal}", file.display()),
        }
    }
    same_in_both_encodings(&table)?;
    let written = file.with_file_name(format!("{}_expect.csv", file.file_stem().unwrap().to_str().unwrap()));
    if !written.exists() {
        return Ok(());
    }
    let expected = shown(&stored(server, &upload(server, &written), rows)?);
    let found = shown(&batches);
    let differ = found.iter().zip(&expected).find(|(found, expected)| found != expected);
    differ.map_or(Ok(()), |(found, expected)| Err(format!("{found:?} for {expected:?}")))
}

/// A file that hardly anybody reads has each column twice: plain, and with its bytes apart.
fn same_in_both_encodings(table: &Table) -> Result<(), String> {
    for (name, cells) in table.names.iter().zip(&table.columns) {
        let Some(kind) = name.strip_suffix("_byte_stream_split") else { continue };
        let plain = table.names.iter().position(|other| *other == format!("{kind}_plain"));
        if plain.is_some_and(|plain| table.columns[plain] != *cells) {
            return Err(format!("{name} is not {kind}_plain"));
        }
    }
    Ok(())
}
