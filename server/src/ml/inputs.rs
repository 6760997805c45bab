//! Columns of a table as an estimator takes them.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::DataType;
use learn::{ColumnKind, InputColumn, InputKinds, Inputs, TableColumn, Values};
use shared::wire::column_type::{Role, role, type_word};
use shared::wire::model::Estimator;

use super::MlError;
use crate::storage::field::StoredField;

/// What an estimator takes as inputs: as a word for people, and as a test of a column's type word.
pub(super) fn suits(estimator: Estimator, word: &str) -> Result<(), &'static str> {
    let (fits, needed) = match estimator {
        Estimator::LogisticRegression | Estimator::RandomForest => {
            (matches!(role(word), Role::Number | Role::Category), "numbers, truth values or text")
        }
        Estimator::KMeans => (role(word) == Role::Number, "numbers"),
        Estimator::TextLinear => (word == "string", "text"),
        Estimator::ImageCnn => (word == "binary", "pictures (PNG or JPEG files as bytes)"),
    };
    if fits { Ok(()) } else { Err(needed) }
}

/// The kinds of inputs that columns of these types make. The fields suit the estimator.
pub(super) fn kinds(estimator: Estimator, fields: &[&StoredField]) -> InputKinds {
    match estimator {
        Estimator::TextLinear => InputKinds::Texts,
        Estimator::ImageCnn => InputKinds::Pictures,
        Estimator::LogisticRegression | Estimator::RandomForest | Estimator::KMeans => {
            let kind = |field: &StoredField| if field.logical == DataType::Utf8 { ColumnKind::Categories } else { ColumnKind::Numbers };
            InputKinds::Table(fields.iter().map(|field| InputColumn { name: field.name.clone(), kind: kind(field) }).collect())
        }
    }
}

/// Where the columns `names` are, in that order, if all suit the estimator.
pub(super) fn positions(fields: &[StoredField], names: &[String], estimator: Estimator) -> Result<Vec<usize>, MlError> {
    let position = |name: &String| {
        let missing = || MlError::MissingColumn { column: name.clone() };
        let at = fields.iter().position(|field| field.name == *name).ok_or_else(missing)?;
        let word = type_word(&fields[at].logical);
        let unsuitable = |needed: &str| MlError::UnsuitableColumn { column: name.clone(), type_word: word.clone(), needed: needed.into() };
        suits(estimator, &word).map(|()| at).map_err(unsuitable)
    };
    names.iter().map(position).collect()
}

/// Inputs of no rows, to be filled.
pub(super) fn empty(kinds: &InputKinds) -> Inputs {
    match kinds {
        InputKinds::Texts => Inputs::Texts(Vec::new()),
        InputKinds::Pictures => Inputs::Pictures(Vec::new()),
        InputKinds::Table(columns) => {
            let column = |column: &InputColumn| TableColumn {
                name: column.name.clone(),
                values: match column.kind {
                    ColumnKind::Numbers => Values::Numbers(Vec::new()),
                    ColumnKind::Categories => Values::Categories(Vec::new()),
                },
            };
            Inputs::Table(columns.iter().map(column).collect())
        }
    }
}

/// Adds rows: `columns` of the batch, in the order of the inputs.
pub(super) fn add(inputs: &mut Inputs, batch: &RecordBatch, columns: &[usize]) -> Result<(), MlError> {
    match inputs {
        Inputs::Texts(texts) => texts.extend(self::texts(batch.column(columns[0]))?),
        Inputs::Pictures(pictures) => {
            let array = cast(batch.column(columns[0]), &DataType::Binary)?;
            pictures.extend(array.as_binary::<i32>().iter().map(|bytes| bytes.map(<[u8]>::to_vec)));
        }
        Inputs::Table(table) => {
            for (column, &at) in table.iter_mut().zip(columns) {
                match &mut column.values {
                    Values::Numbers(values) => values.extend(cast(batch.column(at), &DataType::Float64)?.as_primitive::<Float64Type>().iter()),
                    Values::Categories(values) => values.extend(texts(batch.column(at))?),
                }
            }
        }
    }
    Ok(())
}

/// A column's values as text: classes, categories, texts.
pub(super) fn texts(array: &ArrayRef) -> Result<Vec<Option<String>>, MlError> {
    let array = cast(array, &DataType::Utf8)?;
    Ok(array.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect())
}
