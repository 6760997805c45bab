//! The form of how a file is read: what is filled in, and the choices that it makes.

use shared::one_by_one::one_by_one;
use shared::wire::dataset::{ImportReport, Notice, Writing};
use shared::wire::import::{ColumnOptions, ImportOptions};
use shared::wire::problem::{Code, Problem};

/// Encodings that are offered, by their WHATWG labels: all that may be found.
pub const ENCODINGS: [&str; 30] = [
    "utf-8",
    "gb18030",
    "gbk",
    "big5",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "euc-kr",
    "utf-16le",
    "utf-16be",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "iso-8859-2",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-13",
    "koi8-r",
    "koi8-u",
    "ibm866",
];

/// Marks between fields that are offered.
pub const DELIMITERS: [&str; 6] = [",", ";", "\t", "|", "\u{1f}", "\u{1}"];

/// In place of a mark between fields that is still to be typed.
pub const OTHER: &str = "other";

/// Marks around fields that are offered; the first is what is meant by none chosen.
pub const QUOTES: [&str; 3] = ["\"", "'", "none"];

/// Fields of the form beside the readings of columns, in the order of [`Filled::texts`]: those before `null_words` decide which columns there are.
pub const FIELDS: [&str; 9] = ["entry", "sheet", "encoding", "delimiter", "quote", "escape", "header", "preamble", "null_words"];

/// Types and writings that are offered for a column; decimals with any number of digits after the point.
pub const READINGS: [(&str, Writing); 22] = [
    ("string", Writing::Plain),
    ("int64", Writing::Plain),
    ("int64", Writing::DecimalComma),
    ("int64", Writing::ThousandsMark),
    ("float64", Writing::Plain),
    ("float64", Writing::DecimalComma),
    ("float64", Writing::ThousandsMark),
    ("decimal(38,2)", Writing::Plain),
    ("decimal(38,2)", Writing::DecimalComma),
    ("decimal(38,2)", Writing::ThousandsMark),
    ("bool", Writing::Plain),
    ("date", Writing::Plain),
    ("date", Writing::DayFirst),
    ("date", Writing::MonthFirst),
    ("date", Writing::YearFirst),
    ("time", Writing::Plain),
    ("timestamp", Writing::Plain),
    ("timestamp", Writing::DayFirst),
    ("timestamp", Writing::MonthFirst),
    ("timestamp", Writing::YearFirst),
    ("timestamp(UTC)", Writing::Plain),
    ("timestamp(+08:00)", Writing::Plain),
];

/// What is filled in; empty for what is to be found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// What is in the [`FIELDS`].
    pub texts: [String; FIELDS.len()],
    /// Readings of columns, by name: see [`key`].
    pub columns: Vec<(String, String)>,
}

/// Whether a file that was refused so may be read with other choices.
pub fn may_be_read_otherwise(problem: &Problem) -> bool {
    problem.code == Code::ChooseEntry || is_of_text(problem)
}

fn is_of_text(problem: &Problem) -> bool {
    match problem.code {
        Code::RaggedRows | Code::UnclosedQuote | Code::UnknownEncoding | Code::RecordTooLong | Code::TooManyColumns => true,
        // Text in an encoding that nobody told.
        Code::UnknownFormat => problem.param("format") == "binary",
        _ => false,
    }
}

/// How a file was read that was not: with the choices of delimited text where the problem is one of it.
pub fn unread(problem: &Problem) -> ImportReport {
    let format = if is_of_text(problem) { "csv" } else { "" };
    ImportReport { format: format.to_owned(), ..ImportReport::default() }
}

/// The files of an archive, or the sheets of a workbook: the one that was read and the others, in the order that they were told in `before`.
pub fn others_of(import: &ImportReport, is_sheet: bool, before: Option<&Vec<String>>) -> Vec<String> {
    let read = if is_sheet { &import.sheet } else { &import.entry };
    let others = import.notices.iter().filter_map(|notice| match notice {
        Notice::OtherSheets { sheets, .. } if is_sheet => Some(sheets),
        Notice::OtherFiles { names, .. } if !is_sheet && read.is_some() => Some(names),
        _ => None,
    });
    let all: Vec<String> = read.iter().chain(others.flatten()).cloned().collect();
    before.filter(|before| before.len() == all.len() && all.iter().all(|name| before.contains(name))).cloned().unwrap_or(all)
}

