//! Cells of a workbook that have an error in place of a value.

use serde_json::{Value, json};
use tests::archives::zip;
use tests::ipc;
use tests::server::Server;

/// Excel's errors, with the numbers that .xlsb has for them.
const ERRORS: [(&str, u8); 7] = [("#NULL!", 0), ("#DIV/0!", 7), ("#VALUE!", 15), ("#REF!", 23), ("#NAME?", 29), ("#NUM!", 36), ("#N/A", 42)];

/// A sheet with the column `n`: 1, then every error.
fn xlsx() -> Vec<u8> {
    let errors = ERRORS.iter().zip(3..).map(|((word, _), row)| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"e\"><v>{word}</v></c></row>"));
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>n</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\"><v>1</v></c></row>{}</sheetData></worksheet>",
        errors.collect::<String>()
    );
    let book = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    zip(&[
        (b"[Content_Types].xml", b"<Types/>"),
        (b"_rels/.rels", relationship("officeDocument", "xl/workbook.xml").as_bytes()),
        (b"xl/workbook.xml", book.as_bytes()),
        (b"xl/_rels/workbook.xml.rels", relationship("worksheet", "worksheets/sheet1.xml").as_bytes()),
        (b"xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn relationship(kind: &str, target: &str) -> String {
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
    )
}

/// As LibreOffice writes them.
fn ods() -> Vec<u8> {
    let row = |cell: &str| format!("<table:table-row>{cell}</table:table-row>");
    let error = |(word, _): &(&str, u8)| {
        row(&format!(
            "<table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>{word}</text:p></table:table-cell>"
        ))
    };
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:calcext=\"c\"><office:body><office:spreadsheet><table:table table:name=\"s\">\
         {}{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row("<table:table-cell office:value-type=\"string\"><text:p>n</text:p></table:table-cell>"),
        row("<table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell>"),
        ERRORS.iter().map(error).collect::<String>()
    );
    let manifest = b"<manifest:manifest xmlns:manifest=\"m\"/>";
    zip(&[
        (b"mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        (b"content.xml", content.as_bytes()),
        (b"META-INF/manifest.xml", manifest),
    ])
}

/// A record of .xlsb.
fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 { vec![kind as u8] } else { vec![(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8] };
    [&kind, &[body.len() as u8][..], body].concat()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&(units.len() as u32 / 2).to_le_bytes()[..], &units].concat()
}

/// The row's head and its first cell, of that record and value.
fn xlsb_row(row: u32, kind: u16, value: &[u8]) -> Vec<u8> {
    [record(0, &[&row.to_le_bytes()[..], &[0; 13]].concat()), record(kind, &[&[0; 8], value].concat())].concat()
}

fn xlsb() -> Vec<u8> {
    xlsb_at("worksheets/sheet1.bin", "xl/worksheets/sheet1.bin")
}

/// The same with its sheet in another place, as the workbook says and as the archive does.
fn xlsb_at(told: &str, name: &str) -> Vec<u8> {
    let bundle = [&0_u32.to_le_bytes()[..], &1_u32.to_le_bytes(), &wide("r1"), &wide("s")].concat();
    let book = [record(0x83, &[]), record(0x9c, &bundle), record(0x90, &[]), record(0x9d, &[0; 4]), record(0x84, &[])].concat();
    // Every other one is what a formula gives: flags, no tokens, nothing beside them.
    let error = |row: u32, number: u8| {
        if row.is_multiple_of(2) { xlsb_row(row, 3, &[number]) } else { xlsb_row(row, 11, &[&[number][..], &[0; 10]].concat()) }
    };
    let errors = ERRORS.iter().zip(2..).flat_map(|((_, number), row)| error(row, *number));
    let rows = [xlsb_row(0, 6, &wide("n")), xlsb_row(1, 5, &1_f64.to_le_bytes()), errors.collect()].concat();
    let size = [0, ERRORS.len() as u32 + 1, 0, 0].map(u32::to_le_bytes).concat();
    let sheet = [record(0x81, &[]), record(0x94, &size), record(0x91, &[]), rows, record(0x92, &[]), record(0x82, &[])].concat();
    zip(&[
        (b"[Content_Types].xml", b"<Types/>"),
        (b"_rels/.rels", relationship("officeDocument", "xl/workbook.bin").as_bytes()),
        (b"xl/workbook.bin", &book),
        (b"xl/_rels/workbook.bin.rels", relationship("worksheet", told).as_bytes()),
        (name.as_bytes(), &sheet),
    ])
}

