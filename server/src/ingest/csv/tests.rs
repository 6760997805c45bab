#![allow(clippy::unwrap_used)]
use shared::wire::dataset::{Notice, Writing};

use super::super::tests::{check, import_bytes, import_limited, refuse};
use super::super::{IngestError, ParseLimits};

fn reads(text: &str, columns: &str, rows: &[&str]) {
    check("x.csv", text.as_bytes(), columns, rows);
}

fn column(cells: &[&str], expected: &str) {
    let text = format!("x,y\n{}\n", cells.iter().map(|c| format!("{c},k")).collect::<Vec<_>>().join("\n"));
    let imported = import_bytes("x.csv", text.as_bytes()).unwrap();
    assert_eq!(imported.columns(), format!("x:{expected} y:string"), "{cells:?}");
}

#[test]
fn quotes_line_ends_and_delimiters_inside_cells_are_data() {
    reads("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", "a:int64 b:string", &["1|ha \"ha\" ha", "3|4"]);
    reads("a,b\n1,\"x, y\"\n", "a:int64 b:string", &["1|x, y"]);
    reads("a,b\n1,\"once\nupon\"\n5,6\n", "a:int64 b:string", &["1|once\nupon", "5|6"]);
    reads("a,b\n1,\"once\r\nupon\"\n", "a:int64 b:string", &["1|once\r\nupon"]);
    reads("a,b\n1,\"{\"\"type\"\": \"\"Point\"\"}\"\n", "a:int64 b:string", &["1|{\"type\": \"Point\"}"]);
    reads("a,b\n1,ʤ\n", "a:int64 b:string", &["1|ʤ"]);
    reads("a,b\n1,x\0y\n", "a:int64 b:string", &["1|x\0y"]);
    reads("a,b\n1,5\" pipe\n", "a:int64 b:string", &["1|5\" pipe"]);
}

#[test]
fn every_line_end_ends_a_record() {
    for text in ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\n1,2\r\n3,4", "a,b\n\n1,2\n\n\n3,4\n\n"] {
        reads(text, "a:int64 b:int64", &["1|2", "3|4"]);
    }
}

#[test]
fn an_empty_cell_is_null_in_every_type() {
    reads("i,f,b,d,s\n1,1.5,true,2024-01-01,x\n,,,,\n", "i:int64 f:float64 b:bool d:date s:string", &["1|1.5|true|2024-01-01|x", "∅|∅|∅|∅|∅"]);
    reads("a,b\n\"\",1\n", "a:string b:int64", &["∅|1"]);
}

#[test]
fn a_column_has_the_narrowest_type_that_fits_all_of_it() {
    column(&["1", "-2", "9223372036854775807"], "int64");
    column(&["1", "2.5"], "float64");
    column(&["true", "FALSE"], "bool");
    column(&["2024-01-01", "1999-12-31"], "date");
    column(&["2024-01-01T10:00:00", "2024-01-01 10:00"], "timestamp");
    column(&["2024-01-01T10:00:00Z", "2024-01-01T10:00:00+08:00"], "timestamp(UTC)");
    column(&["2024-01-01T10:00:00Z", "2024-01-01T10:00:00-00:00"], "timestamp(UTC)");
    column(&["2024-01-01T10:00:00+08:00", "2024-01-01T10:00:00+08:00"], "timestamp(+08:00)");
    column(&["2024-01-01T10:00:00-05:30", "2024-01-01T10:00:00-05:30"], "timestamp(-05:30)");
    column(&["1", "NaN"], "float64");
}

#[test]
fn what_is_not_surely_a_type_stays_text() {
    column(&["007", "1"], "string");
    column(&["+1"], "string");
    column(&["1", "true"], "string");
    column(&["1.5", "9007199254740993"], "string");
    column(&["12345678901234567890"], "string");
    column(&["0.1234567890123456789"], "string");
    column(&["2024-02-30", "2024-01-01"], "string");
    column(&["2024-01-01", "2024-01-01T10:00:00"], "string");
    column(&["2024-01-01T10:00:00", "2024-01-01T10:00:00Z"], "string");
    column(&["NaN", "nan"], "string");
    column(&["1e309"], "string");
    column(&["1", " 2"], "string");
}

#[test]
fn a_type_that_changes_late_widens_and_keeps_every_cell() {
    let mut text = "n,k\n".to_owned();
    for row in 0..70_000 {
        text.push_str(&format!("{row},k\n"));
    }
    text.push_str("late,k\n");
    let imported = import_bytes("x.csv", text.as_bytes()).unwrap();
    assert_eq!((imported.columns().as_str(), imported.parsed.rows), ("n:string k:string", 70_001));
    assert_eq!(imported.rows().last().unwrap(), "late|k");
}

