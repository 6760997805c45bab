//! Bins of some values `v₀, …, vₙ₋₁`: the key of a value is its position `i`, that of all others is `n`.
//!
//! Values are told apart as categories are: 0 is -0, NaN is one value. Of a value that is given twice the first position counts.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::category;
use super::coder::{Coder, Fill};
use crate::engine::order::canonical_bits;
use crate::engine::store::{Column, Form};
use crate::engine::value::Value;

/// The values in the form of the column's cells. None is a value that no cell can have.
#[derive(Clone, Debug, PartialEq)]
pub enum Among {
    /// Whole numbers, unscaled decimals, days, ticks or booleans.
    Whole(Vec<Option<i128>>),
    /// Floats.
    Float(Vec<f64>),
    /// Text.
    Text(Vec<String>),
}

/// A column with at most so many different whole numbers is looked up in a table of them.
const TABLE: u64 = 1 << 18;

impl Among {
    fn len(&self) -> usize {
        match self {
            Among::Whole(values) => values.len(),
            Among::Float(values) => values.len(),
            Among::Text(values) => values.len(),
        }
    }

    /// The codes of a column.
    pub fn coder<'a>(&self, column: &'a Column) -> Coder<'a> {
        let other = self.len() as u32;
        let fill = match (self, column.form(), column.span) {
            (Among::Whole(values), Form::Whole | Form::Wide, span) => {
                let places = places(values.iter().copied());
                let place = move |x: i128| places.get(&Some(x)).copied().unwrap_or(other);
                match span {
                    Some(span) if column.form() == Form::Whole && span.steps() <= TABLE => {
                        let cell = |distance: u64| i128::from(span.first() + distance as i64) * i128::from(span.step);
                        Fill::Table(span, (0..span.steps()).map(|distance| place(cell(distance))).collect())
                    }
                    _ => Fill::Wides(Box::new(place)),
                }
            }
            (Among::Float(values), Form::Whole | Form::Float, _) => {
                let places = places(values.iter().map(|x| canonical_bits(*x)));
                Fill::Floats(Box::new(move |x| places.get(&canonical_bits(x)).copied().unwrap_or(other)))
            }
            (Among::Text(values), form @ (Form::Text | Form::Plain), _) => {
                let places = places(values.iter().cloned());
                let place = move |text: &str| places.get(text).copied().unwrap_or(other);
                match form {
                    Form::Text => Fill::DictionaryTable((0..column.dictionary.len() as u32).map(|code| place(column.dictionary.get(code))).collect()),
                    _ => Fill::Texts(Box::new(place)),
                }
            }
            _ => return category::nothing(column),
        };
        Coder::known(column, fill, other + 1, |place| Value::Int(place.into()))
    }
}

fn places<T: Eq + Hash>(values: impl Iterator<Item = T>) -> FxHashMap<T, u32> {
    let mut places = FxHashMap::default();
    values.zip(0..).for_each(|(value, place)| {
        places.entry(value).or_insert(place);
    });
    places
}
