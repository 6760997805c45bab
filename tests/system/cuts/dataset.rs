use serde_json::{Value, json};
use tests::aged::age;
use tests::http::Client;
use tests::jobs::ended;
use tests::server::{FAULT, Server, until};

use super::{Case, each, each_with_a_database, expect_swept, import, named, rows, start_after_the_cut};

pub(super) const APPEND: &[&str] = &[
    "import.received",
    "parse.begun",
    "parse.files-written",
    "append.parsed",
    "commit.bytes-kept",
    "commit.file-placed",
    "commit.files-synced",
    "commit.log-written",
    "commit.log-synced",
    "commit.row-written",
    "append.stored",
];
pub(super) const REREAD: &[&str] =
    &["parse.files-written", "import.read-again", "commit.file-placed", "commit.log-written", "commit.log-synced", "commit.row-written"];
const REPLACE: &[&str] =
    &["parse.files-written", "commit.bytes-kept", "commit.file-placed", "commit.log-written", "commit.row-written", "import.replaced"];
pub(super) const OF_CELLS: &[&str] = &["commit.log-written", "commit.row-written", "import.rejected-cells-stored", "import.replaced"];
pub(super) const RESTORE: &[&str] = &["restore.checked", "commit.files-synced", "commit.log-written", "commit.log-synced", "commit.row-written"];
pub(super) const MERGE: &[&str] = &[
    "verify.begun",
    "compaction.begun",
    "compaction.files-written",
    "compaction.merged",
    "commit.file-placed",
    "commit.log-written",
    "commit.log-synced",
    "commit.row-written",
    "compaction.committed",
];
pub(super) const VACUUM: &[&str] = &["vacuum.declared", "vacuum.file-deleted", "vacuum.files-deleted", "vacuum.noted"];
pub(super) const DELETE: &[&str] = &["commit.log-written", "commit.log-synced", "catalog.changed", "catalog.backup-written", "delete.noted"];
const UNDELETE: &[&str] = &["commit.log-written", "commit.log-synced", "commit.row-written", "catalog.backup-placed"];
pub(super) const REMOVE: &[&str] = &["catalog.changed", "catalog.backup-written", "delete.row-gone", "delete.file-gone", "delete.files-gone"];

fn numbers(upto: u64) -> Vec<Value> {
    (0..=upto).map(|n| json!({ "n": n })).collect()
}

fn append(client: &Client, id: &str, key: &str, csv: &str) -> bool {
    let headers = [("content-type", "text/csv"), ("idempotency-key", key)];
    client.send("POST", &format!("/api/datasets/{id}/rows"), &headers, Some(csv.as_bytes())).status == 200
}

/// The numbers from 0 to 3, in four versions.
fn grown(server: &mut Server) -> String {
    let id = server.upload("n.csv", b"n\n0\n").id;
    assert!((1..4).all(|n| append(&server.client(), &id, &n.to_string(), &format!("n\n{n}\n"))));
    id
}

/// The rows are those of before, or those of after; these if that was told.
#[track_caller]
fn before_or_after(server: &Server, id: &str, acknowledged: bool, before: &[Value], after: &[Value]) {
    let found = rows(server, id);
    assert!(found == after || (!acknowledged && found == before), "{acknowledged}: {found:?}");
}

const KEYED: Case = Case {
    prepare: grown,
    ask: |client, id| append(client, id, "once", "n\n4\n5\n"),
    found: |server, id, acknowledged| before_or_after(server, id, acknowledged, &numbers(3), &numbers(5)),
    again: |server, id| {
        assert!(append(&server.client(), id, "once", "n\n4\n5\n"));
        assert_eq!(rows(server, id), numbers(5));
        assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["version"], 4);
    },
};

#[test]
fn an_append_that_is_cut_is_stored_once_however_often_it_is_sent() {
    each(APPEND, &KEYED);
}

#[test]
fn an_append_that_is_cut_is_stored_once_with_a_database_as_catalog_too() {
    each_with_a_database(&["commit.log-written", "append.stored"], &KEYED);
}

fn retype(client: &Client, id: &str) -> bool {
    client.post_json(&format!("/api/datasets/{id}/import"), &json!({ "columns": { "n": { "type": "string" } } })).status == 200
}

fn texts(upto: u64) -> Vec<Value> {
    (0..=upto).map(|n| json!({ "n": n.to_string() })).collect()
}

const RETYPED: Case = Case {
    prepare: grown,
    ask: retype,
    found: |server, id, acknowledged| before_or_after(server, id, acknowledged, &numbers(3), &texts(3)),
    again: |server, id| {
        assert!(retype(&server.client(), id) && append(&server.client(), id, "once", "n\n4\n"));
        assert_eq!(rows(server, id), texts(4));
    },
};

