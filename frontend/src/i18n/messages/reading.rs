//! What the page of a dataset says of how its file is read.

use shared::wire::dataset::Writing;

/// Choices, and reading again.
pub struct ReadingMessages {
    /// The heading.
    pub title: &'static str,
    /// What happens to cells that don't fit.
    pub hint: &'static str,
    /// A value that was found, not chosen.
    pub found: fn(&str) -> String,
    /// A mark between fields that is not in the list.
    pub other: &'static str,
    /// The field for it.
    pub other_mark: &'static str,
    /// How many digits a decimal has after the point.
    pub digits: &'static str,
    /// Records before the table.
    pub preamble: &'static str,
    /// The mark around fields.
    pub quote: &'static str,
    /// The mark before one that is text.
    pub escape: &'static str,
    /// Words that stand for no value.
    pub null_words: &'static str,
    /// How to give them.
    pub null_words_hint: &'static str,
    /// What is found, in place of what is chosen.
    pub as_found: &'static str,
    /// How numbers and dates are written.
    pub writing: fn(Writing) -> &'static str,
    /// Heading: what the file would become.
    pub preview: &'static str,
    /// How many rows the file has.
    pub rows_read: fn(&str) -> String,
    /// That only so many bytes were looked at.
    pub part: fn(&str) -> String,
    /// How many cells of a column don't fit.
    pub misfits: fn(&str) -> String,
    /// The place of a cell: its row and its column.
    pub place: fn(&str, &str) -> String,
    /// Heading: a row by its number.
    pub row: fn(&str) -> String,
    /// Heading: a row of a version and those around it.
    pub row_of: fn(&str, &str) -> String,
    /// Shows the cells of all columns.
    pub all_columns: &'static str,
    /// Reads the file again.
    pub again: &'static str,
    /// While it is read.
    pub busy: &'static str,
    /// Leads to the cells that don't fit.
    pub rejected: &'static str,
    /// Of a dataset of such cells.
    pub rejected_source: &'static str,
    /// Leads to the dataset that they are of.
    pub rejected_of: &'static str,
}
