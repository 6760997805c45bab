//! Columns that a person asked for, by the contract's type words.

use std::collections::HashSet;

use arrow_schema::{DataType, TimeUnit};
use shared::wire::dataset::Column;

use crate::error::{Answer, Failure};
use crate::storage::field::StoredField;

/// The stored form of the columns of a new dataset.
///
/// # Errors
/// A name that is empty or taken, a type that can't be asked for; the field says which.
pub(super) fn plan(columns: &[Column]) -> Answer<Vec<StoredField>> {
    if columns.is_empty() {
        return Err(Failure::invalid("spec.columns", "name at least one column, or leave the field out"));
    }
    let mut names = HashSet::new();
    let mut typed = Vec::with_capacity(columns.len());
    for (position, column) in columns.iter().enumerate() {
        if column.name.trim().is_empty() || !names.insert(column.name.to_lowercase()) {
            return Err(Failure::invalid(format!("spec.columns[{position}].name"), "give each column a name of its own, compared without case"));
        }
        let field = || format!("spec.columns[{position}].type");
        let data_type = data_type(&column.r#type).ok_or_else(|| Failure::invalid(field(), TYPES))?;
        typed.push((column.name.clone(), data_type, column.nullable));
    }
    StoredField::plan(&typed).map_err(|(position, error)| Failure::invalid(format!("spec.columns[{position}].type"), error.to_string()))
}

const TYPES: &str = "give bool, int64, float64, string, date, timestamp or timestamp(UTC)";

/// The types that JSON's values fit.
fn data_type(word: &str) -> Option<DataType> {
    Some(match word {
        "bool" => DataType::Boolean,
        "int64" => DataType::Int64,
        "float64" => DataType::Float64,
        "string" => DataType::Utf8,
        "date" => DataType::Date32,
        "timestamp" => DataType::Timestamp(TimeUnit::Microsecond, None),
        "timestamp(UTC)" => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn refused(names_and_types: &[(&str, &str)]) -> String {
        let column = |(name, r#type): &(&str, &str)| Column { name: (*name).into(), r#type: (*r#type).into(), nullable: true };
        let columns: Vec<Column> = names_and_types.iter().map(column).collect();
        plan(&columns).err().map_or(String::new(), |failure| failure.problem().detail)
    }

    #[test]
    fn a_column_that_can_not_be_made_is_named() {
        assert_eq!(refused(&[("id", "int64"), ("at", "timestamp(UTC)")]), "");
        assert!(refused(&[]).contains("spec.columns"));
        assert!(refused(&[("id", "int64"), ("ID", "int64")]).contains("spec.columns[1].name"));
        assert!(refused(&[(" ", "int64")]).contains("spec.columns[0].name"));
        assert!(refused(&[("id", "int9")]).contains("spec.columns[0].type"));
    }
}