/// Whether the types of a file's columns can be chosen: rows of pictures and of texts have theirs.
pub fn has_types(import: &ImportReport) -> bool {
    !["pictures", "texts"].contains(&import.format.as_str())
}

/// Whether values of a type are no single cells, and stay as they are.
pub fn is_nested(word: &str) -> bool {
    word == "binary" || word.contains('<')
}

/// Words as they are typed.
fn joined(words: Option<&Vec<String>>) -> String {
    words.map(|words| words.join(", ")).unwrap_or_default()
}

/// The value of a reading in a list.
pub fn key(of: &str, writing: Writing) -> String {
    format!("{of}/{}", word(writing))
}

/// Digits after the point of a decimal among the readings.
pub fn scale(key: &str) -> Option<&str> {
    key.strip_prefix("decimal(")?.split_once(',')?.1.split_once(')').map(|(scale, _)| scale.trim())
}

/// The type that is offered, with as many digits after the point as another reading has.
pub fn with_scale_of(of: &str, key: &str) -> String {
    scale(key).filter(|_| scale(of).is_some()).map_or_else(|| of.to_owned(), |scale| format!("decimal(38,{scale})"))
}

fn word(writing: Writing) -> &'static str {
    match writing {
        Writing::Plain => "plain",
        Writing::DecimalComma => "decimal_comma",
        Writing::ThousandsMark => "thousands_mark",
        Writing::DayFirst => "day_first",
        Writing::MonthFirst => "month_first",
        Writing::YearFirst => "year_first",
    }
}

