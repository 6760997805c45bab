//! Workbooks (.xlsx, .xls, .xlsb, .ods): one sheet as a table. Cells have types of their own, so nothing is guessed from text:
//!
//! | cells of a column | column |
//! | --- | --- |
//! | only truth values | bool |
//! | only numbers; all of them whole and below 2^53 | float64; int64 |
//! | only dates, some with a time of the day | timestamp without a zone |
//! | only dates | date |
//! | only times of the day, which a workbook has as parts of a day | time |
//! | anything else | string, as the cells would be written |
//!
//! Empty text is no value, as in CSV. A cell with an error of the workbook's (`#N/A`) has no value, nor has one with a formula that nobody computed: it is
//! null, and kept verbatim among the rejected cells.
//! OpenDocument has errors as text; such a text is an error where all other cells of its column have a type.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder, Time64MicrosecondBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType, Range, Reader, Sheet, SheetType, SheetVisible, Sheets};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use shared::wire::dataset::{ImportReport, Notice};
use shared::wire::import::{ImportOptions, ImportPhase};

use super::counted::{self, InSteps};
use super::error::shortened;
use super::formulas::{Formulas, with_formulas};
use super::rejected::{Found, RejectedCell};
use super::table::{OnProgress, Table, batch_rows};
use super::workbook::{Workbook, damaged, open};
use super::{IngestError, ParseLimits, names};

/// Cells of a sheet that are read at most.
const MOST_CELLS: usize = 20_000_000;
/// Up to here a float64 tells integers apart.
const WHOLE_BELOW: f64 = 9_007_199_254_740_992.0;

/// Rows before the table at most.
const MOST_PREAMBLE: usize = 20;
/// Rows that are looked at for values below a header.
const SAMPLE_ROWS: usize = 1_000;
/// Characters of the rows before the table that are told.
const PREAMBLE_CHARS: usize = 500;

/// Opens the workbook at `path` and reads the sheet that is chosen, or the first that has cells; one that is hidden only where no other has. Whether there is a
/// header, and rows before it, is found where it isn't chosen.
///
/// # Errors
/// `DamagedFile`, `Locked` for workbooks with a password, `NoSuchEntry`, `EmptyFile`, `TooManyColumns`, `TooComplex`.
pub(super) fn read(path: &Path, options: &ImportOptions, limits: &ParseLimits, found: &Found, on_progress: OnProgress) -> Result<Table, IngestError> {
    let sheet = options.sheet.as_deref();
    let mut workbook = open(path, limits)?;
    let errors_are_text = matches!(workbook.sheets, Sheets::Ods(_));
    let sheets = tables(&workbook);
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let (name, (range, formulas)) = match sheet {
        Some(wanted) if names.iter().any(|name| name == wanted) => (wanted.to_owned(), cells(&mut workbook, wanted)?),
        Some(wanted) => return Err(IngestError::NoSuchEntry { entry: shortened(wanted), entries: names }),
        None => first(&mut workbook, &sheets)?.ok_or(IngestError::EmptyFile)?,
    };
    let (rows, columns) = range.get_size();
    if columns as u64 > limits.columns {
        return Err(IngestError::TooManyColumns { columns: columns as u64, limit: limits.columns });
    }
    if rows.saturating_mul(columns) > MOST_CELLS {
        return Err(IngestError::TooComplex { limit: format!("{MOST_CELLS} cells of a sheet") });
    }
    let before = options.preamble.map_or_else(|| preamble(&range), |before| usize::try_from(before).unwrap_or(rows).min(rows));
    let header = options.header.unwrap_or_else(|| range.rows().nth(before).is_some_and(is_header)) && before < rows;
    let first = before + usize::from(header);
    let uncomputed: BTreeSet<usize> = formulas.keys().map(|(_, column)| *column).collect();
    let column = |at| Column { lacks_values: uncomputed.contains(&at), ..Column::of(&range, at, (header.then_some(before), first), errors_are_text) };
    let mut columns: Vec<Column> = (0..columns).map(column).collect();
    let (shown, _) = names::shown(columns.iter().map(|column| column.name.as_str()));
    // Cells whose type is chosen are read as a column of texts has them.
    for (column, _) in columns.iter_mut().zip(shown).filter(|(_, name)| options.columns.contains_key(name)) {
        column.kind = Kind::Text;
    }
    on_progress(ImportPhase::Inferring, rows as u64);
    let fields: Vec<Field> = columns.iter().map(|column| Field::new(&column.name, column.kind.data_type(), true)).collect();
    let before = (before > 0).then(|| Notice::Preamble { lines: before as u64, text: told(&range, before) });
    let odd = columns.iter().filter_map(|column| column.odd.clone());
    let notices = before.into_iter().chain(notices(&sheets, &name, header)).chain(odd).collect();
    let report = ImportReport { header: Some(header), sheet: Some(name), notices, ..ImportReport::default() };
    let schema = Arc::new(Schema::new(fields));
    let (shape, found) = (Arc::clone(&schema), Found::clone(found));
    let most = batch_rows(columns.len());
    let starts = (first..rows).step_by(most);
    let batches = starts.map(move |start| {
        let rows = start..(start + most).min(rows);
        found.borrow_mut().extend(errors((&range, &formulas), &columns, rows.clone(), first));
        let arrays = columns.iter().enumerate().map(|(at, column)| column.kind.array(rows.clone().map(|row| cell(&range, row, at))));
        Ok(RecordBatch::try_new(Arc::clone(&shape), arrays.collect())?)
    });
    let batches = InSteps::of(path, rows.saturating_sub(first) as u64, counted::rows, batches)?;
    Ok(Table { schema, batches: Box::new(batches), report })
}

