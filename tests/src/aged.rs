//! Data that lay there for days: the times in its logs and in its catalog are set back.

use std::path::Path;
use std::process::Command;

use crate::server::Server;
use crate::services::place::Place;
use crate::services::python;

/// Stops the server, makes everything so many days older (newer if below 0), and starts it again.
pub fn age(server: &mut Server, days: i64) {
    server.kill9();
    age_running(server, days);
    server.restart();
}

/// The same while it runs, which may have read the times before.
pub fn age_running(server: &Server, days: i64) {
    match server.place() {
        Some(place) => set_place_back(place, days),
        None => set_back(&server.data(), days),
    }
}

fn set_place_back(Place { s3, postgres }: &Place, days: i64) {
    for key in s3.objects().into_iter().filter(|key| key.contains("_delta_log/") && key.ends_with(".json")) {
        let text = String::from_utf8(s3.object(&key)).unwrap();
        s3.put_object(&key, set_entry_back(&text, days).as_bytes());
    }
    // Times are written with their letters, so each is found by its form wherever it stands.
    let time = "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)";
    postgres.query(&format!(
        "UPDATE datasets SET created_at = to_char(created_at::timestamptz AT TIME ZONE 'UTC' - interval '{days} days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    ));
    postgres.query(&format!(
        "UPDATE datasets SET deleted_at = to_char(deleted_at::timestamptz AT TIME ZONE 'UTC' - interval '{days} days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    ));
    for id in postgres.query("SELECT id FROM datasets").lines() {
        let found = postgres.query(&format!("SELECT DISTINCT (regexp_matches(vacuum, '{time}', 'g'))[1] FROM datasets WHERE id = '{id}'"));
        for since in found.lines() {
            let then = format!("to_char('{since}'::timestamptz AT TIME ZONE 'UTC' - interval '{days} days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
            postgres.query(&format!("UPDATE datasets SET vacuum = replace(vacuum, '{since}', {then}) WHERE id = '{id}'"));
        }
    }
}

fn set_back(data: &Path, days: i64) {
    for (path, _) in crate::process::files_below(data) {
        if path.contains("_delta_log/") && path.ends_with(".json") {
            set_log_back(Path::new(&path), days);
        }
    }
    let done = Command::new(python()).args(["-c", CATALOG]).arg(data.join("catalog.sqlite")).arg(days.to_string()).status().unwrap();
    assert!(done.success());
}

fn set_log_back(entry: &Path, days: i64) {
    let text = std::fs::read_to_string(entry).unwrap();
    std::fs::write(entry, set_entry_back(&text, days)).unwrap();
}

fn set_entry_back(text: &str, days: i64) -> String {
    let lines = text.lines().map(|line| {
        let mut action: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(ms) = action["commitInfo"]["timestamp"].as_i64() {
            action["commitInfo"]["timestamp"] = (ms - days * 24 * 3_600_000).into();
        }
        action.to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

const CATALOG: &str = "
import sqlite3, json, sys, datetime
catalog = sqlite3.connect(sys.argv[1])
back = lambda since: (datetime.datetime.fromisoformat(since.replace('Z', '+00:00')) - datetime.timedelta(days=int(sys.argv[2]))).strftime('%Y-%m-%dT%H:%M:%SZ')
for id, deleted in catalog.execute('SELECT id, deleted_at FROM datasets WHERE deleted_at IS NOT NULL').fetchall():
    catalog.execute('UPDATE datasets SET deleted_at = ? WHERE id = ?', (back(deleted), id))
for id, text in catalog.execute('SELECT id, vacuum FROM datasets').fetchall():
    state = json.loads(text)
    if state.get('doomed'):
        state['doomed'] = {name: back(since) for name, since in state['doomed'].items()}
        catalog.execute('UPDATE datasets SET vacuum = ? WHERE id = ?', (json.dumps(state, separators=(',', ':')), id))
catalog.commit()
";
