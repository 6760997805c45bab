//! Category bins: each value is its own group.
//!
//! Text goes by the codes of its dictionary, never by the text of a row. Floats are told apart by value: 0 and -0 are one group, NaN
//! is one group.

use super::coder::{Coder, Fill, is_dense};
use super::listed::{List, Listed};
use crate::engine::store::{Column, Form};
use crate::engine::value::Value;

/// Codes by value.
pub fn coder(column: &Column, rows: usize) -> Coder<'_> {
    let kind = column.kind;
    match (column.form(), column.span) {
        (Form::Whole, Some(span)) if is_dense(span.steps().into(), rows) => Coder::distances(column, span),
        (Form::Whole, None) => nothing(column),
        (Form::Whole | Form::Wide, _) => wholes(column, |x| x, move |x| kind.value(x)),
        (Form::Float, _) => floats(column, |x| x),
        (Form::Text, _) => {
            let key = |code| Value::Text(column.dictionary.get(code).to_owned());
            Coder::known(column, Fill::Dictionary, column.dictionary.len() as u32, key)
        }
        (Form::Plain, _) => Coder::listed(column, Listed::Texts(List::default(), Box::new(|text| text))),
        // No plan asks for it.
        (Form::Opaque, _) => nothing(column),
    }
}

/// Codes of a column that has only nulls.
pub(super) fn nothing(column: &Column) -> Coder<'_> {
    Coder::known(column, Fill::Same(0), 0, |_| Value::Null)
}

/// Codes of what a function makes of whole numbers.
pub(super) fn wholes<'a>(column: &'a Column, change: impl Fn(i128) -> i128 + 'a, key: impl Fn(i128) -> Value + 'a) -> Coder<'a> {
    Coder::listed(column, Listed::Whole(List::default(), Box::new(change), Box::new(key)))
}

/// Codes of what a function makes of floats.
pub(super) fn floats<'a>(column: &'a Column, change: impl Fn(f64) -> f64 + 'a) -> Coder<'a> {
    Coder::listed(column, Listed::Floats(List::default(), Box::new(change)))
}
