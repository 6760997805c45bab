//! Workbooks as people leave them: hidden sheets, merged cells, old calendars, formulas that nobody computed, passwords.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use shared::wire::dataset::Dataset;
use tests::archives::zip;
use tests::http::encode;
use tests::ipc;
use tests::server::Server;
use tests::workbook::{DATE, DATE_TIME, Sheet, formula, number, row, text, xlsx, xlsx_of};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn rows(server: &Server, id: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)
}

fn column(server: &Server, made: &Dataset, name: &str) -> Vec<Value> {
    rows(server, &made.id).into_iter().map(|row| row[name].clone()).collect()
}

/// A sheet of one column of dates, by their numbers.
fn dates(system: &str, days: &[f64], style: u8) -> Vec<u8> {
    let cells = days.iter().zip(2..).map(|(day, at)| row(at, &[number(*day, style)]));
    let rows = row(1, &[text("d")]) + &cells.collect::<String>();
    xlsx_of(system, &[Sheet { name: "s", rows: &rows, ..Sheet::default() }], &[])
}

#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    let server = Server::start();
    let made = server.upload("mac.xlsx", &dates("<workbookPr date1904=\"1\"/>", &[1.0, 60.0, 42_000.0], DATE));
    assert_eq!(made.columns[0].r#type, "date");
    assert_eq!(column(&server, &made, "d"), ["1904-01-02", "1904-03-01", "2018-12-28"]);
    let made = server.upload("windows.xlsx", &dates("", &[1.0, 59.0, 61.0, 42_000.0, 2_958_465.0], DATE));
    assert_eq!(made.columns[0].r#type, "date");
    assert_eq!(column(&server, &made, "d"), ["1900-01-01", "1900-02-28", "1900-03-01", "2014-12-27", "9999-12-31"]);
    let made = server.upload("times.xlsx", &dates("", &[42_000.5, 42_000.999_988_425_9], DATE_TIME));
    assert_eq!(column(&server, &made, "d"), ["2014-12-27T12:00:00", "2014-12-27T23:59:59"]);
}

#[test]
fn the_29th_of_february_1900_is_kept_as_it_is_shown_and_moved_to_no_other_day() {
    let server = Server::start();
    let made = server.upload("a.xlsx", &dates("", &[59.0, 60.0, 60.25, 61.0], DATE));
    assert_eq!(made.columns[0].r#type, "string");
    assert_eq!(column(&server, &made, "d"), ["1900-02-28", "1900-02-29", "1900-02-29T06:00:00", "1900-03-01"]);
    assert_eq!(serde_json::to_value(&made.import).unwrap()["notices"], json!([{ "kind": "not_a_date", "column": "d", "text": "1900-02-29" }]));
}

const NAMES: [&str; 6] = ["A sheet’s name of 31 characters", "Q&amp;A &lt;b&gt;", "Jane's", "2024-01", "数据 😀", "nul"];

#[test]
fn sheets_of_any_name_are_offered_and_chosen() {
    let server = Server::start();
    let contents: Vec<String> = (0..NAMES.len()).map(|at| row(1, &[text("n")]) + &row(2, &[number(at as f64, 0)])).collect();
    let sheets: Vec<Sheet> = NAMES.iter().zip(&contents).map(|(name, rows)| Sheet { name, rows, ..Sheet::default() }).collect();
    let (bytes, plain) = (xlsx(&sheets), NAMES.map(|name| name.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")));
    let made = server.upload("names.xlsx", &bytes);
    assert_eq!(serde_json::to_value(&made.import).unwrap()["notices"], json!([{ "kind": "other_sheets", "sheets": plain[1..] }]));
    for (at, name) in plain.iter().enumerate() {
        let chosen = encode(&json!({ "sheet": name }).to_string());
        let made = server.client().post(&format!("/api/datasets?file_name=names.xlsx&options={chosen}"), &bytes).expect(201);
        assert_eq!(made["import"]["sheet"], **name);
        assert_eq!(rows(&server, made["id"].as_str().unwrap()), [json!({ "n": at })], "{name}");
    }
}

#[test]
fn hidden_sheets_and_charts_are_not_read_in_place_of_what_is_shown_and_hidden_ones_are_offered() {
    let server = Server::start();
    let rows_of = |name: &str| row(1, &[text(name)]) + &row(2, &[number(1.0, 0)]);
    let (lists, secret, data) = (rows_of("lists"), rows_of("secret"), rows_of("data"));
    let bytes = xlsx(&[
        Sheet { name: "Chart", is_chart: true, ..Sheet::default() },
        Sheet { name: "Lists", state: "hidden", rows: &lists, ..Sheet::default() },
        Sheet { name: "Secret", state: "veryHidden", rows: &secret, ..Sheet::default() },
        Sheet { name: "Data", rows: &data, ..Sheet::default() },
    ]);
    let made = server.upload("a.xlsx", &bytes);
    assert_eq!((made.import.sheet.as_deref(), made.columns[0].name.as_str()), (Some("Data"), "data"));
    let told = json!([{ "kind": "other_sheets", "sheets": ["Lists", "Secret"], "hidden": ["Lists", "Secret"] }]);
    assert_eq!(serde_json::to_value(&made.import).unwrap()["notices"], told);
    let choose = |sheet: &str| {
        server.client().post(&format!("/api/datasets?file_name=a.xlsx&options={}", encode(&json!({ "sheet": sheet }).to_string())), &bytes)
    };
    assert_eq!(choose("Lists").expect(201)["columns"][0]["name"], "lists");
    assert_eq!(choose("Chart").expect_problem(422, "choose_entry")["params"]["entries"], "Lists, Secret, Data");
    let only = xlsx(&[Sheet { name: "Lists", state: "hidden", rows: &lists, ..Sheet::default() }]);
    assert_eq!(server.upload("b.xlsx", &only).import.sheet.as_deref(), Some("Lists"));
}

#[test]
fn of_merged_cells_the_first_has_the_value_and_nothing_is_made_up_for_the_others() {
    let server = Server::start();
    let rows_of = [
        row(1, &[text("region"), text("city"), text("n")]),
        row(2, &[text("North"), text("Oslo"), number(1.0, 0)]),
        row(3, &[String::new(), text("Bergen"), number(2.0, 0)]),
        row(4, &[text("South"), text("Rome"), number(3.0, 0)]),
    ];
    let rows_of = rows_of.concat();
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells>";
    let made = server.upload("a.xlsx", &xlsx(&[Sheet { name: "s", rows: &rows_of, after: merged, ..Sheet::default() }]));
    assert_eq!(column(&server, &made, "region"), [json!("North"), Value::Null, json!("South")]);
    assert_eq!((column(&server, &made, "n"), made.import.rejected_cells), (vec![json!(1), json!(2), json!(3)], 0));
}

#[test]
fn formulas_without_a_value_are_null_and_kept_in_their_own_words() {
    let server = Server::start();
    let rows_of = [
        row(1, &[text("n"), text("twice"), text("s")]),
        row(2, &[number(1.0, 0), formula("A2*2", Some("2")), "<c t=\"str\"><f>\"\"</f><v></v></c>".to_owned()]),
        row(3, &[number(2.0, 0), formula("A3*2", None), text("x")]),
        row(4, &[formula("A2+A3", None), formula("IF(A4&gt;1,A4,0)", None), String::new()]),
    ];
    let rows_of = rows_of.concat();
    let made = server.upload("a.xlsx", &xlsx(&[Sheet { name: "s", rows: &rows_of, ..Sheet::default() }]));
    assert_eq!((made.rows, made.columns[1].r#type.as_str(), made.import.rejected_cells), (3, "int64", 3));
    assert_eq!(column(&server, &made, "twice"), [json!(2), Value::Null, Value::Null]);
    let kept = |row: u64, column: &str, cell: &str| json!({ "row": row, "column": column, "cell": cell });
    let expected = [kept(2, "twice", "=A3*2"), kept(3, "n", "=A2+A3"), kept(3, "twice", "=IF(A4>1,A4,0)")];
    assert_eq!(rows(&server, &made.import.rejected.unwrap()), expected);
}

const OPEN_DOCUMENT: (&[u8], &[u8]) = (b"mimetype", b"application/vnd.oasis.opendocument.spreadsheet");

#[test]
fn formulas_without_a_value_before_the_first_value_or_alone_in_a_sheet_are_kept_too() {
    let server = Server::start();
    let before = row(1, &[String::new(), text("n")]) + &row(2, &[formula("B2*2", None), number(1.0, 0)]);
    let made = server.upload("before.xlsx", &xlsx(&[Sheet { name: "s", rows: &before, ..Sheet::default() }]));
    assert_eq!((made.rows, made.columns.len(), column(&server, &made, "n")), (1, 2, vec![json!(1)]));
    assert_eq!(rows(&server, made.import.rejected.as_ref().unwrap())[0]["cell"], "=B2*2");
    let (alone, notes) = (row(1, &[formula("1+1", None), formula("A1*2", None)]), row(1, &[text("notes")]));
    let sheets = [Sheet { name: "sums", rows: &alone, ..Sheet::default() }, Sheet { name: "notes", rows: &notes, ..Sheet::default() }];
    let made = server.upload("alone.xlsx", &xlsx(&sheets));
    assert_eq!((made.import.sheet.as_deref(), made.rows), (Some("sums"), 1));
    let kept: Vec<Value> = rows(&server, made.import.rejected.as_ref().unwrap()).into_iter().map(|row| row["cell"].clone()).collect();
    assert_eq!(kept, ["=1+1", "=A1*2"]);
}

#[test]
fn a_formula_without_a_value_in_an_open_document_is_kept_too() {
    let server = Server::start();
    let row = |cell: &str| format!("<table:table-row>{cell}</table:table-row>");
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"s\">\
         {}{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row("<table:table-cell office:value-type=\"string\"><text:p>n</text:p></table:table-cell>"),
        row("<table:table-cell office:value-type=\"float\" office:value=\"1\"/>"),
        row("<table:table-cell table:formula=\"of:=[.A2]*2\"/>"),
    );
    let manifest = b"<manifest:manifest xmlns:manifest=\"m\"/>";
    let made = server.upload("a.ods", &zip(&[OPEN_DOCUMENT, (b"content.xml", content.as_bytes()), (b"META-INF/manifest.xml", manifest)]));
    assert_eq!(column(&server, &made, "n"), [json!(1), Value::Null]);
    assert_eq!(rows(&server, &made.import.rejected.unwrap()), [json!({ "row": 2, "column": "n", "cell": "=[.A2]*2" })]);
}

#[test]
fn two_tables_of_one_sheet_lose_no_cell() {
    let server = Server::start();
    let rows_of = [
        row(1, &[text("city"), text("n"), String::new(), text("code")]),
        row(2, &[text("Oslo"), number(1.0, 0), String::new(), text("007")]),
        row(5, &[text("total"), text("sum")]),
        row(6, &[number(2.5, 0), number(7.0, 0)]),
    ];
    let rows_of = rows_of.concat();
    let made = server.upload("a.xlsx", &xlsx(&[Sheet { name: "s", rows: &rows_of, ..Sheet::default() }]));
    let names: Vec<&str> = made.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["city", "n", "column_3", "code"]);
    let cells = |name: &str| column(&server, &made, name).into_iter().filter(|cell| !cell.is_null()).collect::<Vec<_>>();
    assert_eq!(cells("city"), ["Oslo", "total", "2.5"]);
    assert_eq!((cells("n"), cells("code")), (vec![json!("1"), json!("sum"), json!("7")], vec![json!("007")]));
    assert_eq!(made.import.rejected_cells, 0);
}

#[test]
fn macros_and_links_to_other_files_are_left_alone() {
    let server = Server::start();
    let rows_of = row(1, &[text("n")]) + &row(2, &[formula("[1]Sheet1!$A$1", Some("7"))]);
    let link = "<externalLink xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><externalBook/></externalLink>";
    let target =
        format!("<Relationships><Relationship Id=\"r1\" TargetMode=\"External\" Target=\"{}/api/datasets\"/></Relationships>", server.base());
    let files = [
        ("xl/vbaProject.bin", "not a macro"),
        ("xl/externalLinks/externalLink1.xml", link),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", &target),
    ];
    let made = server.upload("a.xlsm", &xlsx_of("", &[Sheet { name: "s", rows: &rows_of, ..Sheet::default() }], &files));
    assert_eq!(column(&server, &made, "n"), [7]);
}

/// An archive that is packed, unlike those of [`zip`].
fn packed(workbook: &[u8], sheet: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        to.start_file(&name, SimpleFileOptions::default()).unwrap();
        if name.ends_with("sheet1.xml") { to.write_all(sheet).unwrap() } else { assert!(std::io::copy(&mut entry, &mut to).unwrap() > 0) }
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_sheet_that_unpacks_to_far_more_than_its_file_is_refused_before_it_is_read() {
    let server = Server::start();
    let workbook = xlsx(&[Sheet { name: "s", rows: &row(1, &[text("n")]), ..Sheet::default() }]);
    let bomb = [&b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"[..], &vec![b' '; 512 << 20]].concat();
    let bytes = packed(&workbook, &bomb);
    assert!(bytes.len() < 1 << 20);
    let problem = server.client().post("/api/datasets?file_name=bomb.xlsx", &bytes).expect_problem(422, "decompressed_too_large");
    assert!(problem["params"]["limit"].as_str().unwrap().contains("its packed size"), "{problem}");
    server.expect_well();
}

/// An .xls whose first records say that the rest is encrypted, by the old way (0) or the newer one (1).
fn locked_xls(way: u8) -> Vec<u8> {
    let mut bytes = include_bytes!("../fixtures/workbooks/kinds.xls").to_vec();
    // The record after the first is one that can be done without.
    let at = 512 + 20;
    assert_eq!(bytes[at..at + 4], [0xE1, 0, 2, 0]);
    bytes[at..at + 6].copy_from_slice(&[0x2F, 0, 2, 0, way, 0]);
    bytes
}

/// An OpenDocument whose parts are encrypted each, as LibreOffice did, or as a whole, as it does.
fn locked_ods(content: &str) -> Vec<u8> {
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry manifest:full-path=\"{content}\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    );
    zip(&[OPEN_DOCUMENT, (content.as_bytes(), b"\x8A\x12\xF0noise"), (b"META-INF/manifest.xml", manifest.as_bytes())])
}

#[test]
fn a_workbook_with_a_password_is_told_as_such_in_every_format() {
    let server = Server::start();
    // kinds.xlsx, encrypted by msoffcrypto-tool with the password "password"; of .xlsb there is the same around it.
    let container = include_bytes!("../fixtures/workbooks/password.xlsx").to_vec();
    let locked = [
        ("a.xlsx", container.clone()),
        ("a.xlsb", container),
        ("a.xls", locked_xls(0)),
        ("a.xls", locked_xls(1)),
        ("a.ods", locked_ods("content.xml")),
        ("a.ods", locked_ods("encrypted-package")),
    ];
    for (name, bytes) in locked {
        let problem = server.client().post(&format!("/api/datasets?file_name={name}"), &bytes).expect_problem(422, "encrypted_workbook");
        assert_eq!((&problem["params"]["format"], &problem["params"]["reason"]), (&json!("excel"), &json!("password")), "{name}");
        assert!(problem["detail"].as_str().unwrap().contains("protected by a password"), "{problem}");
    }
    assert!(server.dataset_names().is_empty());
    server.expect_well();
}
