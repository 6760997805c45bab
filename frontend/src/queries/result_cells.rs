//! A table of JSON as the texts of its cells.

use serde_json::Value;
use shared::wire::column_type::{Role, role};
use shared::wire::sql::JsonTable;

use crate::figure::number;
use crate::state::dashboard::RowWindow;

/// The most rows that the page shows of a result.
pub const SHOWN_ROWS: usize = 10_000;

/// The first rows of a table, as text; `None` is null.
pub fn window(table: &JsonTable) -> RowWindow {
    let roles: Vec<Role> = table.columns.iter().map(|column| role(&column.r#type)).collect();
    let row = |cells: &Vec<Value>| roles.iter().zip(cells).map(|(role, value)| text(*role, value)).collect();
    let cells: Vec<Vec<Option<String>>> = table.rows.iter().take(SHOWN_ROWS).map(row).collect();
    RowWindow { matched: cells.len() as u64, offset: 0, cells }
}

/// The class of a column's cells.
pub fn class(type_word: &str) -> &'static str {
    match role(type_word) {
        Role::Number => "number",
        Role::Time => "time",
        Role::Category | Role::Opaque => "",
    }
}

fn text(role: Role, value: &Value) -> Option<String> {
    let plain = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(match role {
        Role::Number => number::grouped(&plain),
        Role::Time => plain.replacen('T', " ", 1),
        Role::Category | Role::Opaque => plain,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::wire::dataset::Column;

    use super::*;

    fn table(types: &[&str], rows: Vec<Vec<Value>>) -> JsonTable {
        let column = |word: &&str| Column { name: (*word).to_owned(), r#type: (*word).to_owned(), nullable: true };
        JsonTable { columns: types.iter().map(column).collect(), rows, ..JsonTable::default() }
    }

    fn cells(word: &str, value: Value) -> Option<String> {
        window(&table(&[word], vec![vec![value]])).cells[0][0].clone()
    }

    #[test]
    fn a_null_is_no_text() {
        assert_eq!(cells("string", Value::Null), None);
        assert_eq!(cells("string", json!("null")).as_deref(), Some("null"));
        assert_eq!(cells("string", json!("")).as_deref(), Some(""));
    }

    #[test]
    fn numbers_keep_every_digit() {
        assert_eq!(cells("int64", json!("9007199254740993")).as_deref(), Some("9,007,199,254,740,993"));
        assert_eq!(cells("decimal(20,2)", json!("-12345.60")).as_deref(), Some("-12,345.60"));
        assert_eq!(cells("float64", json!(0.1)).as_deref(), Some("0.1"));
        assert_eq!(cells("int32", json!(2013)).as_deref(), Some("2013"));
    }

    #[test]
    fn times_lists_and_truth_are_readable() {
        assert_eq!(cells("timestamp", json!("2013-01-01T05:00:00")).as_deref(), Some("2013-01-01 05:00:00"));
        assert_eq!(cells("list<int64>", json!([1, 2])).as_deref(), Some("[1,2]"));
        assert_eq!(cells("bool", json!(true)).as_deref(), Some("true"));
    }

    #[test]
    fn no_more_rows_than_the_page_shows() {
        let many = table(&["int64"], vec![vec![json!(1)]; SHOWN_ROWS + 5]);
        assert_eq!(window(&many).matched, SHOWN_ROWS as u64);
    }
}
