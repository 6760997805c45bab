//! The marks that cut text into fields.

use csv::ReaderBuilder;
use serde::{Deserialize, Serialize};
use shared::wire::import::ImportOptions;

/// No mark around fields, in the options.
const NONE: &str = "none";

/// The marks between and around fields.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(in super::super) struct Marks {
    /// Between fields.
    pub(in super::super) delimiter: u8,
    /// Around fields; none if quotes are text.
    quote: Option<u8>,
    /// Before a quote that is text.
    escape: Option<u8>,
}

impl Marks {
    /// Those that are chosen; a comma, `"` and nothing for those that are not.
    pub(super) fn of(options: &ImportOptions) -> Self {
        let mark = |chosen: &Option<String>| chosen.as_deref().and_then(|mark| if let [mark] = mark.as_bytes() { Some(*mark) } else { None });
        let quote = if options.quote.as_deref() == Some(NONE) { None } else { Some(mark(&options.quote).unwrap_or(b'"')) };
        Marks { delimiter: mark(&options.delimiter).unwrap_or(b','), quote, escape: mark(&options.escape) }
    }

    /// Whether a mark has a meaning around or in fields, so that it can't be between them.
    pub(super) fn is_taken(self, mark: u8) -> bool {
        [self.quote, self.escape].contains(&Some(mark))
    }

    /// The same around fields with another one between them.
    pub(super) fn with_delimiter(self, delimiter: u8) -> Self {
        Marks { delimiter, ..self }
    }

    /// A reader of records of any length, the first one too.
    pub(super) fn reader(self) -> ReaderBuilder {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.delimiter);
        builder.quoting(self.quote.is_some()).quote(self.quote.unwrap_or(b'"')).escape(self.escape);
        builder
    }
}

/// Whether a cell is one of the words that were chosen to stand for no value.
#[inline]
pub(super) fn is_word(cell: &[u8], words: Option<&[String]>) -> bool {
    words.is_some_and(|words| words.iter().any(|word| word.as_bytes() == cell))
}
