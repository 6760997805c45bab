//! Predicting one row, text or picture, inside the child.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use learn::{ColumnKind, InputColumn, InputKinds, Inputs, LearnError, TableColumn, Values};
use serde_json::{Map, Value};
use shared::wire::model::{PredictRequest, Prediction, TrainSpec};

use super::{MlError, load};

/// The model's word on one thing.
pub(super) fn predict(spec: &TrainSpec, model: &Path, request: &PredictRequest) -> Result<Prediction, MlError> {
    let model = load(model)?;
    let inputs = inputs(model.inputs(), request)?;
    let mut predictions = model.predict(&inputs).map_err(|error| match error {
        LearnError::BrokenPicture { reason, .. } => MlError::NoPicture { reason },
        error => MlError::of(error, spec.target.as_deref().unwrap_or_default()),
    })?;
    predictions.pop().flatten().ok_or_else(|| field("row", "it can't be predicted; give finite numbers"))
}

fn inputs(kinds: &InputKinds, request: &PredictRequest) -> Result<Inputs, MlError> {
    let PredictRequest { row, text, picture } = request;
    match (kinds, row, text, picture) {
        (InputKinds::Table(columns), Some(row), None, None) => table(columns, row),
        (InputKinds::Texts, None, Some(text), None) => Ok(Inputs::Texts(vec![Some(text.clone())])),
        (InputKinds::Pictures, None, None, Some(picture)) => {
            let bytes = STANDARD.decode(picture).map_err(|error| MlError::NoPicture { reason: format!("it is not base64 ({error})") })?;
            Ok(Inputs::Pictures(vec![Some(bytes)]))
        }
        (InputKinds::Table(_), ..) => Err(field("row", "this model takes a row; send `row` and nothing else")),
        (InputKinds::Texts, ..) => Err(field("text", "this model takes a text; send `text` and nothing else")),
        (InputKinds::Pictures, ..) => Err(field("picture", "this model takes a picture; send `picture` and nothing else")),
    }
}

fn table(columns: &[InputColumn], row: &Map<String, Value>) -> Result<Inputs, MlError> {
    if let Some(name) = row.keys().find(|name| !columns.iter().any(|column| column.name == **name)) {
        return Err(field(&format!("row.{name}"), "the model was not trained with this column; leave it out"));
    }
    columns
        .iter()
        .map(|column| Ok(TableColumn { name: column.name.clone(), values: value(column, row)? }))
        .collect::<Result<_, _>>()
        .map(Inputs::Table)
}

fn value(column: &InputColumn, row: &Map<String, Value>) -> Result<Values, MlError> {
    let name = format!("row.{}", column.name);
    match (column.kind, row.get(&column.name)) {
        (_, None | Some(Value::Null)) => Err(field(&name, "the value is missing; the model needs it")),
        (ColumnKind::Numbers, Some(Value::Number(number))) if number.as_f64().is_some() => Ok(Values::Numbers(vec![number.as_f64()])),
        (ColumnKind::Numbers, Some(Value::Bool(truth))) => Ok(Values::Numbers(vec![Some(f64::from(u8::from(*truth)))])),
        (ColumnKind::Numbers, Some(_)) => Err(field(&name, "give a number, or true or false")),
        (ColumnKind::Categories, Some(Value::String(text))) => Ok(Values::Categories(vec![Some(text.clone())])),
        (ColumnKind::Categories, Some(_)) => Err(field(&name, "give a text")),
    }
}

fn field(field: &str, reason: &str) -> MlError {
    MlError::Field { field: field.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(row: &Value, expected: &str) {
        let column = |name: &str, kind| InputColumn { name: name.into(), kind };
        let kinds = InputKinds::Table(vec![column("size", ColumnKind::Numbers), column("kind", ColumnKind::Categories)]);
        let request = PredictRequest { row: row.as_object().cloned(), ..PredictRequest::default() };
        assert_eq!(inputs(&kinds, &request).unwrap_err().to_string(), expected);
    }

    #[test]
    fn a_field_that_does_not_fit_is_named() {
        check(&serde_json::json!({ "size": 1 }), "`row.kind`: the value is missing; the model needs it");
        check(&serde_json::json!({ "size": "big", "kind": "a" }), "`row.size`: give a number, or true or false");
        check(&serde_json::json!({ "size": 1, "kind": 2 }), "`row.kind`: give a text");
        check(&serde_json::json!({ "size": 1, "kind": "a", "x": 2 }), "`row.x`: the model was not trained with this column; leave it out");
        check(&Value::Null, "`row`: this model takes a row; send `row` and nothing else");
    }
}