/// The sheets that have cells, in their order: no charts, no macros.
fn tables(workbook: &Workbook) -> Vec<Sheet> {
    workbook.sheets.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect()
}

fn is_hidden(sheet: &Sheet) -> bool {
    sheet.visible != SheetVisible::Visible
}

/// The first sheet that has cells. What a person doesn't see in the workbook is not what they mean, unless there is nothing else.
fn first(workbook: &mut Workbook, sheets: &[Sheet]) -> Result<Option<(String, Contents)>, IngestError> {
    for sheet in sheets.iter().filter(|sheet| !is_hidden(sheet)).chain(sheets.iter().filter(|sheet| is_hidden(sheet))) {
        let cells = cells(workbook, &sheet.name)?;
        if !cells.0.is_empty() {
            return Ok(Some((sheet.name.clone(), cells)));
        }
    }
    Ok(None)
}

/// The cells of a sheet, and of those without a value the formulas.
type Contents = (Range<Data>, Formulas);

fn cells(workbook: &mut Workbook, sheet: &str) -> Result<Contents, IngestError> {
    let range = workbook.sheets.worksheet_range(sheet).map_err(|error| damaged(&error))?;
    with_formulas(workbook, sheet, range, MOST_CELLS)
}

fn notices(sheets: &[Sheet], read: &str, header: bool) -> Vec<Notice> {
    let others = || sheets.iter().filter(|sheet| sheet.name != read);
    let hidden = others().filter(|sheet| is_hidden(sheet)).map(|sheet| shortened(&sheet.name)).collect();
    let others: Vec<String> = others().map(|sheet| shortened(&sheet.name)).collect();
    let others = (!others.is_empty()).then_some(Notice::OtherSheets { sheets: others, hidden });
    others.into_iter().chain((!header).then_some(Notice::NoHeader)).collect()
}

/// The first row names the columns if it has text and nothing but text and empty cells.
fn is_header(row: &[Data]) -> bool {
    let mut filled = row.iter().filter(|cell| **cell != Data::Empty).peekable();
    filled.peek().is_some() && filled.all(|cell| matches!(cell, Data::String(_)))
}

/// How many rows come before the table: titles and notes, of one cell each, above a header of several with values below it.
fn preamble(range: &Range<Data>) -> usize {
    let is_lone = |row: &[Data]| row.iter().filter(|cell| text(cell).is_some()).count() <= 1;
    let count = range.rows().take_while(|row| is_lone(row)).count();
    let is_value = |cell: &Data| Kind::of(cell).is_some_and(|kind| kind != Kind::Text);
    let mut rows = range.rows().skip(count);
    let is_table = rows.next().is_some_and(is_header) && rows.take(SAMPLE_ROWS).flatten().any(is_value);
    if range.width() > 2 && count <= MOST_PREAMBLE && is_table { count } else { 0 }
}

