//! Names that want to be something else stay names.

use tests::http::encode;
use tests::process::files_below;
use tests::server::Server;

#[test]
fn column_names_are_kept_to_the_letter() {
    let server = Server::start();
    let names = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "a'b;--",
        "🙂 é",
        "שלום",
        "__proto__",
        "constructor",
        "{{7*7}}",
        "%{x}",
        "a.b c/d",
        " ",
        "toString",
        "a\"; DROP TABLE t; --",
        "nul\0within",
    ];
    let header: Vec<String> = names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
    let dataset = server.upload("names.csv", format!("{}\n1,2,3,4,5,6,7,8,9,10,11,12,13,14\n", header.join(",")).as_bytes());
    let stored: Vec<&str> = dataset.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(stored, names);
    for name in names {
        let reply = server.client().get(&format!("/api/datasets/{}/arrow?column={}", dataset.id, encode(name)));
        let reader = arrow_ipc::reader::StreamReader::try_new(reply.body.as_slice(), None).unwrap();
        assert_eq!(reader.schema().field(0).name(), name);
    }
}

#[test]
fn empty_and_double_names_are_made_distinct_and_noticed() {
    let server = Server::start();
    let dataset = server.upload("twice.csv", b"a,,A,a\n1,2,3,4\n5,6,7,8\n");
    let names: Vec<String> = dataset.columns.iter().map(|column| column.name.to_lowercase()).collect();
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), 4, "{names:?}");
    assert!(names.iter().all(|name| !name.is_empty()));
    let notices = serde_json::to_value(&dataset.import).unwrap()["notices"].clone();
    assert_eq!(notices.as_array().unwrap().iter().filter(|notice| notice["kind"] == "renamed").count(), 3, "{notices}");
}

#[test]
fn a_file_name_is_shown_and_never_used_as_a_path() {
    let server = Server::start();
    let long = format!("{}.csv", "x".repeat(4_000));
    let names = [
        "../../escape.csv",
        "..\\..\\escape.csv",
        "/etc/escape.csv",
        "C:\\escape.csv",
        "nul",
        ".",
        "\u{202e}vsc.escape",
        "a\nb.csv",
        "<img onerror=x>.csv",
        "a\0b.csv",
        "\"quoted\".csv",
        " ",
        &long,
    ];
    for name in names {
        let dataset = server.upload(name, b"a,b\n1,2\n");
        assert_eq!(serde_json::to_value(&dataset.source).unwrap()["file_name"], name);
    }
    let stray: Vec<_> = files_below(server.data().parent().unwrap()).into_iter().filter(|(path, _)| path.contains("escape")).collect();
    assert!(stray.is_empty(), "{stray:?}");
    assert_eq!(server.dataset_names().len(), names.len());
}

#[test]
fn a_column_name_of_10_kb_is_cut_and_that_is_told() {
    let server = Server::start();
    let long = "é".repeat(5_000);
    let dataset = server.upload("long.csv", format!("{long},b\n1,2\n").as_bytes());
    let name = &dataset.columns[0].name;
    assert!(name.len() <= 1_024 && long.starts_with(name.trim_end_matches('…')), "{} bytes", name.len());
    assert_eq!(serde_json::to_value(&dataset.import).unwrap()["notices"][0]["kind"], "renamed");
}

#[test]
fn a_file_without_a_name_has_one_and_none_breaks_the_header_of_its_export() {
    let server = Server::start();
    assert_eq!(server.client().post("/api/datasets?file_name=", b"a\n1\n").expect(201)["name"], "upload");
    for name in ["a\r\nX-Evil: 1\".csv", "\u{202e}vsc.数据", "..", "nul"] {
        let id = server.upload(name, b"a\n1\n").id;
        let reply = server.client().get(&format!("/api/datasets/{id}/export?format=csv"));
        let sent = reply.header("content-disposition").to_owned();
        assert_eq!((reply.status, reply.header("x-evil")), (200, ""), "{name}");
        assert!(sent.starts_with("attachment; filename") && sent.is_ascii() && !sent.contains(['\r', '\n', '/', '\\']), "{name}: {sent}");
    }
}

#[test]
fn cells_that_look_like_something_else_stay_text() {
    let server = Server::start();
    let dataset = server.upload("cells.csv", "note\n<b>bold</b>\n=1+1\n\"a,b\"\n\u{202e}x\n".as_bytes());
    let bytes = server.client().get(&format!("/api/datasets/{}/arrow", dataset.id)).body;
    let batch = arrow_ipc::reader::StreamReader::try_new(bytes.as_slice(), None).unwrap().next().unwrap().unwrap();
    let csv = String::from_utf8(tests::flights::csv(&batch)).unwrap();
    assert_eq!(csv, "note\n<b>bold</b>\n=1+1\n\"a,b\"\n\u{202e}x\n");
}