/// A workbook of other cells, in which one of the column `ok` is an error: such are kept as truth values are, with a mark.
fn xls() -> Vec<u8> {
    let mut bytes = include_bytes!("../fixtures/workbooks/kinds.xls").to_vec();
    let record = [5, 2, 8, 0, 1, 0, 3, 0];
    let at = bytes.windows(record.len()).position(|found| found == record).unwrap() + record.len() + 2;
    bytes[at..at + 2].copy_from_slice(&[7, 1]);
    bytes
}

fn rows(server: &Server, id: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)
}

#[test]
fn a_cell_with_an_error_is_null_and_kept_in_its_own_word_in_every_format() {
    let server = Server::start();
    for (name, bytes) in [("a.xlsx", xlsx()), ("a.ods", ods()), ("a.xlsb", xlsb())] {
        let made = server.upload(name, &bytes);
        assert_eq!((made.columns[0].r#type.as_str(), made.rows, made.import.rejected_cells), ("int64", 8, 7), "{name}");
        let numbers: Vec<Value> = rows(&server, &made.id).into_iter().map(|row| row["n"].clone()).collect();
        assert_eq!(numbers, [vec![json!(1)], vec![Value::Null; 7]].concat(), "{name}");
        let kept = ERRORS.iter().zip(2..).map(|((word, _), row)| json!({ "row": row, "column": "n", "cell": word }));
        assert_eq!(rows(&server, &made.import.rejected.unwrap()), kept.collect::<Vec<_>>(), "{name}");
    }
    let made = server.upload("a.xls", &xls());
    assert_eq!(rows(&server, &made.import.rejected.unwrap()), [json!({ "row": 1, "column": "ok", "cell": "#DIV/0!" })]);
}

#[test]
fn a_binary_workbook_is_read_wherever_its_sheet_is_or_refused() {
    let server = Server::start();
    let places =
        [("worksheets/s.bin", "XL/WorkSheets/S.BIN"), ("worksheets/s", "xl\\worksheets\\s"), ("/xl/worksheets/s.bin", "xl/worksheets/s.bin")];
    for (told, name) in places {
        let made = server.upload("a.xlsb", &xlsb_at(told, name));
        assert_eq!((made.rows, made.import.rejected_cells), (8, 7), "{name}");
    }
    for (told, name) in [("sheets/s.bin", "xl/sheets/s.bin"), ("worksheets/s.bin", "xl/worksheets/other.bin")] {
        server.client().post("/api/datasets?file_name=a.xlsb", &xlsb_at(told, name)).expect_problem(422, "damaged_file");
    }
}

#[test]
fn a_preview_shows_them_too() {
    let server = Server::start();
    let told = server.client().post("/api/datasets/preview?file_name=a.xlsx", &xlsx()).expect(200);
    assert_eq!(told["rejected"][1], json!({ "row": 3, "column": "n", "cell": "#DIV/0!" }), "{told}");
}

#[test]
fn a_text_that_looks_like_an_error_stays_in_a_column_of_texts() {
    let server = Server::start();
    let made = server.upload("a.csv", b"n\nx\n#N/A\n");
    assert_eq!(made.import.rejected_cells, 0);
    assert_eq!(rows(&server, &made.id)[1]["n"], "#N/A");
}