/// The text of the first rows.
fn told(range: &Range<Data>, rows: usize) -> String {
    let lines = range.rows().take(rows).map(|row| row.iter().filter_map(text).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n").trim().chars().take(PREAMBLE_CHARS).collect()
}

fn cell(range: &Range<Data>, row: usize, column: usize) -> &Data {
    range.get((row, column)).unwrap_or(&Data::Empty)
}

/// The cells of a sheet, and formulas without a value in some of them.
type Cells<'a> = (&'a Range<Data>, &'a Formulas);

/// The cells with errors and with formulas that have no value, in some rows; those from `first` on are the table's.
fn errors((range, formulas): Cells, columns: &[Column], rows: std::ops::Range<usize>, first: usize) -> Vec<RejectedCell> {
    let with: Vec<(usize, Kind)> =
        columns.iter().enumerate().filter(|(_, column)| column.has_errors || column.lacks_values).map(|(at, column)| (at, column.kind)).collect();
    let cells = rows.flat_map(|row| with.iter().map(move |&(column, kind)| (row, column, kind)));
    let rejected = |(row, column, kind)| {
        let kept = error(cell(range, row, column), kind).or_else(|| formulas.get(&(row, column)).cloned())?;
        Some(RejectedCell { row: (row - first + 1) as u64, column, cell: kept })
    };
    cells.filter_map(rejected).collect()
}

/// The error of a cell in a column of that kind, in the workbook's own word.
fn error(cell: &Data, kind: Kind) -> Option<String> {
    match cell {
        Data::Error(CellErrorType::GettingData) => Some("#GETTING_DATA".to_owned()),
        Data::Error(error) => Some(error.to_string()),
        Data::String(text) if kind != Kind::Text && is_error_word(text) => Some(text.clone()),
        _ => None,
    }
}

/// As OpenDocument's programs write errors: Excel's words, and `Err:502`.
fn is_error_word(text: &str) -> bool {
    let is_number = |rest: &str| (1..=3).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit());
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"].contains(&text) || text.strip_prefix("Err:").is_some_and(is_number)
}

/// A column of a sheet.
struct Column {
    name: String,
    kind: Kind,
    /// Whether there are cells with errors of the workbook's.
    has_errors: bool,
    /// Whether there are formulas without a value.
    lacks_values: bool,
    /// What is to be said of a day that is none.
    odd: Option<Notice>,
}

/// What the cells of a column have in common, the narrower before the wider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Bool,
    Int,
    Float,
    Date,
    Timestamp,
    Time,
    Text,
}

impl Column {
    /// Its name is in the row `header`, if there is one; its cells are those from the row `first` on.
    fn of(range: &Range<Data>, at: usize, (header, first): (Option<usize>, usize), errors_are_text: bool) -> Column {
        let cells = || (first..range.height()).map(|row| cell(range, row, at));
        let name = header.and_then(|row| text(cell(range, row, at))).unwrap_or_default();
        let mut kind = Kind::of_all(&cells().filter_map(Kind::of).collect());
        if errors_are_text && kind == Kind::Text {
            let others = cells().filter(|cell| !matches!(cell, Data::String(text) if is_error_word(text)));
            kind = Kind::of_all(&others.filter_map(Kind::of).collect());
        }
        let no_day = || cells().find(|cell| matches!(cell, Data::DateTime(time) if time.is_datetime() && is_no_day(time))).and_then(text);
        let odd = if kind == Kind::Text { no_day().map(|text| Notice::NotADate { column: name.clone(), text }) } else { None };
        Column { name, kind, has_errors: cells().any(|cell| error(cell, kind).is_some()), lacks_values: false, odd }
    }
}

impl Kind {
    /// Of a cell; none of one without a value.
    fn of(cell: &Data) -> Option<Kind> {
        match cell {
            Data::Empty | Data::Error(_) => None,
            Data::String(text) if text.is_empty() => None,
            Data::Bool(_) => Some(Kind::Bool),
            Data::Int(n) if n.unsigned_abs() < WHOLE_BELOW as u64 => Some(Kind::Int),
            Data::Float(x) if x.fract() == 0.0 && x.abs() < WHOLE_BELOW => Some(Kind::Int),
            Data::Int(_) | Data::Float(_) => Some(Kind::Float),
            Data::DateTime(_) | Data::DateTimeIso(_) => Some(match instant(cell) {
                Some(instant) if instant.time() == NaiveTime::MIN => Kind::Date,
                Some(_) => Kind::Timestamp,
                None if time_of_day(cell).is_some() => Kind::Time,
                None => Kind::Text,
            }),
            Data::String(_) | Data::DurationIso(_) => Some(Kind::Text),
        }
    }

    /// The one that fits all of them.
    fn of_all(kinds: &BTreeSet<Kind>) -> Kind {
        let kinds: Vec<Kind> = kinds.iter().copied().collect();
        match kinds[..] {
            [kind] => kind,
            [Kind::Int, Kind::Float] => Kind::Float,
            [Kind::Date, Kind::Timestamp] => Kind::Timestamp,
            _ => Kind::Text,
        }
    }

