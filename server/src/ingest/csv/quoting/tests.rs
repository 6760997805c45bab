#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::super::super::tests::{check, import_bytes, import_request, refuse};
use super::*;

/// The quote and the escape that an import says it used.
fn marks(text: &str) -> (String, String) {
    let report = import_bytes("x.csv", text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}")).parsed.import;
    (report.quote.unwrap(), report.escape.unwrap())
}

#[track_caller]
fn told(text: &str, quote: &str, escape: &str) {
    assert_eq!(marks(text), (quote.to_owned(), escape.to_owned()), "{text:?}");
}

#[track_caller]
fn usual(text: &str) {
    told(text, "\"", "none");
}

#[test]
fn apostrophes_around_fields_that_hold_the_delimiter_are_quotes() {
    let text = "id,name\n1,'Smith, John'\n2,'O''Brien, Pat'\n3,plain\n";
    check("x.csv", text.as_bytes(), "id:int64 name:string", &["1|Smith, John", "2|O'Brien, Pat", "3|plain"]);
    told(text, "'", "none");
    told("'id';'text'\n'1';'a;b'\n'2';'c\nd'\n", "'", "none");
    let escaped = "id,name\n1,'O\\'Brien, Pat'\n2,'x, \\\\ y'\n";
    check("x.csv", escaped.as_bytes(), "id:int64 name:string", &["1|O'Brien, Pat", "2|x, \\ y"]);
    told(escaped, "'", "\\");
}

#[test]
fn a_backslash_before_a_quote_that_would_end_its_field_is_an_escape() {
    let text = "id,said\n1,\"He said \\\"hi, there\\\"\"\n2,\"a \\\\ b\"\n";
    check("x.csv", text.as_bytes(), "id:int64 said:string", &["1|He said \"hi, there\"", "2|a \\ b"]);
    told(text, "\"", "\\");
    told("id,said\n1,\"say \\\"hi\\\" now\"\n2,x\n", "\"", "\\");
}

#[test]
fn quotes_that_open_fields_and_never_close_are_text() {
    let text = "id\tsaid\n1\t\"Begin\n2\t\"Go on\n3\t\"End\n4\tx\"y\n";
    check("x.tsv", text.as_bytes(), "id:int64 said:string", &["1|\"Begin", "2|\"Go on", "3|\"End", "4|x\"y"]);
    told(text, "none", "none");
}

#[test]
fn what_reads_well_with_the_usual_quotes_is_read_so() {
    usual("id,name\n1,'Smith'\n2,'Jones'\n");
    usual("id,name\n1,O'Brien\n2,'90s\n3,rock 'n' roll\n");
    usual("'id','name'\n'1','x'\n");
    usual("path,n\n\"C:\\\",1\n\"D:\\dir\\\",2\n");
    usual("a,b\n1,5\" pipe\n2,6\" pipe\n");
    usual("a,b\n1,\"x, y\"\n2,\"he \"\"said\"\"\"\n");
    usual("a,b\n1,say \\\"hi\\\"\n");
    usual("a,b\n1,\"abc\"def\n2,x\n");
    usual("a,b\n1,\"C:\\new \\\"x\\\"\"\n");
}

#[test]
fn what_no_quotes_read_for_sure_is_refused_as_before() {
    refuse("x.csv", b"a,b\n1,2\n3,\"4\n5,6\n", "The quote that opens in line 3 never closes; close it or write it as two quotes.");
    refuse(
        "x.csv",
        b"a,b\n1,'90s, early\n2,'80s, late\n",
        "Line 2 has 3 fields where the first record has 2; so have lines 3: make them the same length.",
    );
    refuse("x.csv", b"a,b\n1,'x, y'\n2,z\n", "Line 2 has 3 fields where the first record has 2; make it the same length.");
    refuse("x.csv", b"a,b\n1,{'x': 1, 'y': 2}\n2,z\n", "Line 2 has 3 fields where the first record has 2; make it the same length.");
    refuse("x.csv", b"a,b\n1,\"x \\\"y, z\\\" C:\\new\"\n", "Line 2 has 3 fields where the first record has 2; make it the same length.");
    refuse("x.csv", b"a,b\n\"1\",\"2\"\n\"3\",\"4\",\"5\"\n", "Line 3 has 3 fields where the first record has 2; make it the same length.");
}

