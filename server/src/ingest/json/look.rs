//! The first pass: every line is an object, and each key has a type that fits all of its values.

use arrow_schema::DataType;
use serde::{Deserialize, Serialize};
use shared::wire::import::ImportPhase;

use super::super::error::shortened;
use super::super::table::{BATCH_ROWS, OnProgress};
use super::super::{IngestError, ParseLimits, Rejected, Rejects};
use super::lines::Lines;
use super::shape::{Fault, Keys, Shape, ShapeType};
use super::whole::is_value;

/// A column and how its values come out of the lines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in super::super) struct JsonColumn {
    /// The key.
    pub(super) name: String,
    /// The column's type.
    pub(super) data_type: DataType,
    /// Whether its objects and arrays become JSON text.
    pub(super) as_text: bool,
}

/// Reads all lines once.
/// Lines that are no objects go to `rejects`, if there is such a list.
pub(super) fn look(
    mut lines: Lines,
    limits: &ParseLimits,
    rejects: Option<&Rejects>,
    on_progress: OnProgress,
) -> Result<Vec<JsonColumn>, IngestError> {
    let mut keys = Keys::default();
    let mut room = limits.columns;
    let mut rows: u64 = 0;
    while lines.advance()? {
        let result = lines.line().and_then(|line| match other_than_object(line) {
            Some(found) => Err(IngestError::NotATable { row: lines.number(), found: found.to_owned() }),
            None => keys.add(line, 0, &mut room).map_err(|fault| refused(fault, lines.number(), limits)),
        });
        match (result, rejects) {
            (Ok(()), _) => {}
            (Err(IngestError::InvalidJsonLine { line, reason }), Some(list)) => {
                list.borrow_mut().push(Rejected { row: line, reason: format!("It is not a JSON object: {reason}.") });
                continue;
            }
            (Err(IngestError::NotATable { row, found }), Some(list)) => {
                list.borrow_mut().push(Rejected { row, reason: format!("It is not a JSON object: {found}.") });
                continue;
            }
            (Err(IngestError::UnknownEncoding { .. }), Some(list)) => {
                list.borrow_mut().push(Rejected { row: lines.number(), reason: "It is not UTF-8.".to_owned() });
                continue;
            }
            (Err(error), _) => return Err(error),
        }
        rows += 1;
        if rows.is_multiple_of(BATCH_ROWS as u64) {
            on_progress(ImportPhase::Inferring, rows);
        }
    }
    if rows == 0 && rejects.is_none() {
        return Err(IngestError::EmptyFile);
    }
    on_progress(ImportPhase::Inferring, rows);
    Ok(keys.into_shapes().into_iter().map(column).collect())
}

/// What a line is that is JSON but no object.
fn other_than_object(line: &str) -> Option<&'static str> {
    let word = match line.as_bytes().first()? {
        b'{' => return None,
        b'[' => "array",
        b'"' => "string",
        b't' | b'f' => "boolean",
        b'n' => "null",
        _ => "number",
    };
    is_value(line.as_bytes()).then_some(word)
}

fn column((name, shape): (String, Shape)) -> JsonColumn {
    match shape.data_type(true) {
        ShapeType::Fits(data_type) => JsonColumn { name, data_type, as_text: false },
        ShapeType::Mixed => JsonColumn { name, data_type: DataType::Utf8, as_text: true },
    }
}

fn refused(fault: Fault, line: u64, limits: &ParseLimits) -> IngestError {
    match fault {
        Fault::Invalid(reason) => IngestError::InvalidJsonLine { line, reason: shortened(&reason) },
        Fault::TooManyKeys => IngestError::TooManyColumns { columns: limits.columns + 1, limit: limits.columns },
    }
}