#[test]
fn rows_that_are_read_again_and_cut_are_the_old_or_the_new_ones_with_all_that_was_appended() {
    each(REREAD, &RETYPED);
}

fn put(client: &Client, id: &str) -> bool {
    client.send("PUT", &format!("/api/datasets/{id}/rows?file_name=new.csv"), &[], Some(b"n\n0\n1\n")).status == 200
}

const REPLACED: Case = Case {
    prepare: grown,
    ask: put,
    found: |server, id, acknowledged| before_or_after(server, id, acknowledged, &numbers(3), &numbers(1)),
    again: |server, id| {
        let all = rows(server, id).len() as u64 - 1;
        assert!(retype(&server.client(), id));
        assert_eq!(rows(server, id), texts(all), "the bytes are those of the rows");
        assert!(put(&server.client(), id));
        assert_eq!(rows(server, id), numbers(1));
    },
};

#[test]
fn rows_whose_replacement_by_a_file_is_cut_are_the_old_or_the_new_ones() {
    each(REPLACE, &REPLACED);
}

fn reread(client: &Client, id: &str, of_n: &str) -> bool {
    client.post_json(&format!("/api/datasets/{id}/import"), &json!({ "columns": { "n": { "type": of_n } } })).status == 200
}

/// As whole numbers two cells don't fit, as dates all three.
#[track_caller]
fn one_list_of_cells(server: &Server, id: &str, acknowledged: bool) {
    let told = server.client().get(&format!("/api/datasets/{id}")).expect(200);
    let cells = rows(server, told["import"]["rejected"].as_str().unwrap()).len();
    assert!(cells == 3 || (!acknowledged && cells == 2), "{cells}");
    assert_eq!(named(server, "n (rejected cells)").len(), 1);
    expect_swept(server);
}

const WITH_CELLS: Case = Case {
    prepare: |server| {
        let id = server.upload("n.csv", b"n\n7\nx\ny\n").id;
        assert!(reread(&server.client(), &id, "int64"));
        id
    },
    ask: |client, id| reread(client, id, "date"),
    found: one_list_of_cells,
    again: |server, id| {
        assert!(reread(&server.client(), id, "date"));
        one_list_of_cells(server, id, true);
    },
};

#[test]
fn rejected_cells_of_a_replacement_that_is_cut_are_those_of_the_rows() {
    each(OF_CELLS, &WITH_CELLS);
}

fn restore(client: &Client, id: &str) -> bool {
    client.post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 1 })).status == 200
}

const RESTORED: Case = Case {
    prepare: grown,
    ask: restore,
    found: |server, id, acknowledged| before_or_after(server, id, acknowledged, &numbers(3), &numbers(1)),
    again: |server, id| {
        assert!(restore(&server.client(), id));
        assert_eq!(rows(server, id), numbers(1));
    },
};

#[test]
fn a_restore_that_is_cut_brings_all_rows_back_or_none() {
    each(RESTORE, &RESTORED);
}

const MERGED: Case = Case {
    prepare: grown,
    ask: |client, id| client.post(&format!("/api/datasets/{id}/compact"), b"").status == 202,
    found: |server, id, _| assert_eq!(rows(server, id), numbers(3)),
    again: |server, id| {
        let job = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
        assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
        let versions = server.client().get(&format!("/api/datasets/{id}/versions")).expect(200);
        let merges = versions["versions"].as_array().unwrap().iter().filter(|version| version["change"] == "compaction").count();
        assert_eq!((merges, rows(server, id)), (1, numbers(3)));
    },
};

#[test]
fn a_compaction_that_is_cut_changes_no_row_and_is_done_once() {
    each(MERGE, &MERGED);
}

fn is_kept(server: &Server, id: &str) -> Vec<bool> {
    let list = server.client().get(&format!("/api/datasets/{id}/versions")).expect(200);
    list["versions"].as_array().unwrap().iter().rev().map(|version| version["is_kept"].as_bool().unwrap()).collect()
}

fn data_files(server: &Server, id: &str) -> usize {
    server
        .files()
        .iter()
        .filter(|(path, _)| {
            path.contains(id)
                && !["/_delta_log/", "/_profile/"].iter().any(|folder| path.contains(folder))
                && path.rsplit('/').next().unwrap().contains('.')
        })
        .count()
}

