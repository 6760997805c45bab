//! The catalog's file: damaged, behind its copy, of another version, in another program's hands, or half brought up to date. Where it can't be used the server
//! doesn't start, says what to do, and changes nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use tests::process::{children, terminate};
use tests::server::{Options, Server, refusal, run_with, under, until};
use tests::services::postgres::Postgres;
use tests::services::python;
use tests::services::s3::S3;
use tests::strace::skipped;

/// Runs statements on the catalog of a server that has ended, and leaves all of it in the one file.
fn sql(data: &Path, script: &str) {
    let run = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])\nc.commit()\nc.execute('PRAGMA wal_checkpoint(TRUNCATE)')";
    let done = Command::new(python()).args(["-c", run]).arg(data.join("catalog.sqlite")).arg(script).status().unwrap();
    assert!(done.success());
}

/// A server that has ended, with the dataset `kept` in a catalog that is one file.
fn ended() -> (Server, PathBuf, String) {
    let mut server = Server::start();
    let id = server.upload("kept.csv", b"n\n1\n2\n").id;
    assert_eq!(server.stop(), Some(0));
    let data = server.data();
    sql(&data, "");
    (server, data, id)
}

fn refused(data: &Path) -> String {
    refusal(data, &["--data", &data.display().to_string()], &[])
}

/// Moves the catalog away, so that its copy is taken.
fn move_away(data: &Path) {
    for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
        let _ = std::fs::rename(data.join(name), data.join(format!("{name}.away")));
    }
}