    fn data_type(self) -> DataType {
        match self {
            Kind::Bool => DataType::Boolean,
            Kind::Int => DataType::Int64,
            Kind::Float => DataType::Float64,
            Kind::Date => DataType::Date32,
            Kind::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
            Kind::Time => DataType::Time64(TimeUnit::Microsecond),
            Kind::Text => DataType::Utf8,
        }
    }

    /// Some cells as a column of this kind.
    fn array<'a>(self, cells: impl Iterator<Item = &'a Data>) -> ArrayRef {
        macro_rules! build {
            ($builder:ty, $value:expr) => {{
                let mut builder = <$builder>::new();
                cells.for_each(|cell| builder.append_option($value(cell)));
                Arc::new(builder.finish())
            }};
        }
        match self {
            Kind::Bool => build!(BooleanBuilder, |cell: &Data| if let Data::Bool(truth) = cell { Some(*truth) } else { None }),
            Kind::Int => build!(Int64Builder, |cell: &Data| number(cell).map(|x| x as i64)),
            Kind::Float => build!(Float64Builder, number),
            Kind::Date => build!(Date32Builder, |cell| instant(cell).map(|instant| days(instant.date()))),
            Kind::Timestamp => build!(TimestampMicrosecondBuilder, |cell| instant(cell).map(|instant| instant.and_utc().timestamp_micros())),
            Kind::Time => build!(Time64MicrosecondBuilder, |cell| time_of_day(cell).map(micros)),
            Kind::Text => build!(StringBuilder, text),
        }
    }
}

fn number(cell: &Data) -> Option<f64> {
    match cell {
        Data::Int(n) => Some(*n as f64),
        Data::Float(x) => Some(*x),
        _ => None,
    }
}

fn days(date: NaiveDate) -> i32 {
    // 262,000 years either way are 96 million days.
    (date - NaiveDate::default()).num_days() as i32
}

/// The time of the day of a cell that has no day: less than one of them, and not shown as a duration.
fn time_of_day(cell: &Data) -> Option<NaiveTime> {
    match cell {
        Data::DateTime(time) if time.is_datetime() && is_part_of_day(time.as_f64()) => time.as_datetime().map(|instant| instant.time()),
        _ => None,
    }
}

fn is_part_of_day(days: f64) -> bool {
    (0.0..1.0).contains(&days)
}

/// 29 February 1900, which Excel has and no calendar: <https://learn.microsoft.com/en-us/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year>
fn is_no_day(time: &ExcelDateTime) -> bool {
    let days = time.as_f64();
    (60.0..61.0).contains(&days) && *time == ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false)
}

fn micros(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * 1_000_000 + i64::from(time.nanosecond() / 1_000)
}

/// The date and time of a cell; none of times without a day and of durations.
fn instant(cell: &Data) -> Option<NaiveDateTime> {
    match cell {
        Data::DateTime(time) if time.is_datetime() && !is_part_of_day(time.as_f64()) && !is_no_day(time) => time.as_datetime(),
        Data::DateTimeIso(text) => text.parse().ok().or_else(|| text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN))),
        _ => None,
    }
}

/// A cell as text; none of one without a value.
fn text(cell: &Data) -> Option<String> {
    match cell {
        Data::Empty | Data::Error(_) => None,
        Data::String(text) | Data::DurationIso(text) => (!text.is_empty()).then(|| text.clone()),
        Data::Bool(truth) => Some(truth.to_string()),
        Data::Int(n) => Some(n.to_string()),
        Data::Float(x) => Some(x.to_string()),
        Data::DateTime(time) if time.is_datetime() && is_no_day(time) => time.as_datetime().map(|instant| match instant.time() {
            NaiveTime::MIN => "1900-02-29".to_owned(),
            time => format!("1900-02-29T{time:?}"),
        }),
        Data::DateTime(time) => Some(match instant(cell) {
            Some(instant) if instant.time() == NaiveTime::MIN => instant.date().to_string(),
            Some(instant) => format!("{instant:?}"),
            None => match time_of_day(cell) {
                Some(time) => time.to_string(),
                None => time.as_duration().map_or_else(|| time.as_f64().to_string(), clock),
            },
        }),
        Data::DateTimeIso(text) => Some(text.clone()),
    }
}

/// `25:00:00`, as a sheet shows a duration.
fn clock(duration: chrono::Duration) -> String {
    let (sign, secs) = (if duration.num_milliseconds() < 0 { "-" } else { "" }, duration.num_seconds().unsigned_abs());
    let millis = duration.num_milliseconds().unsigned_abs() % 1_000;
    let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
    format!("{sign}{:02}:{:02}:{:02}{fraction}", secs / 3_600, secs / 60 % 60, secs % 60)
}
