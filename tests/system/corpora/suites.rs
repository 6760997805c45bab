//! CSV files of other projects' own tests: real ones, and such as once made trouble. What each says is in the `gold.json` beside it, which another reader
//! has made (`fixtures/corpora/gold.py`). A cell may have become a value, if it is the one that the file has as text.

use std::path::Path;

use chrono::DateTime;
use serde_json::Value;
use tests::golden::shown;
use tests::server::Server;

use super::{check, refused, stored, upload};

/// Of csvkit.
const KIT: &[(&str, &str)] = &[
    ("blanks.csv", "its suite takes words for no value wherever they are; here only among values of another type, and in this file they are alone"),
    ("test_locale.csv", "its suite is told in which language numbers are; 200.000.000 alone may be a version as well, and stays text"),
];

const BLANKS: &str = "blanks behind a comma are a part of the field, as in RFC 4180; its suite is told to leave them out";
const NUMBERS: &str = "a first record with numbers that are no years is taken for a row, and that is told";

/// Of frictionless.
const FRICTIONLESS: &[(&str, &str)] = &[
    ("capitals.csv", BLANKS),
    ("escaping.csv", BLANKS),
    ("issue-1109.csv", BLANKS),
    ("numeric-labels.csv", NUMBERS),
    ("table-limits.csv", BLANKS),
    ("timezone.csv", BLANKS),
    ("transpose.csv", NUMBERS),
];

#[test]
fn csv_of_the_tests_of_csvkit_says_what_it_says_to_others() {
    check("csvkit", KIT, judge);
}

#[test]
fn csv_of_the_tests_of_frictionless_says_what_it_says_to_others() {
    check("frictionless", FRICTIONLESS, judge);
}

#[test]
fn csv_of_the_examples_of_rusts_reader_says_what_it_says_to_others() {
    check("rust-csv", &[], judge);
}

fn judge(server: &Server, file: &Path) -> Option<(&'static str, Result<(), String>)> {
    let gold: Value = serde_json::from_slice(&std::fs::read(file.with_file_name("gold.json")).unwrap()).unwrap();
    match &gold[file.file_name()?.to_str()?] {
        Value::Null => None,
        Value::String(code) => Some(("no tables", refused(&upload(server, file), Some(code)))),
        table => Some(("tables", compared(server, file, table))),
    }
}

fn compared(server: &Server, file: &Path, said: &Value) -> Result<(), String> {
    let rows: Vec<Vec<String>> = serde_json::from_value(said["rows"].clone()).unwrap();
    let batches = stored(server, &upload(server, file), rows.len() as i64)?;
    let names: Vec<String> = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    let given: Option<Vec<String>> = serde_json::from_value(said["names"].clone()).unwrap();
    // Names that are empty or taken become others.
    let is_named = |given: &[String], at: usize| names[at] == given[at] || given[at].is_empty() || given[..at].contains(&given[at]);
    if given.is_some_and(|given| given.len() != names.len() || !(0..names.len()).all(|at| is_named(&given, at))) {
        return Err(format!("{names:?} for {}", said["names"]));
    }
    let found = shown(&batches);
    let is_same_row =
        |(found, row): (&Vec<String>, &Vec<String>)| found.len() == row.len() && found.iter().zip(row).all(|(cell, text)| is_same(cell, text));
    match found.iter().zip(&rows).find(|pair| !is_same_row(*pair)) {
        Some((found, row)) => Err(format!("{found:?} for {row:?}")),
        None => Ok(()),
    }
}

/// Whether a cell as it is shown is what a text says: itself, nothing, or the same number, truth value or time.
fn is_same(cell: &str, text: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| digits(text).is_some());
    let time = |text: &str| DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)).ok();
    // However it is written with an exponent; else by its digits, which a float might not tell apart.
    let is_same_number = || match text.contains(['e', 'E']) {
        true => number(cell).is_some() && number(cell) == number(text),
        false => digits(cell).is_some() && digits(cell) == digits(text),
    };
    let is_same_time = || time(cell).is_some() && time(cell) == time(text);
    let is_word = || ["true", "false"].contains(&cell) && cell.eq_ignore_ascii_case(text);
    cell == text || (cell == "∅" && text.is_empty()) || cell == text.replacen('T', " ", 1) || is_same_number() || is_same_time() || is_word()
}

/// The digits of a number, with one ahead of its point and without zeros at the end behind it; none of what is more than a number, as with zeros ahead.
fn digits(text: &str) -> Option<String> {
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |bare| ("-", bare));
    let bare = if bare.starts_with('.') { format!("0{bare}") } else { bare.to_owned() };
    let leads = bare.starts_with('0') && bare[1..].starts_with(|next: char| next.is_ascii_digit());
    let is_number = bare.starts_with(|first: char| first.is_ascii_digit()) && bare.parse::<f64>().is_ok();
    let short = if bare.contains('.') { bare.trim_end_matches('0').trim_end_matches('.') } else { &bare };
    (is_number && !leads).then(|| format!("{sign}{short}"))
}

#[test]
fn numbers_are_the_same_by_their_digits() {
    let same = [("123", "123"), ("1.5", "1.50"), ("2", "2.0"), ("-0.5", "-0.5"), ("1000", "1e3"), ("0.25", ".25"), ("true", "TRUE")];
    let other = [("123", "0123"), ("12345678901234568", "12345678901234567"), ("1", "+1"), ("6090", "06090"), ("1", "")];
    assert!(same.iter().all(|(cell, text)| is_same(cell, text)));
    assert!(!other.iter().any(|(cell, text)| is_same(cell, text)));
}
