//! Files of delimited text that are read once, by the types of their first rows, and those of which later rows prove these wrong.

use shared::wire::dataset::Writing;
use shared::wire::import::{ColumnOptions, ImportPhase};

use super::super::csv::GUESSED_BY;
use super::super::import::import;
use super::super::{IngestError, ParseLimits, ParseRequest, Parsed};
use super::{Imported, import_bytes, import_limited, import_request};

/// More rows than types are guessed by.
const MANY: usize = GUESSED_BY as usize + 3_000;

/// A column of `cell`, many times, and of `others`.
fn text(cell: &str, others: &[&str], others_first: bool) -> String {
    let many = format!("{cell},k\n").repeat(MANY);
    let others: String = others.iter().map(|other| format!("{other},k\n")).collect();
    if others_first { format!("x,y\n{others}{many}") } else { format!("x,y\n{many}{others}") }
}

fn shown(imported: &Imported) -> (String, Vec<String>) {
    let mut rows = imported.rows();
    rows.sort();
    (imported.columns(), rows)
}

/// Imports a file; gives the rows that were looked at before any was read, what came of it, and what is in the folder then.
fn watched(text: &str) -> (u64, Parsed, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    std::fs::write(&input, text).unwrap();
    std::fs::create_dir(&output).unwrap();
    let mut looked_at = 0;
    let mut hear = |phase, rows| looked_at = looked_at.max(if phase == ImportPhase::Inferring { rows } else { 0 });
    let parsed = import(&ParseRequest::new(input, "x.csv", output.clone(), ParseLimits::default()), &mut hear).unwrap();
    let names = std::fs::read_dir(output).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    (looked_at, parsed, names.collect())
}

#[test]
fn a_file_whose_first_rows_leave_no_doubt_is_read_once() {
    for cell in ["1", "1.5", "1.50", "true", "2024-01-01", "2024-01-01T10:00:00", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00+08:00", "some text"] {
        let (looked_at, parsed, _) = watched(&text(cell, &[""], false));
        assert_eq!((looked_at, parsed.rows), (0, MANY as u64 + 1), "{cell}");
    }
}

#[test]
fn a_file_whose_first_rows_leave_a_doubt_is_looked_at_first() {
    for cell in ["", "NaN", "NA", "1,5", "12.03.2024"] {
        let quoted = format!("\"{cell}\"");
        assert_eq!(watched(&text(&quoted, &[], false)).0, MANY as u64, "{cell}");
    }
}

#[test]
fn what_a_column_becomes_is_the_same_wherever_in_the_file_its_odd_cells_are() {
    let odd: [(&str, &[&str]); 26] = [
        ("1", &["x"]),
        ("1", &["2.5"]),
        ("1", &["007"]),
        ("1", &["9223372036854775808"]),
        ("1", &["NA", ""]),
        ("1.5", &["2"]),
        ("1.5", &["1."]),
        ("1.5", &["01.5"]),
        ("1.5", &["9007199254740993"]),
        ("1.5", &["0.1234567890123456789"]),
        ("1.5", &["1e309"]),
        ("1.50", &["1.5"]),
        ("1.50", &["1.500"]),
        ("1.50", &["2"]),
        ("1.50", &["-0.00"]),
        ("1.50", &["1e2"]),
        ("1.50", &["1000000000000000000.00"]),
        ("1.50", &["NaN", "-12.75"]),
        ("true", &["yes"]),
        ("2024-01-01", &["2024-01-01T10:00:00"]),
        ("2024-01-01T10:00:00", &["2024-01-01T10:00:00Z"]),
        ("2024-01-01T10:00:00Z", &["2024-01-01T10:00:00+08:00"]),
        ("2024-01-01T10:00:00+08:00", &["2024-01-01T10:00:00Z"]),
        ("2024-01-01T10:00:00+08:00", &["2024-01-01T10:00:00-05:30"]),
        ("NaN", &["1.5"]),
        ("", &["5"]),
    ];
    for (cell, others) in odd {
        let [last, first] = [false, true].map(|first| shown(&import_bytes("x.csv", text(cell, others, first).as_bytes()).unwrap()));
        assert_eq!(last.0, first.0, "{cell} and {others:?}");
        assert!(last.1 == first.1, "{cell} and {others:?} have other rows");
    }
}

#[test]
fn a_record_that_is_odd_behind_the_first_rows_is_named_by_its_line() {
    let refused = import_bytes("x.csv", text("1", &["1,2"], false).as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(refused, IngestError::RaggedRows { lines: vec![MANY as u64 + 2], expected: 2, found: 3 });
}

#[test]
fn quotes_that_are_odd_behind_the_first_rows_are_found_as_before_them() {
    let many = "1\tx\n".repeat(100_000);
    let read = |text: &str, limits| import_limited("x.tsv", text.as_bytes(), limits).unwrap();
    let open = read(&format!("id\tsaid\n{many}5\t\"Begin\n6\t\"Go on\n7\t\"End\n"), ParseLimits::default());
    assert_eq!((open.parsed.rows, open.parsed.import.quote.as_deref()), (100_003, Some("none")));
    assert_eq!(open.rows().last().unwrap(), "7|\"End");
    let after = "2\ty\n".repeat(100_000);
    let limits = ParseLimits { record_bytes: 2_000, ..ParseLimits::default() };
    let long = read(&format!("id\tsaid\n{many}5\t\"Begin\n6\t\"Go on\n7\t\"End\n{after}"), limits);
    assert_eq!((long.parsed.rows, long.parsed.import.quote.as_deref()), (200_003, Some("none")));
}

#[test]
fn what_is_wrong_with_the_file_is_told_before_a_choice_of_a_column_that_it_has_not() {
    let choose = |request: &mut ParseRequest| {
        let chosen = ColumnOptions { r#type: "int64".to_owned(), writing: Writing::Plain };
        request.options.columns.insert("z".to_owned(), chosen);
    };
    let refused = |others: &[&str]| import_request("x.csv", text("1", others, false).as_bytes(), choose).map(|_| ()).unwrap_err();
    assert!(matches!(refused(&["1,2"]), IngestError::RaggedRows { .. }));
    assert!(matches!(refused(&[]), IngestError::ColumnMismatch { .. }));
}

#[test]
fn nothing_is_left_of_a_wrong_guess() {
    let (looked_at, parsed, names) = watched(&text("1", &["x"], false).replace("1,k\n", "1,k\n1,k\n1,k\n1,k\n"));
    assert_eq!((looked_at, parsed.rows), (4 * MANY as u64 + 1, 4 * MANY as u64 + 1));
    assert_eq!(names, parsed.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>());
}
