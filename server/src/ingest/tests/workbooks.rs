//! The workbooks in `tests/fixtures/workbooks` were written by openpyxl, xlwt and odfpy from the same cells; `password.xlsx` is one of them, encrypted by
//! msoffcrypto-tool.

use shared::wire::dataset::Notice;
use shared::wire::problem::Code;

use super::{check, import_bytes, import_request};

const XLSX: &[u8] = include_bytes!("../../../../tests/fixtures/workbooks/kinds.xlsx");
const XLS: &[u8] = include_bytes!("../../../../tests/fixtures/workbooks/kinds.xls");
const ODS: &[u8] = include_bytes!("../../../../tests/fixtures/workbooks/kinds.ods");

const COLUMNS: &str = "code:string n:int64 price:float64 ok:bool day:date at:timestamp mixed:string error:int64";
const ROWS: [&str; 3] =
    ["007|1|1.5|true|2024-02-29|2024-02-29T23:30:15|x|2", "010|9007199254740991|2.0|false|1900-03-01|1999-12-31T00:00:00|3|∅", "∅|-3|∅|∅|∅|∅|true|5"];

#[test]
fn cells_of_a_workbook_keep_their_types_in_all_three_formats() {
    check("x.xlsx", XLSX, COLUMNS, &ROWS);
    check("x.xls", XLS, COLUMNS, &ROWS);
    check("x.ods", ODS, COLUMNS, &ROWS);
}

#[test]
fn the_first_sheet_with_cells_is_read_and_the_others_are_named() {
    let import = import_bytes("x.xlsx", XLSX).unwrap().parsed.import;
    assert_eq!((import.sheet.as_deref(), import.header), (Some("数据"), Some(true)));
    assert_eq!(import.notices, [Notice::OtherSheets { sheets: vec!["empty".into(), "more".into()], hidden: Vec::new() }]);
    let more = |sheet: &str| import_request("x.xlsx", XLSX, |request| request.options.sheet = Some(sheet.into()));
    assert_eq!(more("more").unwrap().rows(), ["1"]);
    assert_eq!(more("none").map(|_| ()).unwrap_err().code(), Code::ChooseEntry);
    assert_eq!(more("empty").map(|_| ()).unwrap_err().code(), Code::EmptyFile);
}

#[test]
fn times_of_the_day_are_no_dates_and_durations_are_shown_as_they_are() {
    let rows = ["08:30:00|25:01:00|2024-01-02T08:30:00", "00:00:00|00:05:00|2024-01-02T00:00:00"];
    check("x.xlsx", include_bytes!("../../../../tests/fixtures/workbooks/times.xlsx"), "open:time took:string seen:timestamp", &rows);
}

#[test]
fn cells_with_errors_are_null_and_counted() {
    assert_eq!(import_bytes("x.xlsx", XLSX).unwrap().parsed.import.rejected_cells, 1);
}

#[test]
fn a_workbook_that_is_cut_is_damaged() {
    for (name, bytes) in [("x.xlsx", XLSX), ("x.xls", XLS), ("x.ods", ODS)] {
        let error = import_bytes(name, &bytes[..bytes.len() / 2]).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), Code::DamagedFile, "{name}: {error}");
    }
}
