//! Workbooks (.xlsx) by hand: what no library writes, or each in its own way.

use crate::archives::zip;

/// The style of a cell that is a date, of one that is a date and a time.
pub const DATE: u8 = 1;
/// See [`DATE`].
pub const DATE_TIME: u8 = 2;

const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
const STYLES: &str =
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/><xf numFmtId=\"22\" applyNumberFormat=\"1\"/></cellXfs>";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// One sheet.
#[derive(Clone, Copy, Default)]
pub struct Sheet<'a> {
    /// Its name as XML.
    pub name: &'a str,
    /// `hidden`, `veryHidden`, or nothing.
    pub state: &'a str,
    /// What is within its `sheetData`: see [`row`].
    pub rows: &'a str,
    /// What follows that.
    pub after: &'a str,
    /// Whether it is a chart.
    pub is_chart: bool,
}

/// A workbook of these sheets.
pub fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    xlsx_of("", sheets, &[])
}

/// The same with further elements before its list of sheets, and further files.
pub fn xlsx_of(before: &str, sheets: &[Sheet], files: &[(&str, &str)]) -> Vec<u8> {
    let numbered = || sheets.iter().enumerate().map(|(at, sheet)| (at + 1, sheet));
    let listed = numbered().map(|(at, sheet)| {
        let state = if sheet.state.is_empty() { String::new() } else { format!(" state=\"{}\"", sheet.state) };
        format!("<sheet name=\"{}\" sheetId=\"{at}\"{state} r:id=\"r{at}\"/>", sheet.name)
    });
    let book = format!("<workbook {MAIN} xmlns:r=\"{RELATIONS}\">{before}<sheets>{}</sheets></workbook>", listed.collect::<String>());
    let place = |at: usize, sheet: &Sheet| if sheet.is_chart { format!("chartsheets/sheet{at}.xml") } else { format!("worksheets/sheet{at}.xml") };
    let links = numbered().map(|(at, sheet)| relation(&format!("r{at}"), if sheet.is_chart { "chartsheet" } else { "worksheet" }, &place(at, sheet)));
    let links = links.collect::<String>() + &relation("s", "styles", "styles.xml");
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned()),
        ("_rels/.rels".to_owned(), relations(&relation("r", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml".to_owned(), book),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(&links)),
        ("xl/styles.xml".to_owned(), format!("<styleSheet {MAIN}>{STYLES}</styleSheet>")),
    ];
    parts.extend(numbered().map(|(at, sheet)| {
        let content = match sheet.is_chart {
            true => format!("<chartsheet {MAIN}><sheetViews/></chartsheet>"),
            false => format!("<worksheet {MAIN}><sheetData>{}</sheetData>{}</worksheet>", sheet.rows, sheet.after),
        };
        (format!("xl/{}", place(at, sheet)), content)
    }));
    parts.extend(files.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())));
    zip(&parts.iter().map(|(name, content)| (name.as_bytes(), content.as_bytes())).collect::<Vec<_>>())
}

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
}

fn relations(links: &str) -> String {
    format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>")
}

/// What a workbook calls a column: A to Z, then AA.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.to_string() } else { letters(column / 26 - 1) + &last.to_string() }
}

/// A row of cells, each as XML without its place: see [`text`], [`number`]; an empty one is left out.
pub fn row(at: usize, cells: &[String]) -> String {
    let placed = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| cell.replacen("<c", &format!("<c r=\"{}{at}\"", letters(column)), 1));
    format!("<row r=\"{at}\">{}</row>", placed.collect::<String>())
}

/// A cell of text.
pub fn text(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// A cell that holds a number, with a style.
pub fn number(value: f64, style: u8) -> String {
    format!("<c s=\"{style}\"><v>{value}</v></c>")
}

/// A cell with a formula, and what was computed of it.
pub fn formula(formula: &str, value: Option<&str>) -> String {
    let value = value.map_or(String::new(), |value| format!("<v>{value}</v>"));
    format!("<c><f>{formula}</f>{value}</c>")
}
