//! Text columns as codes into a dictionary, so that a text is looked at once and not once per row.

use arrow_array::cast::AsArray;
use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;
use rustc_hash::FxHashMap;

/// Text as codes into a dictionary; several codes may stand for the same text.
pub struct TextCells<'a> {
    /// One per row; 0 at null positions.
    pub codes: Vec<u32>,
    /// What the codes stand for.
    pub dictionary: Texts<'a>,
}

/// The texts of a dictionary.
pub enum Texts<'a> {
    /// With 32-bit offsets.
    Utf8(&'a StringArray),
    /// With 64-bit offsets.
    Large(&'a LargeStringArray),
    /// Views.
    View(&'a StringViewArray),
    /// Picked from a column without a dictionary.
    Picked(Vec<&'a str>),
}

impl<'a> Texts<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Texts::Utf8(a) => a.len(),
            Texts::Large(a) => a.len(),
            Texts::View(a) => a.len(),
            Texts::Picked(texts) => texts.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a code that is less than [`Texts::len`].
    pub fn get(&self, code: u32) -> &'a str {
        let i = code as usize;
        match self {
            Texts::Utf8(a) => a.value(i),
            Texts::Large(a) => a.value(i),
            Texts::View(a) => a.value(i),
            Texts::Picked(texts) => texts[i],
        }
    }

    pub(super) fn of(values: &'a dyn Array) -> Option<Texts<'a>> {
        match values.data_type() {
            DataType::Utf8 => Some(Texts::Utf8(values.as_string())),
            DataType::LargeUtf8 => Some(Texts::Large(values.as_string())),
            DataType::Utf8View => Some(Texts::View(values.as_string_view())),
            _ => None,
        }
    }
}

impl<'a> TextCells<'a> {
    /// Which rows' text passes: asks once per text where the dictionary is shorter than the column. Null rows say anything.
    pub fn mask(&self, passes: impl Fn(&str) -> bool) -> BooleanBuffer {
        let (rows, texts) = (self.codes.len(), self.dictionary.len());
        if texts > rows {
            return BooleanBuffer::collect_bool(rows, |row| passes(self.dictionary.get(self.codes[row])));
        }
        let table: Vec<bool> = (0..texts as u32).map(|code| passes(self.dictionary.get(code))).collect();
        BooleanBuffer::collect_bool(rows, |row| table.get(self.codes[row] as usize).copied().unwrap_or(false))
    }

    /// Makes a dictionary of a text column that has none.
    pub(super) fn picked(texts: &Texts<'a>, rows: usize, nulls: Option<&NullBuffer>) -> TextCells<'a> {
        let mut seen: FxHashMap<&'a str, u32> = FxHashMap::default();
        let mut dictionary = Vec::new();
        let code_of = |row: usize| {
            if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                return 0;
            }
            let text = texts.get(row as u32);
            *seen.entry(text).or_insert_with(|| {
                dictionary.push(text);
                dictionary.len() as u32 - 1
            })
        };
        let codes = (0..rows).map(code_of).collect();
        TextCells { codes, dictionary: Texts::Picked(dictionary) }
    }
}
