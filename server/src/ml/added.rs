//! The columns that predictions add to a table, and their names.

use arrow_schema::DataType;
use serde::{Deserialize, Serialize};
use shared::wire::model::{Estimator, TrainSpec};

use super::MlError;
use crate::storage::field::{StoredField, UniqueNames};

/// What an added column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AddedKind {
    /// The most likely class or the cluster's number, as text.
    Predicted,
    /// Its probability.
    Confidence,
    /// The words that decided, joined by blanks.
    DecidingWords,
    /// Whether the row was trained on (`train`) or measured on (`held out`).
    Split,
}

/// A column that predictions add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AddedColumn {
    pub(crate) kind: AddedKind,
    pub(crate) name: String,
}

/// What predictions add to a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Added {
    /// In order.
    pub(crate) columns: Vec<AddedColumn>,
    /// For the table that the model was trained on: how many of its first rows the training saw.
    pub(crate) trained_rows: Option<u64>,
}

impl AddedKind {
    fn name(self) -> &'static str {
        match self {
            AddedKind::Predicted => "predicted",
            AddedKind::Confidence => "confidence",
            AddedKind::DecidingWords => "deciding_words",
            AddedKind::Split => "split",
        }
    }

    fn data_type(self) -> DataType {
        if self == AddedKind::Confidence { DataType::Float64 } else { DataType::Utf8 }
    }
}

impl Added {
    /// What a model adds to a table with these columns. `before` are the columns that it added earlier, which keep their names;
    /// other names that are `taken` get a number.
    pub(super) fn plan(spec: &TrainSpec, trained_rows: Option<u64>, before: &[AddedColumn], taken: &[String]) -> Self {
        let mut kinds = vec![AddedKind::Predicted, AddedKind::Confidence];
        kinds.extend((spec.estimator == Estimator::TextLinear).then_some(AddedKind::DecidingWords));
        kinds.extend(trained_rows.map(|_| AddedKind::Split));
        let mut names = UniqueNames::default();
        for name in taken.iter().filter(|name| !before.iter().any(|column| column.name == **name)) {
            names.claim(name);
        }
        let named = |kind: AddedKind| {
            let known = before.iter().find(|column| column.kind == kind).map(|column| column.name.as_str());
            AddedColumn { kind, name: names.claim(known.unwrap_or(kind.name())) }
        };
        Added { columns: kinds.into_iter().map(named).collect(), trained_rows }
    }

    /// The positions of the columns of `fields` that stay: all but those that are added anew.
    pub(super) fn kept(&self, fields: &[StoredField]) -> Vec<usize> {
        let anew = |field: &StoredField| self.columns.iter().any(|column| column.name == field.name);
        (0..fields.len()).filter(|&at| !anew(&fields[at])).collect()
    }

    /// The columns of the table with predictions: those that stay, then those that are added.
    pub(super) fn fields(&self, fields: &[StoredField]) -> Result<Vec<StoredField>, MlError> {
        let kept = self.kept(fields).into_iter().map(|at| (fields[at].name.clone(), fields[at].logical.clone(), fields[at].nullable));
        let added = self.columns.iter().map(|column| (column.name.clone(), column.kind.data_type(), true));
        StoredField::plan(&kept.chain(added).collect::<Vec<_>>()).map_err(|(_, error)| MlError::internal(&error))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn spec(estimator: Estimator) -> TrainSpec {
        let json = serde_json::json!({ "estimator": estimator, "dataset": "d", "inputs": ["x"] });
        serde_json::from_value(json).unwrap()
    }

    fn names(added: &Added) -> Vec<&str> {
        added.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn taken(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn names_that_are_taken_get_a_number() {
        let added = Added::plan(&spec(Estimator::TextLinear), Some(9), &[], &taken(&["x", "Predicted"]));
        assert_eq!(names(&added), ["predicted_2", "confidence", "deciding_words", "split"]);
        let added = Added::plan(&spec(Estimator::KMeans), None, &[], &[]);
        assert_eq!(names(&added), ["predicted", "confidence"]);
    }

    #[test]
    fn a_second_application_replaces_its_columns() {
        let first = Added::plan(&spec(Estimator::KMeans), None, &[], &taken(&["predicted"]));
        let all = taken(&["predicted", "predicted_2", "confidence"]);
        let second = Added::plan(&spec(Estimator::KMeans), None, &first.columns, &all);
        assert_eq!(second, first);
        let columns: Vec<_> = all.iter().map(|name| (name.clone(), DataType::Utf8, true)).collect();
        let fields = second.fields(&StoredField::plan(&columns).unwrap()).unwrap();
        assert_eq!(fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["predicted", "predicted_2", "confidence"]);
        assert_eq!(fields[2].logical, DataType::Float64);
    }
}
