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
    pub(super) quote: Option<u8>,
    /// Before a quote that is text.
    pub(super) escape: Option<u8>,
}

impl Marks {
    /// Those that are chosen; a comma, `"` and nothing for those that are not.
    pub(super) fn of(options: &ImportOptions) -> Self {
        let quote = options.quote.as_deref().map_or(Some(b'"'), mark);
        Marks { delimiter: options.delimiter.as_deref().and_then(mark).unwrap_or(b','), quote, escape: options.escape.as_deref().and_then(mark) }
    }

    /// Others that may be meant where those of [`Marks::of`] can't be. What is chosen stays, and gets no second meaning.
    pub(super) fn others(options: &ImportOptions) -> Vec<Self> {
        let usual = Marks::of(options);
        let quotes = if options.quote.is_some() { vec![usual.quote] } else { vec![usual.quote, Some(b'\''), None] };
        let escapes = if options.escape.is_some() { vec![usual.escape] } else { vec![usual.escape, Some(b'\\')] };
        let pairs = quotes.iter().flat_map(|quote| escapes.iter().map(|escape| Marks { quote: *quote, escape: *escape, ..usual }));
        let is_other = |marks: &Marks| {
            let is_free = options.delimiter.is_none() || !marks.is_taken(usual.delimiter);
            let makes_sense = marks.quote.map_or(marks.escape == usual.escape, |quote| marks.escape != Some(quote));
            (marks.quote, marks.escape) != (usual.quote, usual.escape) && is_free && makes_sense
        };
        pairs.filter(is_other).collect()
    }

    /// The marks around fields and before quotes as the options have them.
    pub(in super::super) fn words(self) -> (String, String) {
        let word = |mark: Option<u8>| mark.map_or_else(|| NONE.to_owned(), |mark| char::from(mark).to_string());
        (word(self.quote), word(self.escape))
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

/// A mark that is chosen; none for `none`.
fn mark(word: &str) -> Option<u8> {
    if let [mark] = word.as_bytes() { Some(*mark) } else { None }
}

/// Whether a cell is one of the words that were chosen to stand for no value.
#[inline]
pub(super) fn is_word(cell: &[u8], words: Option<&[String]>) -> bool {
    words.is_some_and(|words| words.iter().any(|word| word.as_bytes() == cell))
}
