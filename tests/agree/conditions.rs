//! Conditions beside those of DataFusion, row by row: intervals, sets and nulls over every type, NaN and infinities among them; what texts contain,
//! begin with and match, plain and as a dictionary; and `not`, `all` and `any` of all of these, where some cells are null.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use proptest::prelude::*;
use proptest::sample::select;
use shared::engine::plan::parse_filters;
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, GroupKey, QuerySpec, Scalar};
use shared::worker::session::WorkerSession;
use tests::oracle::Oracle;

use crate::ask::{between, counts, is_null, loaded, one_of, partial, text};
use crate::columns::{self, Column, array};
use crate::masks::{conditions, not, packings};

/// Some rows, which an engine and DataFusion hold.
struct Held {
    worker: WorkerSession,
    oracle: Oracle,
    schema: Arc<Schema>,
}

impl Held {
    /// Of columns, beside which each row has its place.
    fn of(columns: &[Column], rows: usize) -> Held {
        let place = Column { name: "place".into(), data_type: DataType::Int64, cell: Box::new(|row| Value::Int(row as i128)) };
        let all = || columns.iter().chain([&place]);
        let fields: Vec<Field> = all().map(|column| Field::new(&column.name, column.data_type.clone(), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let batch = |rows: std::ops::Range<usize>| {
            let arrays = all().map(|column| array(&column.data_type, &rows.clone().map(&column.cell).collect::<Vec<_>>()));
            RecordBatch::try_new(Arc::clone(&schema), arrays.collect()).unwrap()
        };
        let batches = [batch(0..rows / 3), batch(rows / 3..rows)];
        Held { worker: loaded(0, &batches), oracle: Oracle::of_batches(&batches), schema }
    }

    /// The places of the rows that pass.
    fn passing(&mut self, filter: &FilterSpec) -> Vec<usize> {
        let spec = QuerySpec { filters: vec![filter.clone()], ..counts(vec![GroupKey::plain("place")]) };
        let place = |row: &Vec<Value>| if let Value::Int(place) = row[0] { place as usize } else { panic!("{row:?}") };
        partial(&mut self.worker, &spec).finish(&[], None).rows.iter().map(place).collect()
    }

    #[track_caller]
    fn agrees(&mut self, filters: &[FilterSpec]) {
        for (filter, theirs) in filters.iter().zip(self.oracle.passing(filters)) {
            assert_eq!(self.passing(filter), theirs, "{}", serde_json::to_string(filter).unwrap());
        }
    }
}

/// The same column, of which every fifth cell is null.
fn with_nulls(column: Column) -> Column {
    Column { cell: Box::new(move |row| if row % 5 == 2 { Value::Null } else { (column.cell)(row) }), ..column }
}

#[test]
fn every_condition_over_every_type_passes_the_rows_that_datafusion_passes() {
    let packed = || packings().into_iter().map(|column| Column { name: format!("packed {}", column.name), ..column });
    let all = || packed().chain(columns::all());
    let conditions: Vec<FilterSpec> = all().filter(|column| !column.is_opaque()).flat_map(|column| conditions(&column)).collect();
    let columns: Vec<Column> = all().map(with_nulls).collect();
    let opaque = columns.iter().filter(|column| column.is_opaque()).flat_map(|column| [true, false].map(|null| is_null(&column.name, null)));
    let opaque: Vec<FilterSpec> = opaque.flat_map(|filter| [not(filter.clone()), filter]).collect();
    let mut held = Held::of(&columns, 400);
    conditions.chunks(60).chain([&opaque[..]]).for_each(|filters| held.agrees(filters));
}

/// Texts in which SQL, its `LIKE` or patterns see more than letters, and letters of which there are several forms.
const TEXTS: [&str; 32] = [
    "",
    "a",
    "A%b",
    "100%",
    "100 %",
    "a_b",
    "aXb",
    "_",
    "%",
    "中文",
    "中文字",
    "日本",
    "é",
    "É",
    "e\u{301}",
    "straße",
    "STRASSE",
    "a.b",
    "a*b",
    "(x)",
    "[y]",
    "\\d",
    "5",
    "a\nb",
    "'quoted'",
    "ΟΔΟΣ",
    "ΟΔΟΣΑ",
    "οδος",
    "İstanbul",
    "istanbul",
    " a ",
    "null",
];

const TEXT_COLUMNS: [&str; 2] = ["plain", "coded"];

fn texts() -> Held {
    let cell = |row: usize| Value::Text(TEXTS[row * 7 % TEXTS.len()].into());
    let column = |name: &str, data_type: DataType| with_nulls(Column { name: name.into(), data_type, cell: Box::new(cell) });
    let [plain, coded] = TEXT_COLUMNS;
    let number = with_nulls(Column { name: "number".into(), data_type: DataType::Int32, cell: Box::new(|row| Value::Int(row as i128 % 7)) });
    let number = Column { cell: Box::new(move |row| (number.cell)(row / 2)), ..number };
    Held::of(&[column(plain, DataType::Utf8), column(coded, DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into())), number], 160)
}

fn contains(column: &str, part: &str, ignore_case: bool) -> FilterSpec {
    FilterSpec { column: column.into(), contains: Some(part.into()), ignore_case, ..FilterSpec::default() }
}

fn starts(column: &str, part: &str, ignore_case: bool) -> FilterSpec {
    FilterSpec { column: column.into(), starts_with: Some(part.into()), ignore_case, ..FilterSpec::default() }
}

fn matches(column: &str, pattern: &str, ignore_case: bool) -> FilterSpec {
    FilterSpec { column: column.into(), matches: Some(pattern.into()), ignore_case, ..FilterSpec::default() }
}

#[test]
fn what_texts_contain_and_begin_with_is_literal_whatever_like_or_patterns_see_in_it() {
    let mut held = texts();
    for column in TEXT_COLUMNS {
        for part in TEXTS.iter().chain(&["0", "中", "文", "\u{301}", "\\", "'", "S", "ß", "%_", "a%", "no such"]) {
            let plain = [contains(column, part, false), starts(column, part, false)];
            held.agrees(&plain.into_iter().flat_map(|filter| [not(filter.clone()), filter]).collect::<Vec<_>>());
        }
    }
}

#[test]
fn small_letters_are_as_good_as_capitals_of_every_script() {
    let mut held = texts();
    // What becomes of a capital sigma is another question, see below.
    for part in TEXTS.iter().chain(&["A", "É", "X", "ISTANBUL", "STRAßE", "QUOTED"]).filter(|part| !part.contains(['Σ', 'ς'])) {
        held.agrees(&TEXT_COLUMNS.map(|column| contains(column, part, true)));
        held.agrees(&TEXT_COLUMNS.map(|column| not(starts(column, part, true))));
    }
}

/// To DataFusion the last letter of ΟΔΟΣ is another than the one in ΟΔΟΣΑ, and so the one text is no part of the other.
#[test]
fn a_text_contains_what_it_contains_also_where_case_is_ignored() {
    let mut held = texts();
    assert_eq!(held.passing(&contains("plain", "οδος", true)), held.passing(&matches("plain", "ΟΔΟΣ|οδος", false)));
    for column in TEXT_COLUMNS {
        for part in TEXTS {
            let [exactly, anyhow] = [false, true].map(|ignore_case| held.passing(&contains(column, part, ignore_case)));
            assert!(exactly.iter().all(|place| anyhow.contains(place)), "{part} in {column}: {exactly:?} are not among {anyhow:?}");
        }
    }
}

#[test]
fn patterns_match_what_they_match_in_datafusion() {
    let patterns = [
        "",
        "^$",
        "^.$",
        "^..$",
        "a.b",
        "a\\.b",
        "a[.*]b",
        "^中",
        "文$",
        "[中日]",
        "^[^a-z]+$",
        "(a|1)0*%",
        "\\(x\\)",
        "\\[y\\]",
        "%",
        "_",
        "^(?:a|b)",
        "s{2}|ß",
        "(?s)a.b",
        "a\\nb",
        "^\\x{e9}$",
        "[[:digit:]]",
        "'",
        "o.*e",
        "x??$",
        "(?m)^b",
    ];
    let mut held = texts();
    for column in TEXT_COLUMNS {
        for pattern in patterns {
            held.agrees(&[matches(column, pattern, false), not(matches(column, pattern, false))]);
        }
        held.agrees(&["^A", "xB$", "QUOTED", "[A-C]"].map(|pattern| matches(column, pattern, true)));
    }
}

/// DataFusion takes a pattern of letters for a `LIKE`, to which a backslash is no letter.
#[test]
fn a_backslash_is_found_as_one_where_datafusion_finds_the_letter_behind_it() {
    let mut held = texts();
    let filter = matches("plain", "\\\\d", false);
    let texts_of = |places: &[usize]| places.iter().map(|place| TEXTS[place * 7 % TEXTS.len()]).collect::<Vec<_>>();
    let (ours, theirs) = (held.passing(&filter), held.oracle.passing(std::slice::from_ref(&filter)).remove(0));
    assert!(texts_of(&ours).iter().all(|text| *text == "\\d") && !ours.is_empty());
    assert!(texts_of(&theirs).contains(&"'quoted'"), "{theirs:?}");
}

/// The contract's patterns are those of `regex-lite`, which a page has room for. DataFusion's `\w` is of all scripts.
#[test]
fn classes_and_case_of_patterns_are_those_of_ascii_where_datafusion_has_all_scripts() {
    let mut held = texts();
    for (pattern, ignore_case, beyond) in [("^\\w+$", false, "中文"), ("^\\W$", false, "é"), ("^é$", true, "É"), ("^中文\\b", false, "中文")]
    {
        let filter = matches("plain", pattern, ignore_case);
        let (ours, theirs) = (held.passing(&filter), held.oracle.passing(std::slice::from_ref(&filter)).remove(0));
        let differ = (0..160).filter(|place| ours.contains(place) != theirs.contains(place));
        let differ: Vec<&str> = differ.map(|place| TEXTS[place * 7 % TEXTS.len()]).collect();
        assert!(differ.contains(&beyond) && differ.iter().all(|text| !text.is_ascii()), "{pattern}: {differ:?}");
    }
}

#[test]
fn conditions_of_texts_are_refused_for_what_is_no_text() {
    let columns = columns::all();
    let schema = Held::of(&columns, 3).schema;
    for column in columns.iter().filter(|column| !matches!(column.data_type, DataType::Utf8 | DataType::Dictionary(..))) {
        let name = &column.name;
        for (filter, part) in
            [(contains(name, "a", false), "contains"), (starts(name, "a", false), "starts_with"), (matches(name, "a", false), "matches")]
        {
            assert_eq!(parse_filters(&[filter], &schema).unwrap_err().field, format!("filters[0].{part}"), "{name}");
        }
    }
}

fn leaf() -> impl Strategy<Value = FilterSpec> {
    let part = || select(vec!["a", "%", "_", "中", "", "é", "100%", "S"]);
    let (column, number) = (|| select(TEXT_COLUMNS.to_vec()), || (-1_i64..8).prop_map(|n| Some(Scalar::Int(n))));
    prop_oneof![
        (column(), part(), any::<bool>()).prop_map(|(column, part, ignore_case)| contains(column, part, ignore_case)),
        (column(), part()).prop_map(|(column, part)| starts(column, part, false)),
        (column(), select(vec!["^.$", "[%_]", "文", "b$"])).prop_map(|(column, pattern)| matches(column, pattern, false)),
        (column(), part(), any::<bool>())
            .prop_map(|(column, part, or_null)| one_of(column, vec![text(part), text(if or_null { "a" } else { "中文" })])),
        column().prop_map(|column| one_of(column, vec![None, text("%")])),
        (number(), number()).prop_map(|(lo, hi)| between("number", lo, hi)),
        (select(vec!["plain", "coded", "number"]), any::<bool>()).prop_map(|(column, null)| is_null(column, null)),
    ]
}

fn nested() -> impl Strategy<Value = FilterSpec> {
    leaf().prop_recursive(4, 24, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            inner.clone().prop_map(not),
            some().prop_map(|all| FilterSpec { all: Some(all), ..FilterSpec::default() }),
            some().prop_map(|any| FilterSpec { any: Some(any), ..FilterSpec::default() }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_nesting_of_conditions_passes_the_rows_that_datafusion_passes(filters in prop::collection::vec(nested(), 12)) {
        texts().agrees(&filters);
    }
}
