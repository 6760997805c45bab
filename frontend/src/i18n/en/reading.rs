//! What the page of a dataset says of how its file is read.

use shared::wire::dataset::Writing;

use crate::i18n::messages::ReadingMessages;

/// The English texts.
pub(super) const READING: ReadingMessages = ReadingMessages {
    title: "Change how the file is read",
    hint: "Change a choice and read the file again: it becomes the next version. Cells that don’t fit a type that you choose are null and kept in a dataset of their own.",
    found: |value| format!("Found: {value}"),
    other: "Another…",
    other_mark: "Other separator",
    digits: "Digits after the point",
    preamble: "Lines before the table",
    quote: "Quotation mark",
    escape: "Escape character",
    null_words: "Words for no value",
    null_words_hint: "With commas between, for all columns. Empty: NA, NULL, - and the like, but not in text.",
    as_found: "As found",
    writing: written,
    preview: "What it would become",
    rows_read: |rows| format!("Rows: {rows}. The first of them, and below a cell what is written in the file where that differs:"),
    part: |bytes| format!("Only the first {bytes} of the file were looked at: types and counts are of these. Loading looks at all of it."),
    misfits: |cells| if cells == "1" { "1 cell doesn’t fit".into() } else { format!("{cells} cells don’t fit") },
    place: |row, column| format!("Row {row}, {column}:"),
    row: |row| format!("Row {row}"),
    row_of: |row, version| format!("Row {row} of version {version}"),
    all_columns: "All columns",
    again: "Read again",
    busy: "Reading…",
    rejected: "Show the rejected cells",
    rejected_source: "Rejected cells",
    rejected_of: "Open the dataset that they are of",
};

/// How numbers and dates are written.
pub(super) fn written(writing: Writing) -> &'static str {
    match writing {
        Writing::Plain => "plain numbers or ISO dates",
        Writing::DecimalComma => "numbers with a decimal comma (1.234,5)",
        Writing::ThousandsMark => "numbers with a thousands mark (1,234.5)",
        Writing::DayFirst => "dates with the day first (31/12/2024)",
        Writing::MonthFirst => "dates with the month first (12/31/2024)",
        Writing::YearFirst => "dates with the year first (2024/12/31)",
    }
}