#[test]
fn a_first_record_with_a_number_is_no_header() {
    reads("1,2\n3,4\n", "column_1:int64 column_2:int64", &["1|2", "3|4"]);
    let imported = import_bytes("x.csv", b"1,a\n").unwrap();
    assert_eq!(imported.parsed.import.header, Some(false));
    assert!(imported.parsed.import.notices.contains(&Notice::NoHeader));
    reads(",a\n0,x\n", "column_1:int64 a:string", &["0|x"]);
}

#[test]
fn years_beside_a_text_are_names() {
    reads("Country,1990,1991\nFrance,1,2\n", "Country:string 1990:int64 1991:int64", &["France|1|2"]);
    reads("France,2019\nSpain,2020\n", "column_1:string column_2:int64", &["France|2019", "Spain|2020"]);
    reads("1990,1991\n1,2\n", "column_1:int64 column_2:int64", &["1990|1991", "1|2"]);
}

#[test]
fn a_header_alone_is_a_table_of_no_rows() {
    let imported = import_bytes("x.csv", b"a,b\n").unwrap();
    assert_eq!((imported.columns().as_str(), imported.parsed.rows, imported.parsed.files.len()), ("a:string b:string", 0, 0));
    assert_eq!(imported.parsed.import.notices, [Notice::NoRows]);
}

#[test]
fn the_sniffed_choices_are_reported() {
    let imported = import_bytes("x.csv", b"\xFF\xFEa\0;\0b\0\n\x001\0;\x002\0\n\0").unwrap();
    let report = &imported.parsed.import;
    assert_eq!((report.format.as_str(), report.encoding.as_deref(), report.delimiter.as_deref()), ("csv", Some("utf-16le"), Some(";")));
    assert_eq!((report.header, report.rejected_cells), (Some(true), 0));
    assert_eq!(imported.rows(), ["1|2"]);
}

#[test]
fn names_are_kept_and_made_unique() {
    reads("a,A,,<b>\n1,2,3,4\n", "a:int64 A_2:int64 column_3:int64 <b>:int64", &["1|2|3|4"]);
}

#[test]
fn uneven_records_are_named_by_their_lines() {
    refuse("x.csv", b"a,b\n1,2\n3\n4,5\n6,7,8\n", "Line 3 has 1 fields where the first record has 2; so have lines 5: make them the same length.");
    let many = format!("a,b\n{}", "1\n".repeat(50));
    let Err(IngestError::RaggedRows { lines, expected, found }) = import_bytes("x.csv", many.as_bytes()).map(|_| ()) else { panic!("read") };
    assert_eq!((lines, expected, found), ((2..12).collect(), 2, 1));
    refuse("x.csv", b"a,b\r\n\r\n\"x\r\ny\",1\r\n2\r\n", "Line 5 has 1 fields where the first record has 2; make it the same length.");
}

#[test]
fn an_open_quote_is_named_by_its_line() {
    refuse("x.csv", b"a,b\n1,2\n3,\"4\n5,6\n", "The quote that opens in line 3 never closes; close it or write it as two quotes.");
    refuse("x.csv", b"a,b\n\"x\ny\",\"open", "The quote that opens in line 3 never closes; close it or write it as two quotes.");
    reads("a,b\n1,\"closed\"", "a:int64 b:string", &["1|closed"]);
    reads("a,b\n1,\"\x02end\x03\"\n2,x\n", "a:int64 b:string", &["1|\x02end\x03", "2|x"]);
}

#[test]
fn a_record_without_end_is_refused_before_it_fills_the_memory() {
    let limits = ParseLimits { record_bytes: 100, ..ParseLimits::default() };
    let refused = |text: String| import_limited("x.csv", text.as_bytes(), limits).map(|_| ()).unwrap_err();
    assert_eq!(refused(format!("a,b\n1,{}\n", "x".repeat(200))), IngestError::RecordTooLong { line: 2, limit: 100 });
    assert_eq!(refused("x".repeat(1 << 20)), IngestError::RecordTooLong { line: 1, limit: 100 });
    assert_eq!(refused(format!("a,b\n1,\"{}", "\n".repeat(1 << 20))), IngestError::RecordTooLong { line: 2, limit: 100 });
    assert!(import_limited("x.csv", format!("a,b\n1,{}\n", "x".repeat(97)).as_bytes(), limits).is_ok());
    assert!(import_limited("x.csv", format!("a,b\n1,{}\n", "x".repeat(98)).as_bytes(), limits).is_err());
}

