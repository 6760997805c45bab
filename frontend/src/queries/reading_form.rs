//! The form of how a delimited file is read: what is filled in, and the choices that it makes.

use shared::wire::dataset::Writing;
use shared::wire::import::{ColumnOptions, ImportOptions};

/// Encodings that are offered, by their WHATWG labels.
pub const ENCODINGS: [&str; 7] = ["utf-8", "gb18030", "big5", "shift_jis", "windows-1252", "utf-16le", "utf-16be"];

/// Marks between fields that are offered.
pub const DELIMITERS: [&str; 4] = [",", ";", "\t", "|"];

/// Types and writings that are offered for a column.
pub const READINGS: [(&str, Writing); 14] = [
    ("string", Writing::Plain),
    ("int64", Writing::Plain),
    ("float64", Writing::Plain),
    ("float64", Writing::DecimalComma),
    ("float64", Writing::ThousandsMark),
    ("decimal(38,2)", Writing::Plain),
    ("bool", Writing::Plain),
    ("date", Writing::Plain),
    ("date", Writing::DayFirst),
    ("date", Writing::MonthFirst),
    ("date", Writing::YearFirst),
    ("timestamp", Writing::Plain),
    ("timestamp", Writing::DayFirst),
    ("timestamp", Writing::MonthFirst),
];

/// What is filled in; empty for what is to be found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The encoding's label.
    pub encoding: String,
    /// The mark between fields.
    pub delimiter: String,
    /// `yes` or `no`.
    pub header: String,
    /// Records before the table.
    pub preamble: String,
    /// Readings of columns, by name: see [`key`].
    pub columns: Vec<(String, String)>,
}

/// The value of a reading in a list.
pub fn key(of: &str, writing: Writing) -> String {
    format!("{of}/{}", word(writing))
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
        Filled {
            encoding: options.encoding.clone().unwrap_or_default(),
            delimiter: options.delimiter.clone().unwrap_or_default(),
            header: options.header.map_or("", |header| if header { "yes" } else { "no" }).into(),
            preamble: options.preamble.map(|records| records.to_string()).unwrap_or_default(),
            columns: columns.collect(),
        }
    }

    /// The choices; those that the form doesn't show stay as they were.
    pub fn options(&self, before: &ImportOptions) -> ImportOptions {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let reading = |(name, value): &(String, String)| {
            let known = before.columns.get(name).filter(|chosen| key(&chosen.r#type, chosen.writing) == *value).cloned();
            let offered = READINGS.iter().find(|(of, writing)| key(of, *writing) == *value);
            let chosen = known.or_else(|| offered.map(|(of, writing)| ColumnOptions { r#type: (*of).into(), writing: *writing }))?;
            Some((name.clone(), chosen))
        };
        ImportOptions {
            encoding: given(&self.encoding),
            delimiter: given(&self.delimiter),
            header: given(&self.header).map(|header| header == "yes"),
            preamble: self.preamble.trim().parse().ok(),
            columns: self.columns.iter().filter_map(reading).collect(),
            ..before.clone()
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
            encoding: Some("big5".into()),
            delimiter: Some("\t".into()),
            header: Some(false),
            preamble: Some(2),
            columns: columns.into(),
            ..ImportOptions::default()
        };
        assert_eq!(Filled::of(&options).options(&options), options);
        assert_eq!(Filled::default().options(&options), ImportOptions { entry: options.entry.clone(), ..ImportOptions::default() });
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
