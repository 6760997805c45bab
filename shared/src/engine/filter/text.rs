//! Text filter: what a text contains, begins with, or matches.
//!
//! Patterns are those of the crate `regex-lite`: no look-around and no back-references, so that a match takes time in proportion to the text.
//! Where case is ignored, texts are compared in lower case as Unicode has it, letter by letter; patterns say `(?i)`, which is about ASCII letters.

use arrow_buffer::BooleanBuffer;
use regex_lite::Regex;

use crate::engine::store::{Chunk, Column};

/// What must hold of a text.
#[derive(Clone, Debug)]
pub enum TextTest {
    /// It contains this; in lower case if case is ignored.
    Contains {
        /// What.
        part: String,
        /// Whether capitals are as good.
        ignore_case: bool,
    },
    /// It begins with this; in lower case if case is ignored.
    StartsWith {
        /// With what.
        part: String,
        /// Whether capitals are as good.
        ignore_case: bool,
    },
    /// A pattern is found in it.
    Matches(Regex),
}

/// A text in lower case. What becomes of a letter does not depend on those beside it, so what a text contains it contains in lower case too: each sigma is σ, at
/// the end of a word as well.
pub fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|letter| if letter == 'ς' { 'σ' } else { letter }).collect()
}

impl PartialEq for TextTest {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (TextTest::Matches(a), TextTest::Matches(b)) => a.as_str() == b.as_str(),
            (TextTest::Contains { part: a, ignore_case: i }, TextTest::Contains { part: b, ignore_case: j })
            | (TextTest::StartsWith { part: a, ignore_case: i }, TextTest::StartsWith { part: b, ignore_case: j }) => (a, i) == (b, j),
            _ => false,
        }
    }
}

impl TextTest {
    /// Which rows pass; null rows say anything.
    pub(super) fn mask(&self, column: &Column, chunk: &Chunk) -> BooleanBuffer {
        super::texts(column, chunk, |text| self.passes(text))
    }

    fn passes(&self, text: &str) -> bool {
        match self {
            TextTest::Contains { part, ignore_case: false } => text.contains(part.as_str()),
            TextTest::Contains { part, ignore_case: true } => lower(text).contains(part.as_str()),
            TextTest::StartsWith { part, ignore_case: false } => text.starts_with(part.as_str()),
            TextTest::StartsWith { part, ignore_case: true } => lower(text).starts_with(part.as_str()),
            TextTest::Matches(pattern) => pattern.is_match(text),
        }
    }
}