#[test]
fn columns_are_counted() {
    let text = |columns: usize| format!("{}\n{}\n", vec!["c"; columns].join(","), vec!["1"; columns].join(","));
    let limits = ParseLimits { columns: 2_000, ..ParseLimits::default() };
    assert_eq!(import_limited("x.csv", text(2_000).as_bytes(), limits).unwrap().parsed.fields.len(), 2_000);
    let error = import_limited("x.csv", text(2_001).as_bytes(), limits).map(|_| ()).unwrap_err();
    assert_eq!(error, IngestError::TooManyColumns { columns: 2_001, limit: 2_000 });
}

fn noticed(text: &str) -> Vec<Notice> {
    import_bytes("x.csv", text.as_bytes()).unwrap().parsed.import.notices
}

fn written(column: &str, writing: Writing) -> Notice {
    Notice::Written { column: column.to_owned(), writing }
}

#[test]
fn numbers_with_a_decimal_comma_are_numbers() {
    let text = "name;price;n\nx;1,5;7\ny;1.234,25;8\nz;-3;\n";
    reads(text, "name:string price:float64 n:int64", &["x|1.5|7", "y|1234.25|8", "z|-3.0|∅"]);
    assert_eq!(noticed(text), [written("price", Writing::DecimalComma)]);
    reads("a;b\nx;12345678901234567,25\n", "a:string b:string", &["x|12345678901234567,25"]);
    reads("a;b\nx;007,5\n", "a:string b:string", &["x|007,5"]);
}

#[test]
fn numbers_with_thousands_marks_are_numbers() {
    let text = "name,n,x\na,\"1,234,567\",\"1,234.5\"\nb,12,0.25\n";
    reads(text, "name:string n:int64 x:float64", &["a|1234567|1234.5", "b|12|0.25"]);
    assert_eq!(noticed(text), [written("n", Writing::ThousandsMark), written("x", Writing::ThousandsMark)]);
}

#[test]
fn what_has_two_meanings_stays_text_and_is_told() {
    let ambiguous = |first, second| Notice::Ambiguous { column: "v".to_owned(), first, second };
    reads("k;v\na;1,234\nb;5,678\n", "k:string v:string", &["a|1,234", "b|5,678"]);
    assert_eq!(noticed("k;v\na;1,234\nb;5,678\n"), [ambiguous(Writing::DecimalComma, Writing::ThousandsMark)]);
    reads("k,v\na,3/5/2024\nb,4/5/2024\n", "k:string v:string", &["a|3/5/2024", "b|4/5/2024"]);
    assert_eq!(noticed("k,v\na,3/5/2024\nb,4/5/2024\n"), [ambiguous(Writing::DayFirst, Writing::MonthFirst)]);
    // One value only: no two meanings.
    reads("k,v\na,5/5/2024\nb,\n", "k:string v:date", &["a|2024-05-05", "b|∅"]);
}

#[test]
fn versions_phone_numbers_and_addresses_stay_text() {
    for cells in [["1.234.567", "2.345.678"], ["123 456 789", "555 123 456"], ["2024.1.3", "2024.10.1"], ["10.0.0.1", "10.0.0.2"], ["1.2.3", "1.2.4"]]
    {
        reads(&format!("k;v\na;{}\nb;{}\n", cells[0], cells[1]), "k:string v:string", &[&format!("a|{}", cells[0]), &format!("b|{}", cells[1])]);
    }
    reads("k;v\na;1 234,5\nb;12 345 678,25\n", "k:string v:float64", &["a|1234.5", "b|12345678.25"]);
    reads("k;v\na;03.05.2024\nb;04.05.2024\n", "k:string v:date", &["a|2024-05-03", "b|2024-05-04"]);
}

#[test]
fn points_beside_decimal_commas_are_not_guessed() {
    let text = "sum;count;x\n1.234,50;1.234;1.5\n2.000,00;999;2.5\n";
    reads(text, "sum:decimal(18,2) count:string x:float64", &["1234.50|1.234|1.5", "2000.00|999|2.5"]);
    let count = Notice::Ambiguous { column: "count".to_owned(), first: Writing::Plain, second: Writing::DecimalComma };
    assert_eq!(noticed(text), [count, written("sum", Writing::DecimalComma)]);
    reads("a;b\n1.234;x\n2.5;y\n", "a:float64 b:string", &["1.234|x", "2.5|y"]);
}