/// A server looks for old versions by itself when it starts.
fn cut_vacuum(point: &str) {
    let mut server = Server::start();
    let id = server.upload("n.csv", b"n\n7\n").id;
    assert!(retype(&server.client(), &id) && retype(&server.client(), &id));
    let with_original = 1;
    let declares = point == "vacuum.declared";
    if !declares {
        age(&mut server, 31);
        until("old versions are declared gone", || is_kept(&server, &id) == [false, false, true]);
    }
    server.set(FAULT, Some(point));
    age(&mut server, if declares { 31 } else { 2 });
    start_after_the_cut(&mut server, point);
    assert_eq!(rows(&server, &id), [json!({ "n": "7" })]);
    until("old versions are declared gone", || is_kept(&server, &id) == [false, false, true]);
    server.client().get(&format!("/api/datasets/{id}/arrow?version=0")).expect_problem(410, "version_gone");
    age(&mut server, 2);
    until("their files are gone", || data_files(&server, &id) == 1 + with_original);
    assert_eq!(rows(&server, &id), [json!({ "n": "7" })]);
    server.expect_whole();
}

#[test]
fn a_vacuum_that_is_cut_goes_on_and_deletes_nothing_that_is_needed() {
    VACUUM.iter().for_each(|point| cut_vacuum(point));
}

/// All of it is there, or nothing of it.
#[track_caller]
fn whole_or_gone(server: &Server, id: &str) -> bool {
    let names = server.dataset_names();
    assert!(names.is_empty() || (names.len() == 2 && rows(server, id).len() == 3), "{names:?}");
    expect_swept(server);
    names.is_empty()
}

#[track_caller]
fn bring_back(server: &Server, id: &str) {
    assert!(undelete(&server.client(), id));
    assert!(!whole_or_gone(server, id));
}

fn undelete(client: &Client, id: &str) -> bool {
    client.post(&format!("/api/datasets/{id}/undelete"), b"").status == 200
}

const DELETED: Case = Case {
    prepare: |server| {
        assert!(import::ask_with_cells(&server.client(), ""));
        named(server, "new")[0]["id"].as_str().unwrap().to_owned()
    },
    ask: |client, id| client.delete(&format!("/api/datasets/{id}")).status == 204,
    found: |server, id, acknowledged| assert!(whole_or_gone(server, id) || !acknowledged),
    again: |server, id| {
        let status = server.client().delete(&format!("/api/datasets/{id}")).status;
        assert!([204, 404].contains(&status) && whole_or_gone(server, id), "{status}");
        bring_back(server, id);
    },
};

#[test]
fn a_dataset_whose_deletion_is_cut_is_there_whole_or_gone_and_can_be_brought_back() {
    each(DELETE, &DELETED);
}

const BROUGHT_BACK: Case = Case {
    prepare: |server| {
        let id = (DELETED.prepare)(server);
        assert!((DELETED.ask)(&server.client(), &id));
        id
    },
    ask: undelete,
    found: |server, id, acknowledged| assert!(!whole_or_gone(server, id) || !acknowledged),
    again: |server, id| bring_back(server, id),
};

#[test]
fn a_dataset_that_is_brought_back_and_cut_is_there_whole_or_can_be_brought_back_again() {
    each(UNDELETE, &BROUGHT_BACK);
}

const REMOVED: Case = Case {
    prepare: |server| {
        assert!(import::ask_with_cells(&server.client(), ""));
        named(server, "new")[0]["id"].as_str().unwrap().to_owned()
    },
    ask: |client, id| client.delete(&format!("/api/datasets/{id}?purge=true")).status == 204,
    found: |server, id, acknowledged| {
        let names = server.dataset_names();
        assert!(names.is_empty() || (!acknowledged && names.len() == 2 && rows(server, id).len() == 3), "{names:?}");
        expect_swept(server);
    },
    again: |server, id| {
        let status = server.client().delete(&format!("/api/datasets/{id}?purge=true")).status;
        assert!([204, 404].contains(&status), "{status}");
        assert!(server.dataset_names().is_empty());
        expect_swept(server);
    },
};

#[test]
fn a_dataset_whose_removal_is_cut_is_there_whole_or_gone_with_all_that_is_its() {
    each(REMOVE, &REMOVED);
}

const REMOVED_ALONE: Case = Case { prepare: |server| server.upload("n.csv", b"n\n7\n8\n9\n").id, found: |_, _, _| {}, ..REMOVED };

#[test]
fn a_removal_that_is_cut_is_whole_with_a_database_as_catalog_too() {
    each_with_a_database(&["delete.row-gone", "delete.file-gone"], &REMOVED_ALONE);
}
