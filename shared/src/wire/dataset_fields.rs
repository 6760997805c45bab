//! Notices and sources as they are read: the fields of all their kinds in one, and those that a kind has not are left out. A reader for each kind would
//! be 30 kB of the page's program.

use serde::Deserialize;

use super::dataset::{Notice, Source, Writing};
use super::job::Refresh;

/// A notice of any kind.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NoticeFields {
    kind: String,
    position: u64,
    from: String,
    to: String,
    ending: String,
    sheets: Vec<String>,
    hidden: Vec<String>,
    files: u64,
    names: Vec<String>,
    lines: u64,
    text: String,
    column: String,
    writing: Writing,
    words: Vec<String>,
    cells: u64,
    first: Writing,
    second: Writing,
}

impl TryFrom<NoticeFields> for Notice {
    type Error = String;

    fn try_from(of: NoticeFields) -> Result<Notice, String> {
        Ok(match of.kind.as_str() {
            "renamed" => Notice::Renamed { position: of.position, from: of.from, to: of.to },
            "no_rows" => Notice::NoRows,
            "other_format" => Notice::OtherFormat { ending: of.ending },
            "other_sheets" => Notice::OtherSheets { sheets: of.sheets, hidden: of.hidden },
            "other_files" => Notice::OtherFiles { files: of.files, names: of.names },
            "unread" => Notice::Unread { files: of.files, names: of.names },
            "no_header" => Notice::NoHeader,
            "preamble" => Notice::Preamble { lines: of.lines, text: of.text },
            "written" => Notice::Written { column: of.column, writing: of.writing },
            "null_words" => Notice::NullWords { column: of.column, words: of.words, cells: of.cells },
            "not_a_date" => Notice::NotADate { column: of.column, text: of.text },
            "ambiguous" => Notice::Ambiguous { column: of.column, first: of.first, second: of.second },
            _ => return Err(unknown("notice", &of.kind)),
        })
    }
}

/// A source of any kind.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SourceFields {
    kind: String,
    file_name: String,
    url: String,
    key: String,
    sql: String,
    inputs: Vec<String>,
    refresh: Refresh,
    dataset: String,
    stream: String,
}

impl TryFrom<SourceFields> for Source {
    type Error = String;

    fn try_from(of: SourceFields) -> Result<Source, String> {
        Ok(match of.kind.as_str() {
            "upload" => Source::Upload { file_name: of.file_name },
            "url" => Source::Url { url: of.url },
            "sample" => Source::Sample { key: of.key },
            "sql" => Source::Sql { sql: of.sql, inputs: of.inputs, refresh: of.refresh },
            "rejected" => Source::Rejected { dataset: of.dataset },
            "stream" => Source::Stream { stream: of.stream },
            _ => return Err(unknown("source", &of.kind)),
        })
    }
}

fn unknown(what: &str, kind: &str) -> String {
    format!("there is no {what} of the kind {kind:?}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn comes_back<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(all: Vec<T>) {
        for one in all {
            assert_eq!(serde_json::from_str::<T>(&serde_json::to_string(&one).unwrap()).unwrap(), one);
        }
        serde_json::from_str::<T>(r#"{"kind":"other"}"#).unwrap_err();
        serde_json::from_str::<T>("{}").unwrap_err();
    }

    #[test]
    fn notices_of_every_kind_come_back_as_they_were() {
        let (names, column) = (|| vec!["a".to_owned(), "b".to_owned()], || "c".to_owned());
        comes_back(vec![
            Notice::Renamed { position: 3, from: "a".into(), to: "a_2".into() },
            Notice::NoRows,
            Notice::OtherFormat { ending: "csv".into() },
            Notice::OtherSheets { sheets: names(), hidden: names() },
            Notice::OtherFiles { files: 3, names: names() },
            Notice::Unread { files: 4, names: names() },
            Notice::NoHeader,
            Notice::Preamble { lines: 2, text: "t".into() },
            Notice::Written { column: column(), writing: Writing::DayFirst },
            Notice::NullWords { column: column(), words: names(), cells: 5 },
            Notice::NotADate { column: column(), text: "t".into() },
            Notice::Ambiguous { column: column(), first: Writing::DayFirst, second: Writing::MonthFirst },
        ]);
    }

    #[test]
    fn sources_of_every_kind_come_back_as_they_were() {
        comes_back(vec![
            Source::Upload { file_name: "a.csv".into() },
            Source::Url { url: "https://a/b".into() },
            Source::Sample { key: "flights".into() },
            Source::Sql { sql: "select 1".into(), inputs: vec!["i".into()], refresh: Refresh::OnChange },
            Source::Rejected { dataset: "d".into() },
            Source::Stream { stream: "s".into() },
        ]);
    }
}
