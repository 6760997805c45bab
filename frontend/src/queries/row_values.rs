//! The fields of one row, as the API takes them.

use serde_json::{Map, Number, Value};
use shared::one_by_one::one_by_one;
use shared::wire::column_type::{Role, role};
use shared::wire::dataset::Dataset;

/// A row from what was typed for each column; an empty field is null. Text that is no number stays text, and the server names it.
pub fn row(dataset: Option<&Dataset>, typed: &[(String, String)]) -> Map<String, Value> {
    let word = |column: &str| {
        let known = dataset.and_then(|dataset| dataset.columns.iter().find(|known| known.name == column));
        known.map_or("", |known| known.r#type.as_str())
    };
    one_by_one(typed.iter().map(|(column, text)| (column.clone(), value(word(column), text))))
}

fn value(word: &str, text: &str) -> Value {
    let text = text.trim();
    match role(word) {
        _ if text.is_empty() => Value::Null,
        Role::Number => number(text).unwrap_or_else(|| Value::from(text)),
        Role::Category if word == "bool" => text.parse().map_or_else(|_| Value::from(text), Value::Bool),
        // The column is gone: its type can only be guessed.
        Role::Opaque if word.is_empty() => number(text).unwrap_or_else(|| Value::from(text)),
        _ => Value::from(text),
    }
}

fn number(text: &str) -> Option<Value> {
    let whole = || text.parse::<i64>().ok().map(Value::from);
    whole().or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number))
}

#[cfg(test)]
mod tests {
    use super::super::samples::dataset;
    use super::*;
    use serde_json::json;

    #[test]
    fn each_field_has_the_type_of_its_column() {
        let typed = [("delay", "12"), ("carrier", "12"), ("ok", "true"), ("origin", " "), ("gone", "1.5")];
        let typed: Vec<(String, String)> = typed.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect();
        let expected = json!({ "delay": 12, "carrier": "12", "ok": true, "origin": null, "gone": 1.5 });
        assert_eq!(Value::Object(row(Some(&dataset().dataset), &typed)), expected);
    }

    #[test]
    fn what_is_no_number_is_sent_as_it_was_typed() {
        assert_eq!(value("int64", "twelve"), json!("twelve"));
        assert_eq!(value("int64", "12.5"), json!(12.5));
    }
}
