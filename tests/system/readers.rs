//! Other programs read the tables: the Python packages deltalake, duckdb and polars, after rows were appended, merged and old versions removed.

use std::process::Command;

use serde_json::{Value, json};
use tests::aged::age;
use tests::jobs::ended;
use tests::server::{Server, until};
use tests::services::python;

/// DuckDB's own extension for Delta is not among the packages, so it is given the files that the table names.
const READ: &str = "
import json, sys
import deltalake, duckdb, polars
table = deltalake.DeltaTable(sys.argv[1])
by_delta = deltalake.QueryBuilder().register('t', table).execute('SELECT * FROM t ORDER BY n')
print(json.dumps({
    'deltalake': polars.DataFrame(by_delta).rows(),
    'duckdb': duckdb.sql('SELECT * FROM read_parquet(?) ORDER BY n', params=[table.file_uris()]).fetchall(),
    'polars': polars.read_delta(sys.argv[1]).sort('n').rows(),
}, default=str))
";

#[track_caller]
fn read_by_all(server: &Server, id: &str, expected: &Value) {
    let table = server.data().join("datasets").join(id);
    let output = Command::new(python()).args(["-c", READ]).arg(table).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    for reader in ["deltalake", "duckdb", "polars"] {
        assert_eq!(&found[reader], expected, "{reader}");
    }
}

fn row(n: u64) -> String {
    format!("{n},第 {n} 行,{n}.50,2026-01-0{n}\n")
}

#[test]
fn a_table_that_was_merged_and_vacuumed_is_read_by_other_programs_with_the_same_rows() {
    let mut server = Server::start();
    let head = "n,text,price,day\n";
    let id = server.upload("a.csv", format!("{head}{}", row(1)).as_bytes()).id;
    for n in 2..6 {
        let csv = format!("{head}{}", row(n));
        server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(csv.as_bytes())).expect(200);
    }
    let rows = (1..6_u32).map(|n| json!([n, format!("第 {n} 行"), f64::from(n) + 0.5, format!("2026-01-0{n}")])).collect();
    read_by_all(&server, &id, &rows);
    let merge = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    assert_eq!(ended(&server.client(), merge["id"].as_str().unwrap())["state"], "succeeded");
    let data_files = |server: &Server| server.files().iter().filter(|(path, _)| path.ends_with(".parquet") && !path.contains("_delta_log")).count();
    assert_eq!(data_files(&server), 6);
    age(&mut server, 31);
    let gone = || server.client().get(&format!("/api/datasets/{id}/versions")).expect(200)["versions"][1]["is_kept"] == false;
    until("old versions are gone", gone);
    age(&mut server, 2);
    until("their files are gone", || data_files(&server) == 1);
    read_by_all(&server, &id, &rows);
}