#[track_caller]
fn expect_kept(server: &Server, id: &str) {
    assert_eq!(server.client().get(&format!("/api/datasets/{id}/export?format=csv")).body, b"n\r\n1\r\n2\r\n");
    let checked = run_with(&["check"], &server.settings());
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn a_damaged_catalog_is_refused_with_what_to_do_and_its_copy_has_everything() {
    let harms: [fn(&mut Vec<u8>); 4] = [
        |bytes| bytes[..16].fill(b'x'),
        |bytes| bytes.truncate(5_000),
        |bytes| bytes.truncate(100),
        |bytes| {
            let at = 4_096 * 3;
            bytes[at..at + 4_096].fill(0xa5);
        },
    ];
    for (number, harm) in harms.iter().enumerate() {
        let (mut server, data, id) = ended();
        let mut bytes = std::fs::read(data.join("catalog.sqlite")).unwrap();
        harm(&mut bytes);
        std::fs::write(data.join("catalog.sqlite"), &bytes).unwrap();
        let said = refused(&data);
        assert!(said.contains("is damaged") && said.contains("catalog.backup.sqlite") && said.contains("move"), "{number}: {said}");
        assert!(std::fs::read(data.join("catalog.sqlite")).unwrap() == bytes, "{number}: it was written to");
        move_away(&data);
        server.restart();
        expect_kept(&server, &id);
    }
}

#[test]
fn a_catalog_that_has_lost_its_latest_changes_is_refused_and_what_they_brought_is_not_swept_away() {
    let (mut server, data, id) = ended();
    server.restart();
    let later = server.upload("later.csv", b"n\n1\n2\n").id;
    server.kill9();
    std::fs::remove_file(data.join("catalog.sqlite-wal")).unwrap();
    let _ = std::fs::remove_file(data.join("catalog.sqlite-shm"));
    for _ in 0..2 {
        let said = refused(&data);
        assert!(said.contains("is older than catalog.backup.sqlite") && said.contains("-wal"), "{said}");
    }
    move_away(&data);
    server.restart();
    [id, later].iter().for_each(|id| expect_kept(&server, id));
}

#[test]
fn a_catalog_that_another_program_holds_is_said() {
    let (mut server, data, id) = ended();
    let hold = "import sqlite3, sys, time\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\nc.execute('PRAGMA locking_mode = EXCLUSIVE')\n\
                c.execute('BEGIN EXCLUSIVE')\nopen(sys.argv[2], 'w').close()\nsys.stdin.read()";
    let held = data.with_file_name("held");
    let mut command = Command::new(python());
    let mut holder = command.args(["-c", hold]).arg(data.join("catalog.sqlite")).arg(&held).stdin(Stdio::piped()).spawn().unwrap();
    until("it is held", || held.exists());
    let said = refused(&data);
    assert!(said.contains("SIGHTLINE_CATALOG") && said.contains("locked"), "{said}");
    holder.kill().unwrap();
    holder.wait().unwrap();
    server.restart();
    expect_kept(&server, &id);
}

/// A step that only a newer version knows.
const NEWER: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', true, '', 0)";

#[test]
fn an_older_version_refuses_a_catalog_or_a_store_that_a_newer_one_has_taken_over() {
    let (mut server, data, id) = ended();
    sql(&data, NEWER);
    let said = refused(&data);
    assert!(said.contains("newer version of Sightline"), "{said}");
    sql(&data, "DELETE FROM _sqlx_migrations WHERE version = 9999");
    server.restart();
    expect_kept(&server, &id);

    let (s3, postgres) = (S3::start(), Postgres::start());
    let server = Server::with(Options::default().on_s3(&s3).on_postgres(&postgres));
    let id = server.upload("kept.csv", b"n\n1\n2\n").id;
    let beside = tempfile::TempDir::new().unwrap();
    let another = || refusal(beside.path(), &["--work", &beside.path().join("work").display().to_string()], &settings(&server));
    postgres.query(NEWER);
    assert!(another().contains("newer version of Sightline"));
    postgres.query("DELETE FROM _sqlx_migrations WHERE version = 9999");
    s3.put_object("some/prefix/sightline.json", b"{\"format\":2,\"more\":[]}");
    let said = another();
    assert!(said.contains("newer version of Sightline") && said.contains("format 2"), "{said}");
    expect_kept(&server, &id);
}

/// Where its data and its catalog are.
fn settings(server: &Server) -> Vec<(String, String)> {
    server.settings().into_iter().filter(|(name, _)| name != "SIGHTLINE_WORK").collect()
}

/// What a catalog lacks that was made by the first version.
const FIRST: &str = "
DROP TABLE applications; DROP TABLE models; DROP TABLE jobs; DROP TABLE streams; DROP TABLE cases;
ALTER TABLE datasets DROP COLUMN vacuum; ALTER TABLE datasets DROP COLUMN deleted_at; ALTER TABLE links DROP COLUMN versions;
DELETE FROM _sqlx_migrations WHERE version > 1; PRAGMA user_version = 0;";

/// Starts the program so that it ends at the call of that number: whether it did.
fn ends(calls: &str, when: usize, folder: &Path, environment: &[(String, String)]) -> Option<bool> {
    let (trace, said) = (folder.join("trace"), folder.join("said"));
    let inject = format!("inject={calls}:signal=SIGKILL:when={when}");
    let mut command = under("strace", &["-f", "-qq", "-o", trace.to_str().unwrap(), "-e", &inject]);
    command.args(["serve", "--listen", "127.0.0.1:0"]).envs(environment.iter().cloned()).current_dir(folder).stdin(Stdio::null());
    let mut child = command.stdout(std::fs::File::create(&said).unwrap()).stderr(Stdio::null()).spawn().ok().or_else(skipped)?;
    let is_up = || std::fs::read_to_string(&said).unwrap().contains("Sightline is at");
    until("it has started or ended", || is_up() || child.try_wait().unwrap().is_some());
    let is_up = is_up();
    if is_up {
        children(child.id()).into_iter().for_each(terminate);
    }
    child.wait().unwrap();
    if !is_up && !std::fs::read_to_string(trace).is_ok_and(|trace| trace.contains("killed by SIGKILL")) {
        return skipped();
    }
    Some(!is_up)
}

#[test]
fn a_catalog_that_is_half_brought_up_to_date_is_finished_by_the_next_start() {
    for calls in ["fsync,fdatasync", "pwrite64"] {
        for when in (1..).step_by(if calls == "pwrite64" { 7 } else { 1 }) {
            let (mut server, data, id) = ended();
            let dashboard = json!({ "dataset": id });
            sql(&data, FIRST);
            std::fs::remove_file(data.join("catalog.backup.sqlite")).unwrap();
            let Some(ended) = ends(calls, when, data.parent().unwrap(), &server.settings()) else { return };
            server.restart();
            expect_kept(&server, &id);
            server.client().post_json("/api/dashboards", &dashboard).expect(201);
            server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
            server.expect_well();
            if !ended {
                assert!(when > 3, "{calls} {when}");
                break;
            }
        }
    }
}

#[test]
fn a_database_that_is_half_brought_up_to_date_is_finished_by_the_next_start() {
    let postgres = Postgres::start();
    for when in (1..).step_by(9) {
        let mine = Postgres::at(postgres.port(), &format!("half-{when}"));
        let mut options = Options::default().on_postgres(&mine);
        let folder = tempfile::TempDir::new().unwrap();
        options.data = Some(folder.path().join("data"));
        let mut settings = options.environment.clone();
        settings.push(("SIGHTLINE_DATA".into(), folder.path().join("data").display().to_string()));
        let Some(ended) = ends("sendto", when, folder.path(), &settings) else { return };
        let server = Server::with(options);
        let id = server.upload("kept.csv", b"n\n1\n2\n").id;
        expect_kept(&server, &id);
        server.expect_well();
        if !ended {
            assert!(when > 20, "{when}");
            break;
        }
    }
}
