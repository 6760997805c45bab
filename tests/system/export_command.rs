//! `sightline export`: a dataset as a file without a request, beside a running server.

use std::process::Output;

use tests::server::{Server, run_with};

/// What the program says and how it ends, with the settings of that server.
fn run(server: &Server, arguments: &[&str]) -> Output {
    run_with(&[&["export"], arguments].concat(), &server.settings())
}

#[track_caller]
fn written(server: &Server, arguments: &[&str]) -> Vec<u8> {
    let output = run(server, arguments);
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

#[track_caller]
fn refused(server: &Server, arguments: &[&str]) -> String {
    let output = run(server, arguments);
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A dataset of two versions, and its id.
fn grown(server: &Server) -> String {
    let id = server.upload("Grown ones.csv", b"n,t\n1,one\n").id;
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n,t\n2,two\n")).expect(200);
    id
}

#[test]
fn a_dataset_is_written_by_its_id_or_its_name_at_any_version() {
    let server = Server::start();
    let id = grown(&server);
    assert_eq!(written(&server, &["Grown ones"]), b"n,t\r\n1,one\r\n2,two\r\n");
    assert_eq!(written(&server, &[&id, "--version", "0"]), b"n,t\r\n1,one\r\n");
    assert_eq!(written(&server, &[&id, "--format", "ndjson"]), b"{\"n\":1,\"t\":\"one\"}\n{\"n\":2,\"t\":\"two\"}\n");
    server.expect_well();
}

#[test]
fn a_file_is_what_the_server_would_send_in_the_format_of_its_ending() {
    let server = Server::start();
    let id = grown(&server);
    let folder = tempfile::tempdir().unwrap();
    for format in ["csv", "ndjson", "parquet", "arrow"] {
        let out = folder.path().join(format!("file.{format}"));
        std::fs::write(&out, "before").unwrap();
        assert_eq!(written(&server, &[&id, "--out", out.to_str().unwrap()]), b"");
        let sent = server.client().get(&format!("/api/datasets/{id}/export?format={format}")).body;
        assert!(std::fs::read(&out).unwrap() == sent, "{format}");
    }
    let (workbook, csv) = (folder.path().join("file.XLSX"), folder.path().join("data.txt"));
    written(&server, &[&id, "--out", workbook.to_str().unwrap()]);
    let again = server.upload("again.xlsx", &std::fs::read(workbook).unwrap());
    assert_eq!((again.import.format.as_str(), again.rows), ("excel", 2));
    written(&server, &[&id, "--format", "csv", "--out", csv.to_str().unwrap()]);
    assert_eq!(std::fs::read(csv).unwrap(), b"n,t\r\n1,one\r\n2,two\r\n");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 6, "something is left beside");
}

#[test]
fn a_name_that_none_or_several_have_is_told_with_those_there_are() {
    let server = Server::start();
    let said = refused(&server, &["anything"]);
    assert!(said.contains("no dataset with the id or name \"anything\""), "{said}");
    let ids: Vec<String> = ["twin.csv", "twin.csv", "other.csv"].iter().map(|name| server.upload(name, b"a\n1\n").id).collect();
    let said = refused(&server, &["twin"]);
    assert!(said.contains("2 datasets are named \"twin\"; give the id of one:"), "{said}");
    assert!(said.contains(&ids[0]) && said.contains(&ids[1]) && !said.contains(&ids[2]), "{said}");
    let said = refused(&server, &["OTHE"]);
    assert!(said.contains(&ids[2]) && said.contains("\"other\", 1 rows") && !said.contains(&ids[0]), "{said}");
    assert!(ids.iter().all(|id| refused(&server, &["nothing like it"]).contains(id)));
}

#[test]
fn what_fails_leaves_what_was_there_and_nothing_beside() {
    let server = Server::start();
    let id = server.upload("long.csv", format!("n,note\n1,{}\n", "x".repeat(32_768)).as_bytes()).id;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("kept.xlsx"), "before").unwrap();
    let said = refused(&server, &[&id, "--out", &path("kept.xlsx")]);
    assert!(said.contains("row 1 has 32768 in column `note`; take csv or parquet"), "{said}");
    let said = refused(&server, &[&id, "--out", &path("kept.pdf")]);
    assert!(said.contains("names no format; give --format") && said.contains("csv, ndjson, parquet, arrow, xlsx"), "{said}");
    assert!(refused(&server, &[&id, "--format", "csv", "--out", &folder.path().display().to_string()]).contains("is no place for a file"));
    assert!(refused(&server, &[&id, "--out", &path("nowhere/a.csv")]).contains("can't be written"));
    assert!(refused(&server, &[&id, "--version", "9", "--out", &path("a.csv")]).contains("no version 9"));
    let table = server.data().join("datasets").join(&id);
    let files = std::fs::read_dir(&table).unwrap().flatten().map(|entry| entry.path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "parquet")).for_each(|path| std::fs::write(path, "damaged").unwrap());
    for out in ["a.csv", "kept.xlsx"] {
        let said = refused(&server, &[&id, "--out", &path(out)]);
        assert!(said.contains("is damaged: it has 7 bytes"), "{said}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!((left, std::fs::read(path("kept.xlsx")).unwrap()), (vec!["kept.xlsx".into()], b"before".to_vec()));
}

#[test]
fn a_file_that_is_replaced_leaves_its_rights() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start();
    let id = grown(&server);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("secret.csv");
    std::fs::write(&out, "before").unwrap();
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o600)).unwrap();
    written(&server, &[&id, "--out", out.to_str().unwrap()]);
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read(out).unwrap(), b"n,t\r\n1,one\r\n2,two\r\n");
}

#[test]
fn without_data_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_with(&["export", "x"], &[("SIGHTLINE_DATA".into(), folder.path().display().to_string())]);
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("SIGHTLINE_DATA"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
