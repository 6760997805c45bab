//! The texts of a column, each under one code for as long as the column lives.

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt8Type, UInt16Type};
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;
use rustc_hash::FxHashMap;

use super::chunk::Codes;

/// Texts by code.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    texts: Option<StringArray>,
    /// Some text has two codes: then groups of codes are merged by their texts.
    repeats: bool,
}

/// The text cells of an array of any of Arrow's text types.
pub enum Texts<'a> {
    /// With 32-bit offsets.
    Utf8(&'a StringArray),
    /// With 64-bit offsets.
    Large(&'a arrow_array::LargeStringArray),
    /// Views.
    View(&'a arrow_array::StringViewArray),
}

impl<'a> Texts<'a> {
    /// Looks at an array; none if it holds no text.
    pub fn of(array: &'a dyn Array) -> Option<Texts<'a>> {
        match array.data_type() {
            DataType::Utf8 => Some(Texts::Utf8(array.as_string())),
            DataType::LargeUtf8 => Some(Texts::Large(array.as_string())),
            DataType::Utf8View => Some(Texts::View(array.as_string_view())),
            _ => None,
        }
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> &'a str {
        match self {
            Texts::Utf8(a) => a.value(row),
            Texts::Large(a) => a.value(row),
            Texts::View(a) => a.value(row),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Texts::Utf8(a) => a.len(),
            Texts::Large(a) => a.len(),
            Texts::View(a) => a.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Dictionary {
    /// How many codes there are.
    pub fn len(&self) -> usize {
        self.texts.as_ref().map_or(0, StringArray::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether some text may have two codes.
    pub fn repeats(&self) -> bool {
        self.repeats
    }

    /// The text of a code; codes that are not there have none.
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        self.texts.as_ref().filter(|texts| code < texts.len() && texts.is_valid(code)).map_or("", |texts| texts.value(code))
    }

    /// All texts as an array.
    pub fn array(&self) -> ArrayRef {
        std::sync::Arc::new(self.texts.clone().unwrap_or_else(|| StringArray::new_null(0)))
    }

    /// What it takes in memory.
    pub fn bytes(&self) -> usize {
        self.texts.as_ref().map_or(0, Array::get_buffer_memory_size)
    }

    /// The codes of a dictionary array, whose new texts get codes here. None if it holds no text.
    pub(super) fn codes(&mut self, array: &ArrayRef, nulls: Option<&NullBuffer>) -> Option<Codes> {
        let dictionary = array.as_any_dictionary_opt()?;
        let own = Texts::of(dictionary.values().as_ref())?;
        let renamed = self.take_in(dictionary.values(), &own);
        let greatest = (self.len().max(1) - 1) as u64;
        if own.is_empty() {
            return Some(Codes::of(std::iter::repeat_n(0, array.len()), greatest));
        }
        let code = |row: usize, key: usize| {
            if nulls.is_some_and(|nulls| nulls.is_null(row)) { 0 } else { renamed.as_ref().map_or(key as u64, |new| new[key].into()) }
        };
        macro_rules! of_keys {
            ($($keys:ty),*) => {
                $(if let Some(array) = array.as_dictionary_opt::<$keys>() {
                    return Some(Codes::of(array.keys().values().iter().enumerate().map(|(row, key)| code(row, *key as usize)), greatest));
                })*
            };
        }
        // As the server's streams have them.
        of_keys!(UInt8Type, UInt16Type, Int32Type);
        Some(Codes::of(dictionary.normalized_keys().into_iter().enumerate().map(|(row, key)| code(row, key)), greatest))
    }

    /// Takes texts in; their codes here, where they differ from those there. A stream's dictionary goes on from batch to batch, so mostly
    /// the one is the beginning of the other.
    fn take_in(&mut self, values: &ArrayRef, own: &Texts<'_>) -> Option<Vec<u32>> {
        let common = self.len().min(own.len());
        if (0..common).all(|code| self.get(code as u32) == own.get(code)) {
            if own.len() > self.len() {
                self.repeats |= has_repeats(own);
                // A copy, or the few texts would keep the whole message alive that they came in.
                self.texts = Some(match values.as_string_opt::<i32>() {
                    Some(texts) => copied(texts),
                    None => (0..own.len()).map(|code| Some(own.get(code))).collect(),
                });
            }
            return None;
        }
        let known: FxHashMap<&str, u32> = (0..self.len() as u32).map(|code| (self.get(code), code)).collect();
        let mut all: Vec<&str> = (0..self.len() as u32).map(|code| self.get(code)).collect();
        let mut added: FxHashMap<&str, u32> = FxHashMap::default();
        let renamed = (0..own.len()).map(|code| {
            let text = own.get(code);
            known.get(text).copied().unwrap_or_else(|| {
                *added.entry(text).or_insert_with(|| {
                    all.push(text);
                    all.len() as u32 - 1
                })
            })
        });
        let renamed: Vec<u32> = renamed.collect();
        let texts = StringArray::from_iter_values(all);
        self.texts = Some(texts);
        Some(renamed)
    }
}

fn copied(texts: &StringArray) -> StringArray {
    let bytes = texts.iter().flatten().map(str::len).sum();
    let mut copy = StringBuilder::with_capacity(texts.len(), bytes);
    texts.iter().for_each(|text| copy.append_option(text));
    copy.finish()
}

fn has_repeats(texts: &Texts<'_>) -> bool {
    let mut seen = rustc_hash::FxHashSet::default();
    (0..texts.len()).any(|code| !seen.insert(texts.get(code)))
}
