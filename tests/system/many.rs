//! Very many datasets, dashboards and appends.

use std::process::Command;

use serde_json::{Value, json};
use tests::damage::table;
use tests::http::encode;
use tests::ipc;
use tests::jobs::events;
use tests::server::Server;
use tests::services::python;

const DATASETS: usize = 10_000;
const DASHBOARDS: usize = 1_000;

/// Copies of a dataset, tables and all, and of a dashboard, in the folder of a server that has ended. The files have second names, which is as good as copies:
/// none is ever written to.
const COPIES: &str = "
import os, shutil, sqlite3, sys, uuid
data, datasets, dashboards = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
catalog = sqlite3.connect(data + '/catalog.sqlite')
def copies(table, count, also=lambda id: None):
    columns = [row[1] for row in catalog.execute(f'PRAGMA table_info({table})')]
    row = catalog.execute(f'SELECT * FROM {table}').fetchone()
    at, name = columns.index('id'), columns.index('name' if 'name' in columns else 'title')
    for n in range(1, count):
        copy = list(row)
        copy[at], copy[name] = str(uuid.uuid4()), f'copy {n}'
        catalog.execute(f'INSERT INTO {table} VALUES ({\",\".join(\"?\" * len(copy))})', copy)
        also(row[at], copy[at])
def folder(of, to):
    shutil.copytree(f'{data}/datasets/{of}', f'{data}/datasets/{to}', copy_function=os.link)
copies('datasets', datasets, folder)
copies('dashboards', dashboards, lambda of, to: None)
catalog.commit()
";

#[test]
fn ten_thousand_datasets_and_a_thousand_dashboards_are_listed_page_by_page() {
    let mut server = Server::start();
    let columns = "a,b,c,d,e,f,g,h\n1,x,2.5,2024-01-01,true,y,7,z\n2,x,3.5,2024-01-02,false,y,8,z\n";
    let id = server.upload("first.csv", columns.as_bytes()).id;
    server.dashboard(&id);
    assert_eq!(server.stop(), Some(0));
    let done = Command::new(python()).args(["-c", COPIES]).arg(server.data()).args([DATASETS, DASHBOARDS].map(|n| n.to_string())).status().unwrap();
    assert!(done.success());
    server.restart();
    let client = server.client();
    for (what, count) in [("datasets", DATASETS), ("dashboards", DASHBOARDS)] {
        let all = client.get(&format!("/api/{what}")).expect(200);
        let (mut paged, mut next) = (Vec::new(), Value::Null);
        loop {
            let after = next.as_str().map_or(String::new(), |next| format!("&after={}", encode(next)));
            let mut page = client.get(&format!("/api/{what}?limit=1000{after}")).expect(200);
            paged.append(page[what].as_array_mut().unwrap());
            match page["next"].take() {
                Value::Null => break,
                more => next = more,
            }
        }
        assert!(all[what].as_array().unwrap().len() == count && paged == *all[what].as_array().unwrap(), "{what}: {}", paged.len());
        for wrong in ["limit=0", "limit=1001", "after=x", "before=x"] {
            client.get(&format!("/api/{what}?{wrong}")).expect_problem(400, "invalid_request");
        }
    }
    let last = client.get("/api/datasets").expect(200)["datasets"][DATASETS - 1]["id"].as_str().unwrap().to_owned();
    assert_eq!(ipc::rows(&client.get(&format!("/api/datasets/{last}/arrow")).body).len(), 2);
    server.expect_well();
}

const FILES: u64 = 5_000;

/// Makes of the one append that a dataset has very many: entries of its log, and files.
const APPENDS: &str = "
import json, os, sqlite3, sys
table, count = sys.argv[1], int(sys.argv[2])
actions = [json.loads(line) for line in open(f'{table}/_delta_log/{1:020}.json')]
note = next(action for action in actions if 'commitInfo' in action)['commitInfo']['sightline']
add = next(action for action in actions if 'add' in action)['add']
name, rows = add['path'], note['rows']
for version in range(2, count):
    note['rows'], add['path'] = rows + version - 1, name.replace(f'{1:010}', f'{version:010}')
    os.link(f'{table}/{name}', f'{table}/' + add['path'])
    with open(f'{table}/_delta_log/{version:020}.json', 'w') as entry:
        entry.write('\\n'.join(map(json.dumps, actions)) + '\\n')
catalog = sqlite3.connect(f'{table}/../../catalog.sqlite')
catalog.execute('UPDATE datasets SET version = ?, row_count = ?', (count - 1, count))
catalog.commit()
";

/// The files that the latest version consists of, as another program reads the log.
fn files_of_latest(server: &Server, id: &str) -> u64 {
    let count = "import deltalake, sys; print(len(deltalake.DeltaTable(sys.argv[1]).file_uris()))";
    let output = Command::new(python()).args(["-c", count]).arg(table(server, id)).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn append(server: &Server, id: &str) -> Value {
    let rows = format!("/api/datasets/{id}/rows");
    server.client().send("POST", &rows, &[("content-type", "text/csv")], Some(b"n\n1\n")).expect(200)
}

#[test]
fn a_dataset_of_five_thousand_small_files_has_few_after_the_next_append_and_all_its_rows() {
    let mut server = Server::start();
    let id = server.upload("n.csv", b"n\n0\n").id;
    append(&server, &id);
    assert_eq!(server.stop(), Some(0));
    let done = Command::new(python()).args(["-c", APPENDS]).arg(table(&server, &id)).arg(FILES.to_string()).status().unwrap();
    assert!(done.success());
    server.restart();
    assert_eq!(files_of_latest(&server, &id), FILES);
    assert_eq!(append(&server, &id)["rows"], FILES + 1);
    let job = server.client().get("/api/jobs").expect(200)["jobs"][0]["id"].as_str().unwrap().to_owned();
    // As an event stream it is waited for as long as it takes.
    let last = events(server.client().open(&format!("/api/jobs/{job}/events"))).pop().unwrap();
    assert_eq!((&last["spec"]["kind"], &last["state"]), (&json!("compaction"), &json!("succeeded")), "{last}");
    assert_eq!(files_of_latest(&server, &id), 1);
    let counted = server.client().post_json("/api/sql", &json!({ "sql": "SELECT count(*), sum(n) FROM n" })).expect(200);
    assert_eq!(counted["rows"], json!([[FILES + 1, FILES]]));
    assert_eq!(append(&server, &id)["rows"], FILES + 2);
}
