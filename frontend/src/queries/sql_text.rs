//! Writing SQL: names as identifiers, and a name for a result.

/// Words that SQL reads as its own, so that a column of that name needs quotes.
const RESERVED: [&str; 72] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "at",
    "between",
    "by",
    "case",
    "cast",
    "check",
    "column",
    "create",
    "cross",
    "current",
    "date",
    "default",
    "delete",
    "desc",
    "distinct",
    "drop",
    "else",
    "end",
    "except",
    "exists",
    "explain",
    "false",
    "fetch",
    "filter",
    "first",
    "for",
    "from",
    "full",
    "group",
    "having",
    "in",
    "inner",
    "insert",
    "intersect",
    "interval",
    "into",
    "is",
    "join",
    "last",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "offset",
    "on",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "right",
    "row",
    "rows",
    "select",
    "set",
    "table",
    "then",
    "time",
    "timestamp",
    "to",
    "true",
    "union",
    "update",
    "values",
];

/// More words of the same kind.
const ALSO_RESERVED: [&str; 10] = ["user", "using", "when", "where", "window", "with", "cluster", "sort", "lateral", "qualify"];

/// A name as an identifier of SQL: as it is where SQL reads it so, in double quotes elsewhere.
pub fn identifier(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !RESERVED.contains(&name) && !ALSO_RESERVED.contains(&name) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A first query of a dataset.
pub fn first_query(dataset: &str) -> String {
    format!("SELECT *\nFROM {}\nLIMIT 100", identifier(dataset))
}

/// A name for a result that no dataset has: the comment that the query begins with, or else `otherwise`; with a number if it is taken.
pub fn name_of_result(sql: &str, otherwise: &str, taken: &[String]) -> String {
    let comment = sql.trim_start().strip_prefix("--").and_then(|rest| rest.lines().next()).map(str::trim).filter(|line| !line.is_empty());
    let name = comment.unwrap_or(otherwise);
    let is_free = |name: &str| !taken.iter().any(|taken| taken == name);
    if is_free(name) {
        return name.to_owned();
    }
    (2..).map(|n| format!("{name} {n}")).find(|name| is_free(name)).unwrap_or_default()
}

/// The name of a downloaded file; what file systems don't take becomes a line.
pub fn file_name(name: &str, ending: &str) -> String {
    let safe: String = name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    format!("{safe}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_where_sql_would_read_something_else() {
        for (name, written) in [
            ("dep_delay", "dep_delay"),
            ("_x1", "_x1"),
            ("Origin", "\"Origin\""),
            ("order", "\"order\""),
            ("1st", "\"1st\""),
            ("延误", "\"延误\""),
            ("a\"b", "\"a\"\"b\""),
            ("", "\"\""),
        ] {
            assert_eq!(identifier(name), written);
        }
    }

    #[test]
    fn a_result_is_named_by_its_comment_or_else_counted() {
        let taken = ["Query result".to_owned(), "Query result 2".to_owned()];
        assert_eq!(name_of_result("\n-- Late flights \nSELECT 1", "Query result", &taken), "Late flights");
        assert_eq!(name_of_result("SELECT 1", "Query result", &taken), "Query result 3");
        assert_eq!(name_of_result("--\nSELECT 1", "Query result", &[]), "Query result");
    }

    #[test]
    fn a_file_name_holds_nothing_that_is_a_path() {
        assert_eq!(file_name("a/b: c", "csv"), "a_b_ c.csv");
    }
}
