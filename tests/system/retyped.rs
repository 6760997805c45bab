//! Choices for files that are no delimited text: the types of their columns, and where the table begins in a workbook.

use serde_json::{Value, json};
use shared::wire::dataset::Dataset;
use tests::http::{Reply, encode};
use tests::ipc;
use tests::server::Server;
use tests::workbook::{DATE, Sheet, number, row, text, xlsx};

fn upload(server: &Server, name: &str, bytes: &[u8], options: &Value) -> Reply {
    server.client().post(&format!("/api/datasets?file_name={name}&options={}", encode(&options.to_string())), bytes)
}

fn rows(server: &Server, id: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)
}

fn kinds(made: &Dataset) -> Vec<(&str, &str)> {
    made.columns.iter().map(|column| (column.name.as_str(), column.r#type.as_str())).collect()
}

fn book(rows: &[Vec<String>]) -> Vec<u8> {
    let rows: String = rows.iter().zip(1..).map(|(cells, at)| row(at, cells)).collect();
    xlsx(&[Sheet { name: "s", rows: &rows, ..Sheet::default() }])
}

/// A column of codes, one of prices, one of days; the last row of the first two is odd.
fn shop() -> Vec<u8> {
    let [code, price, day] = ["code", "price", "day"].map(text);
    book(&[
        vec![code, price, day],
        vec![number(7.0, 0), number(12.5, 0), number(45_000.0, DATE)],
        vec![text("8 a"), number(0.333, 0), number(45_001.0, DATE)],
    ])
}

const TYPES: &str = r#"{"columns":{"code":{"type":"int64"},"price":{"type":"decimal(10,2)"},"day":{"type":"timestamp"}}}"#;

#[test]
fn types_are_chosen_for_every_format_and_what_does_not_fit_is_kept_with_its_row() {
    let server = Server::start();
    let json: &[u8] = b"{\"code\":\"7\",\"price\":12.5,\"day\":\"2023-03-15\"}\n{\"code\":\"8 a\",\"price\":0.333,\"day\":\"2023-03-16\"}\n";
    let id = server.upload("shop.ndjson", json).id;
    let export = |format: &str| server.client().get(&format!("/api/datasets/{id}/export?format={format}")).body;
    let array = [b"[", &json.trim_ascii().iter().map(|byte| if *byte == b'\n' { b',' } else { *byte }).collect::<Vec<_>>()[..], b"]"].concat();
    let files = [("a.ndjson", json.to_vec()), ("a.json", array), ("a.parquet", export("parquet")), ("a.arrow", export("arrow")), ("a.xlsx", shop())];
    for (name, bytes) in files {
        let made: Dataset = serde_json::from_value(upload(&server, name, &bytes, &serde_json::from_str(TYPES).unwrap()).expect(201)).unwrap();
        assert_eq!(kinds(&made), [("code", "int64"), ("price", "decimal(10,2)"), ("day", "timestamp")], "{name}");
        let first = json!({ "code": 7, "price": 12.5, "day": "2023-03-15T00:00:00" });
        assert_eq!(rows(&server, &made.id), [first, json!({ "code": null, "price": null, "day": "2023-03-16T00:00:00" })], "{name}");
        let cell = |column: &str, cell: &str| json!({ "row": 2, "column": column, "cell": cell });
        assert_eq!(made.import.rejected_cells, 2, "{name}");
        assert_eq!(rows(&server, &made.import.rejected.clone().unwrap()), [cell("code", "8 a"), cell("price", "0.333")], "{name}");
    }
}

/// The first column, and the cells that didn't fit.
fn read_as(server: &Server, name: &str, bytes: &[u8], kind: &Value) -> (Vec<Value>, Vec<Value>) {
    let made: Dataset = serde_json::from_value(upload(server, name, bytes, &json!({ "columns": { "v": kind } })).expect(201)).unwrap();
    let kept = made.import.rejected.as_ref().map(|id| rows(server, id)).unwrap_or_default();
    (rows(server, &made.id).iter().map(|row| row["v"].clone()).collect(), kept.iter().map(|row| row["cell"].clone()).collect())
}

#[test]
fn what_is_chosen_as_text_is_as_it_was_written() {
    let server = Server::start();
    let as_text = json!({ "type": "string" });
    let numbers = read_as(&server, "a.ndjson", b"{\"v\":1}\n{\"v\":2.50}\n", &as_text).0;
    assert_eq!(numbers, ["1", "2.50"]);
    let times = b"[{\"v\":\"2024-01-01T10:00:00+02:00\"},{\"v\":\"2024-01-01T10:00:00+01:00\"}]";
    assert_eq!(read_as(&server, "a.json", times, &as_text).0, ["2024-01-01T10:00:00+02:00", "2024-01-01T10:00:00+01:00"]);
    let cells = [vec![text("v")], vec![number(1.0, 0)], vec![number(2.5, 0)]];
    assert_eq!(read_as(&server, "a.xlsx", &book(&cells), &as_text).0, ["1", "2.5"]);
}

#[test]
fn a_number_of_a_format_that_has_numbers_is_never_another_by_the_way_in_which_texts_are_written() {
    let server = Server::start();
    let comma = json!({ "type": "decimal(12,3)", "writing": "decimal_comma" });
    let (read, kept) = read_as(&server, "a.ndjson", b"{\"v\":1.234}\n{\"v\":\"1.234,5\"}\n{\"v\":\"2,5\"}\n", &comma);
    assert_eq!((read, kept), (vec![Value::Null, json!(1234.5), json!(2.5)], vec![json!("1.234")]));
    let cells = [vec![text("v")], vec![number(12.125, 0)], vec![text("1.234,50")]];
    let (read, kept) = read_as(&server, "a.xlsx", &book(&cells), &comma);
    assert_eq!((read, kept), (vec![Value::Null, json!(1234.5)], vec![json!("12.125")]));
}

#[test]
fn a_file_with_rows_that_fit_its_chosen_types_alone_is_looked_at_with_these() {
    let server = Server::start();
    let options = json!({ "columns": { "v": { "type": "string" } } });
    let made: Dataset = serde_json::from_value(upload(&server, "a.ndjson", b"{\"v\":1}\n", &options).expect(201)).unwrap();
    let kind = [("content-type", "application/x-ndjson")];
    server.client().send("POST", &format!("/api/datasets/{}/rows", made.id), &kind, Some(b"{\"v\":\"x\"}\n")).expect(200);
    let seen = server.client().post_json(&format!("/api/datasets/{}/preview", made.id), &options).expect(200);
    assert_eq!((&seen["rows"], &seen["written"]), (&json!([["1"], ["x"]]), &json!([["1"], []])));
}

#[test]
fn a_column_of_a_workbook_is_read_as_another_type_later_and_back() {
    let server = Server::start();
    let id = server.upload("shop.xlsx", &shop()).id;
    let read = |columns: Value| {
        let made = server.client().send(
            "PATCH",
            &format!("/api/datasets/{id}"),
            &[("content-type", "application/json")],
            Some(columns.to_string().as_bytes()),
        );
        serde_json::from_value::<Dataset>(made.expect(200)).unwrap()
    };
    let made = read(json!({ "columns": { "price": { "type": "string" } } }));
    assert_eq!((kinds(&made)[1], rows(&server, &id)[0]["price"].clone()), (("price", "string"), json!("12.5")));
    assert_eq!(kinds(&read(json!({ "columns": { "price": { "type": "float64" } } })))[1], ("price", "float64"));
    assert_eq!(rows(&server, &id)[1]["price"], json!(0.333));
}

#[test]
fn a_preview_with_chosen_types_shows_cells_as_the_file_has_them_too() {
    let server = Server::start();
    let reply = server.client().post(&format!("/api/datasets/preview?file_name=a.xlsx&options={}", encode(TYPES)), &shop()).expect(200);
    assert_eq!(reply["rows"][1], json!([null, null, "2023-03-16 00:00:00"]));
    assert_eq!(reply["written"][1], json!(["8 a", "0.333", "2023-03-16"]));
    assert_eq!(reply["misfits"], json!({ "code": 1, "price": 1 }));
}

#[test]
fn what_a_format_has_not_can_not_be_chosen_for_it() {
    let server = Server::start();
    for (name, bytes, options, says) in [
        ("a.ndjson", b"{\"a\":1}\n".to_vec(), json!({ "delimiter": ";" }), "of this NDJSON file can be chosen: the types of columns"),
        (
            "a.xlsx",
            shop(),
            json!({ "encoding": "gbk" }),
            "of this workbook can be chosen: the sheet, its header, its preamble and the types of columns",
        ),
        ("a.ndjson", b"{\"a\":1}\n".to_vec(), json!({ "columns": { "b": { "type": "string" } } }), "\"b\""),
        ("a.ndjson", b"{\"a\":[1]}\n".to_vec(), json!({ "columns": { "a": { "type": "int64" } } }), "\"a\""),
    ] {
        let problem = upload(&server, name, &bytes, &options);
        assert!((400..500).contains(&problem.status), "{name} {}", problem.status);
        let text = String::from_utf8(problem.body).unwrap().replace("\\\"", "\"");
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn titles_above_the_table_of_a_workbook_are_told_and_are_no_rows() {
    let server = Server::start();
    let table = || vec![[text("day"), text("shop"), text("sold")].to_vec(), vec![number(45_000.0, DATE), text("North"), number(3.0, 0)]];
    let titled = |above: Vec<Vec<String>>| book(&[above, table()].concat());
    let made = server.upload("report.xlsx", &titled(vec![vec![text("Sales report")], vec![text("made today")], vec![]]));
    assert_eq!(kinds(&made), [("day", "date"), ("shop", "string"), ("sold", "int64")]);
    assert_eq!(rows(&server, &made.id), [json!({ "day": "2023-03-15", "shop": "North", "sold": 3 })]);
    let notices = serde_json::to_value(&made.import).unwrap()["notices"].clone();
    assert_eq!(notices[0], json!({ "kind": "preamble", "lines": 3, "text": "Sales report\nmade today" }));
    let two = titled(vec![vec![text("from"), text("me")]]);
    assert_eq!(kinds(&server.upload("two.xlsx", &two))[0].0, "from");
    let chosen: Dataset = serde_json::from_value(upload(&server, "two.xlsx", &two, &json!({ "preamble": 1 })).expect(201)).unwrap();
    assert_eq!(kinds(&chosen), [("day", "date"), ("shop", "string"), ("sold", "int64")]);
    let bare: Dataset = serde_json::from_value(upload(&server, "two.xlsx", &two, &json!({ "preamble": 2, "header": false })).expect(201)).unwrap();
    assert_eq!((bare.rows, kinds(&bare)[2]), (1, ("column_3", "int64")));
}
