//! Prefix bins: texts that begin with the same `n` characters; the key is these, or the text if it is shorter.
//!
//! A character is a Unicode scalar value, so “é” may be one or two of them, as its text has it. Each text of a dictionary is cut once.

use rustc_hash::FxHashMap;

use super::category;
use super::coder::{Coder, Fill};
use super::listed::{List, Listed};
use crate::engine::store::{Column, Form};
use crate::engine::value::Value;

/// The codes of a text column.
pub fn coder(chars: usize, column: &Column) -> Coder<'_> {
    match column.form() {
        Form::Text => {
            let mut codes: FxHashMap<&str, u32> = FxHashMap::default();
            let mut keys = Vec::new();
            let code = |text: u32| {
                let key = first(chars, column.dictionary.get(text));
                *codes.entry(key).or_insert_with(|| {
                    keys.push(key);
                    keys.len() as u32 - 1
                })
            };
            let table = (0..column.dictionary.len() as u32).map(code).collect();
            Coder::known(column, Fill::DictionaryTable(table), keys.len() as u32, move |code| Value::Text(keys[code as usize].to_owned()))
        }
        Form::Plain => Coder::listed(column, Listed::Texts(List::default(), Box::new(move |text| first(chars, text)))),
        // No plan asks for it.
        _ => category::nothing(column),
    }
}

fn first(chars: usize, text: &str) -> &str {
    text.char_indices().nth(chars).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn a_prefix_has_so_many_scalar_values() {
        for (text, two) in [("", ""), ("a", "a"), ("ab", "ab"), ("abc", "ab"), ("日本語", "日本"), ("a\u{301}b", "a\u{301}"), ("👍🏽!", "👍🏽")]
        {
            assert_eq!(first(2, text), two);
        }
    }
}
