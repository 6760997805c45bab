//! Columns as a file has them, in the two forms of the storage.

use arrow_schema::{DataType, FieldRef};
use shared::wire::column_type::type_word;

use super::IngestError;
use super::error::shortened;
use crate::storage::field::StoredField;

/// Deepest nesting of a column. A level takes three of a schema's JSON, of which readers take 128.
const MOST_LEVELS: usize = 40;

/// The stored forms of columns (shown name, any Arrow type, nullable).
///
/// # Errors
/// A column's type has no place in a table.
pub(super) fn stored(columns: &[(String, DataType, bool)]) -> Result<Vec<StoredField>, IngestError> {
    let unsupported = |column: &str, type_word: String| IngestError::UnsupportedType { column: shortened(column), type_word };
    if let Some((name, data_type, _)) = columns.iter().find(|(_, data_type, _)| levels(data_type) > MOST_LEVELS) {
        let word = type_word(data_type);
        let outermost = word.split_once('<').map_or(word.as_str(), |(outermost, _)| outermost);
        return Err(unsupported(name, format!("{outermost} of more than {MOST_LEVELS} levels")));
    }
    StoredField::plan(columns).map_err(|(position, innermost)| unsupported(&columns[position].0, type_word(&innermost.0)))
}

/// How many types a value of the innermost type lies in.
fn levels(data_type: &DataType) -> usize {
    use DataType as T;
    let below = |field: &FieldRef| 1 + levels(field.data_type());
    match data_type {
        T::List(of)
        | T::LargeList(of)
        | T::ListView(of)
        | T::LargeListView(of)
        | T::FixedSizeList(of, _)
        | T::Map(of, _)
        | T::RunEndEncoded(_, of) => below(of),
        T::Struct(fields) => fields.iter().map(below).max().unwrap_or_default(),
        T::Dictionary(_, values) => 1 + levels(values),
        _ => 0,
    }
}