#[test]
fn evidence_far_behind_counts_and_a_counterexample_there_too() {
    let many = "1,x\n".repeat(100_000);
    let far = format!("id,name\n{many}2,'Smith, John'\n3,'Doe, Jane'\n");
    told(&far, "'", "none");
    let broken = format!("id,name\n1,'Smith, John'\n2,'Doe, Jane'\n{many}3,'90s, early\n");
    assert!(import_bytes("x.csv", broken.as_bytes()).is_err());
    let long = format!("id,text\n1,\"{}\"\n2,x\n", "line, 'more'\n".repeat(40_000));
    usual(&long);
}

#[test]
fn a_quote_that_is_open_for_long_but_closes_is_no_reason_for_others() {
    let lines = "3,'p, q'\n".repeat(40_000);
    let found = marks(&format!("a,b\n1,\"abc\"def\n2,\"x\n{lines}4,y\"\n"));
    assert_eq!(found, ("\"".to_owned(), "none".to_owned()));
}

#[test]
fn what_is_chosen_is_not_looked_for() {
    let text = "id,name\n1,'Smith, John'\n2,'Doe, Jane'\n";
    let read = |text: &str, options: ImportOptions| {
        import_request("x.csv", text.as_bytes(), |request| request.options = options).map(|imported| imported.rows())
    };
    let quote = |quote: &str| ImportOptions { quote: Some(quote.to_owned()), ..ImportOptions::default() };
    assert!(read(text, quote("\"")).is_err() && read(text, quote("none")).is_err());
    assert_eq!(read(text, quote("'")).unwrap(), ["1|Smith, John", "2|Doe, Jane"]);
    let escaped = "id,said\n1,\"say \\\"hi\\\" now\"\n";
    let escape = |escape: &str| ImportOptions { escape: Some(escape.to_owned()), ..ImportOptions::default() };
    assert_eq!(read(escaped, escape("\\")).unwrap(), ["1|say \"hi\" now"]);
    assert_eq!(read(escaped, escape("none")).unwrap(), ["1|say \\hi\\\" now\""]);
    assert_eq!(read(escaped, quote("\"")).unwrap(), ["1|say \"hi\" now"]);
}

#[test]
fn titles_before_the_table_are_no_uneven_records() {
    let text = "Report\nmade today\nid,name,n\n1,'Smith, John',2\n2,'Doe, Jane',3\n";
    check("x.csv", text.as_bytes(), "id:int64 name:string n:int64", &["1|Smith, John|2", "2|Doe, Jane|3"]);
    usual("Report\nmade today\nid,name,n\n1,\"Smith, John\",2\n");
}

/// A table as a program writes it that puts every field between `quote`s, doubled or after a backslash where they are text.
fn written(rows: &[Vec<String>], quote: char, is_escaped: bool) -> String {
    let field = |cell: &String| {
        let inner = match is_escaped {
            true => cell.replace('\\', "\\\\").replace(quote, &format!("\\{quote}")),
            false => cell.replace(quote, &format!("{quote}{quote}")),
        };
        format!("{quote}{inner}{quote}")
    };
    rows.iter().map(|row| row.iter().map(field).collect::<Vec<_>>().join(",") + "\n").collect()
}

fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1_usize..4).prop_flat_map(|width| prop::collection::vec(prop::collection::vec("[a-c,;'\"\\\\ \n]{0,6}", width), 1..6))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_with_usual_quotes_is_never_read_with_others(rows in tables()) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), written(&rows, '"', false)).unwrap();
        let options = ImportOptions { delimiter: Some(",".to_owned()), preamble: Some(0), ..ImportOptions::default() };
        let marks = Quoted { text: &TextFile::known(file.path(), encoding_rs::UTF_8).unwrap(), options: &options, is_part: false }.sniff().unwrap().0;
        prop_assert_eq!((marks.quote, marks.escape), (Some(b'"'), None));
    }

    #[test]
    fn the_scan_cuts_as_the_reader_does(text in "[a,'\"\\\\\n\r]{0,40}", quote in prop::sample::select(vec!["\"", "'", "none"]), escape in prop::sample::select(vec!["\\", "none"])) {
        let options = ImportOptions { quote: Some(quote.to_owned()), escape: Some(escape.to_owned()), ..ImportOptions::default() };
        let marks = Marks::of(&options);
        let mut scan = Scan::new(marks, 0);
        text.bytes().for_each(|byte| scan.byte(byte));
        scan.end(false);
        let mut widths = Vec::new();
        let mut reader = marks.reader().from_reader(text.as_bytes());
        for record in reader.byte_records() {
            widths.push(record.unwrap().len() as u64);
        }
        if !scan.is_open {
            prop_assert_eq!(scan.width, widths.first().copied());
            prop_assert_eq!(scan.is_uneven, widths.iter().any(|width| *width != widths[0]));
        }
    }
}