#[test]
fn numbers_with_as_many_digits_after_the_point_are_decimals_that_keep_them() {
    reads("k,v\na,12.50\nb,-0.05\nc,\nd,1000.00\n", "k:string v:decimal(18,2)", &["a|12.50", "b|-0.05", "c|∅", "d|1000.00"]);
    reads("k;v\na;1.234,50\nb;0,10\n", "k:string v:decimal(18,2)", &["a|1234.50", "b|0.10"]);
    column(&["40.641300", "-73.778100"], "decimal(18,6)");
    column(&["123456789012.345000", "0.000001"], "decimal(18,6)");
    let floats: [&[&str]; 9] = [
        &["5.1", "3.0"],
        &["1.25", "2.5"],
        &["1.25", "2"],
        &["2", "1.25"],
        &["1.25", "NaN"],
        &["1.25", "1.2e2"],
        &["1.25", "-0.00"],
        &["1.25", "1000000000000000000.00"],
        &["1.25", "1.250"],
    ];
    floats.into_iter().for_each(|cells| column(cells, "float64"));
    column(&["1.25", "0.1234567890123456789"], "string");
    column(&["1.10.2", "1.20"], "string");
}

#[test]
fn dates_follow_the_order_that_one_of_them_proves() {
    reads("k,v\na,3/5/2024\nb,25/12/2024\n", "k:string v:date", &["a|2024-05-03", "b|2024-12-25"]);
    reads("k,v\na,3/5/2024\nb,12/25/2024\n", "k:string v:date", &["a|2024-03-05", "b|2024-12-25"]);
    reads("k,v\na,2024/5/3\nb,2024-05-04\n", "k:string v:date", &["a|2024-05-03", "b|2024-05-04"]);
    reads("k,v\na,2024年5月3日\n", "k:string v:date", &["a|2024-05-03"]);
    reads("k,v\na,25.12.2024 7:30\n", "k:string v:timestamp", &["a|2024-12-25T07:30:00"]);
    reads("k,v\na,12/25/2024 7:30 PM\n", "k:string v:timestamp", &["a|2024-12-25T19:30:00"]);
    reads("k,v\na,25/12/2024\nb,12/25/2024\n", "k:string v:string", &["a|25/12/2024", "b|12/25/2024"]);
    reads("25/12/2024,1\n24/12/2024,2\n", "column_1:date column_2:int64", &["2024-12-25|1", "2024-12-24|2"]);
}

#[test]
fn words_for_no_value_are_null_in_columns_of_values_only() {
    let text = "country,n,d\nNA,1,2024-01-01\nNA,NA,-\nDE,3,2024-01-03\n";
    reads(text, "country:string n:int64 d:date", &["NA|1|2024-01-01", "NA|∅|∅", "DE|3|2024-01-03"]);
    let null = |column: &str, word: &str| Notice::NullWords { column: column.to_owned(), words: vec![word.to_owned()], cells: 1 };
    assert_eq!(noticed(text), [null("n", "NA"), null("d", "-")]);
    reads("a,b\nNA,x\nN/A,y\n", "a:string b:string", &["NA|x", "N/A|y"]);
    reads("a;b\n1,5;x\n-;y\n", "a:float64 b:string", &["1.5|x", "∅|y"]);
}

#[test]
fn a_word_for_no_value_at_the_end_of_a_long_column_is_null() {
    let mut text = "n,k\n".to_owned();
    for row in 0..70_000 {
        text.push_str(&format!("{row},k\n"));
    }
    text.push_str("NULL,k\n");
    let imported = import_bytes("x.csv", text.as_bytes()).unwrap();
    assert_eq!((imported.columns().as_str(), imported.parsed.rows), ("n:int64 k:string", 70_001));
    assert_eq!(imported.rows().last().unwrap(), "∅|k");
}

#[test]
fn lines_before_the_table_are_told_and_are_no_rows() {
    let text = "Sales report, made today\n\na;b;c\n1,5;x;2\n2,5;y;3\n";
    reads(text, "a:float64 b:string c:int64", &["1.5|x|2", "2.5|y|3"]);
    let preamble = Notice::Preamble { lines: 1, text: "Sales report, made today".to_owned() };
    assert_eq!(noticed(text), [preamble, written("a", Writing::DecimalComma)]);
    refuse("x.csv", b"Report\na,b,c\n1,2,3\n1,2\n", "Line 4 has 2 fields where the first record has 3; make it the same length.");
}
