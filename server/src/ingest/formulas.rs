//! Formulas of a sheet whose values nobody computed: a workbook keeps the value of each beside it, but programs that write workbooks leave it out, and
//! Excel computes it when a person opens the file. Such a cell has no value, and its formula must not go in silence.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

use calamine::{Cell, Data, Range, Reader, Sheets};

use super::IngestError;
use super::workbook::{Workbook, damaged};

/// Formulas by row and column of a range.
pub(super) type Formulas = BTreeMap<(usize, usize), String>;

/// The cells of a sheet, wide enough to hold its formulas without a value, and those.
///
/// # Errors
/// `DamagedFile`; `TooComplex` where that would be more than `most_cells`.
pub(super) fn with_formulas(
    workbook: &mut Workbook,
    sheet: &str,
    range: Range<Data>,
    most_cells: usize,
) -> Result<(Range<Data>, Formulas), IngestError> {
    let is_wanted =
        |cell: &Cell<String>| !cell.get_value().is_empty() && range.get_value(cell.get_position()).is_none_or(|value| *value == Data::Empty);
    let cells = if workbook.may_have_formulas { formulas(&mut workbook.sheets, sheet, is_wanted)? } else { Vec::new() };
    let places = || cells.iter().map(Cell::get_position).chain(range.start()).chain(range.end());
    let (Some(start), Some(last)) = (places().reduce(|a, b| (a.0.min(b.0), a.1.min(b.1))), places().reduce(|a, b| (a.0.max(b.0), a.1.max(b.1))))
    else {
        return Ok((range, Formulas::new()));
    };
    let size = [last.0 - start.0, last.1 - start.1].iter().fold(1_usize, |size, length| size.saturating_mul(*length as usize + 1));
    if size > most_cells {
        return Err(IngestError::TooComplex { limit: format!("{most_cells} cells of a sheet") });
    }
    let within = |(row, column): (u32, u32)| ((row - start.0) as usize, (column - start.1) as usize);
    let formulas = cells.iter().map(|cell| (within(cell.get_position()), written(cell.get_value()))).collect();
    let range = match (range.start(), range.end()) {
        (None, _) | (_, None) => Range::new(start, last),
        ends if ends == (Some(start), Some(last)) => range,
        _ => range.range(start, last),
    };
    Ok((range, formulas))
}

/// As a person types it.
fn written(formula: &str) -> String {
    let plain = formula.strip_prefix("of:").unwrap_or(formula);
    if plain.starts_with('=') { plain.to_owned() } else { format!("={plain}") }
}

/// The formulas of the sheets that other programs than spreadsheets write.
fn formulas(sheets: &mut Sheets<BufReader<File>>, sheet: &str, is_wanted: impl Fn(&Cell<String>) -> bool) -> Result<Vec<Cell<String>>, IngestError> {
    let mut found = Vec::new();
    match sheets {
        Sheets::Xlsx(workbook) => {
            let refused = |error| damaged(&calamine::Error::Xlsx(error));
            let mut cells = workbook.worksheet_cells_reader(sheet).map_err(refused)?;
            while let Some(cell) = cells.next_formula().map_err(refused)? {
                if is_wanted(&cell) {
                    found.push(cell);
                }
            }
        }
        Sheets::Ods(workbook) => {
            let range = workbook.worksheet_formula(sheet).map_err(|error| damaged(&calamine::Error::Ods(error)))?;
            let (top, left) = range.start().unwrap_or_default();
            let cells = range.used_cells().map(|(row, column, formula)| Cell::new((top + row as u32, left + column as u32), formula.clone()));
            found.extend(cells.filter(is_wanted));
        }
        _ => {}
    }
    Ok(found)
}