impl Filled {
    /// The form of choices that were made before.
    pub fn of(options: &ImportOptions) -> Filled {
        let columns = options.columns.iter().map(|(name, chosen)| (name.clone(), key(&chosen.r#type, chosen.writing)));
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let header = options.header.map_or("", |header| if header { "yes" } else { "no" });
        let preamble = options.preamble.map(|records| records.to_string()).unwrap_or_default();
        let [entry, sheet, encoding, delimiter, quote, escape] =
            [&options.entry, &options.sheet, &options.encoding, &options.delimiter, &options.quote, &options.escape].map(text);
        let texts = [entry, sheet, encoding, delimiter, quote, escape, header.into(), preamble, joined(options.null_words.as_ref())];
        Filled { texts, columns: columns.collect() }
    }

    /// The choices; readings of columns that are not offered stay as they were `before`.
    pub fn options(&self, before: &ImportOptions) -> ImportOptions {
        let [entry, sheet, encoding, delimiter, quote, escape, header, preamble, words] = &self.texts;
        let [entry, sheet, encoding, delimiter, quote, escape, header] =
            [entry, sheet, encoding, delimiter, quote, escape, header].map(|text| (!text.is_empty()).then(|| text.clone()));
        // Words that came by HTTP may hold commas.
        let delimiter = delimiter.filter(|mark| mark != OTHER);
        let null_words = if *words == joined(before.null_words.as_ref()) {
            before.null_words.clone()
        } else {
            let words = words.split([',', '，']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned);
            Some(words.collect()).filter(|words: &Vec<String>| !words.is_empty())
        };
        let reading = |(name, value): &(String, String)| {
            let known = before.columns.get(name).filter(|chosen| key(&chosen.r#type, chosen.writing) == *value).cloned();
            let offered = READINGS.iter().map(|(of, writing)| (with_scale_of(of, value), *writing)).find(|(of, writing)| key(of, *writing) == *value);
            let chosen = known.or_else(|| offered.map(|(r#type, writing)| ColumnOptions { r#type, writing }))?;
            Some((name.clone(), chosen))
        };
        ImportOptions {
            entry,
            sheet,
            encoding,
            delimiter,
            quote,
            escape,
            null_words,
            preamble: preamble.trim().parse().ok(),
            header: header.map(|header| header == "yes"),
            columns: one_by_one(self.columns.iter().filter_map(reading)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_come_back_from_the_form_as_they_were() {
        let column = |of: &str, writing| ColumnOptions { r#type: of.into(), writing };
        let columns = [("a".to_owned(), column("date", Writing::DayFirst)), ("b".to_owned(), column("decimal(5,1)", Writing::Plain))];
        let options = ImportOptions {
            entry: Some("x.csv".into()),
            sheet: Some("二".into()),
            encoding: Some("big5".into()),
            delimiter: Some("\t".into()),
            quote: Some("none".into()),
            escape: Some("\\".into()),
            null_words: Some(vec!["n, a".into(), "-".into()]),
            header: Some(false),
            preamble: Some(2),
            columns: columns.into(),
        };
        assert_eq!(Filled::of(&options).options(&options), options);
        assert_eq!(Filled::default().options(&options), ImportOptions::default());
    }

    #[test]
    fn only_text_that_can_not_be_read_as_it_was_found_has_the_choices_of_text() {
        let problem = |code, format| crate::net::trouble::problem(code, "", &[("format", format)]);
        let of = |code, format| (unread(&problem(code, format)).format, may_be_read_otherwise(&problem(code, format)));
        assert_eq!(of(Code::RaggedRows, ""), ("csv".to_owned(), true));
        assert_eq!(of(Code::UnknownFormat, "binary"), ("csv".to_owned(), true));
        assert_eq!(of(Code::UnknownFormat, "png"), (String::new(), false));
        assert_eq!(of(Code::ChooseEntry, ""), (String::new(), true));
        assert_eq!(of(Code::NoSpace, ""), (String::new(), false));
    }

    #[test]
    fn words_for_no_value_are_typed_with_commas_between() {
        let mut filled = Filled::default();
        filled.texts[8] = " NA, not there，无 ,".into();
        let words = filled.options(&ImportOptions::default()).null_words;
        assert_eq!(words, Some(vec!["NA".to_owned(), "not there".into(), "无".into()]));
    }

    #[test]
    fn the_files_of_an_archive_keep_their_order_whichever_is_read() {
        let read = |entry: &str, others: [&str; 2]| ImportReport {
            entry: Some(entry.into()),
            notices: vec![Notice::OtherFiles { files: 2, names: others.map(str::to_owned).into() }],
            ..ImportReport::default()
        };
        let all = others_of(&read("b", ["c", "a"]), false, None);
        assert_eq!(all, ["b", "c", "a"]);
        assert_eq!(others_of(&read("a", ["b", "c"]), false, Some(&all)), all);
        assert_eq!(others_of(&read("x", ["b", "c"]), false, Some(&all)), ["x", "b", "c"]);
        assert_eq!(others_of(&ImportReport::default(), true, None), Vec::<String>::new());
    }

    #[test]
    fn a_decimal_has_as_many_digits_as_are_chosen() {
        let filled = Filled { columns: vec![("x".to_owned(), key("decimal(38,5)", Writing::DecimalComma))], ..Filled::default() };
        let options = filled.options(&ImportOptions::default());
        assert_eq!(options.columns["x"], ColumnOptions { r#type: "decimal(38,5)".into(), writing: Writing::DecimalComma });
        assert_eq!((scale("decimal(18,4)/plain"), scale("int64/plain")), (Some("4"), None));
        assert_eq!(
            (with_scale_of("decimal(38,2)", "decimal(18,4)/plain"), with_scale_of("date", "decimal(18,4)/plain")),
            ("decimal(38,4)".into(), "date".into())
        );
    }

    #[test]
    fn every_reading_that_is_offered_can_be_chosen() {
        for (of, writing) in READINGS {
            let filled = Filled { columns: vec![("x".to_owned(), key(of, writing))], ..Filled::default() };
            let options = filled.options(&ImportOptions::default());
            assert_eq!(options.columns["x"], ColumnOptions { r#type: of.into(), writing });
        }
    }
}
