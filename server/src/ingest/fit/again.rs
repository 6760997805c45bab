//! Cells that fitted a column once, read again for one that may be of another type: as cells of the file are, or else as they were before. What doesn't fit
//! is null, and listed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use arrow_schema::DataType;
use serde_json::value::RawValue;
use shared::wire::dataset::Writing;

use super::super::cell::{FLOAT, classify};
use super::super::csv::{meant, null_word, plain};
use super::super::error::shortened;
use super::super::json::string;
use super::super::rejected::{Found, RejectedCell};
use super::cells::{Cell, of_json, of_text};
use super::csv::written;
use crate::storage::field::StoredField;

/// How the file's cells of a column are read.
#[derive(Clone, Debug)]
pub(in super::super) struct Reading {
    pub(in super::super) writing: Writing,
    /// Whether a person chose the type: then all that means a value of it fits.
    pub(in super::super) is_chosen: bool,
    /// Whether the usual words for no value are null.
    pub(in super::super) has_null_words: bool,
    /// Words for no value that were chosen.
    pub(in super::super) nulls: Vec<String>,
}

/// Cells of a column that don't fit the type that was found for it.
#[derive(Clone, Debug)]
pub(in super::super) struct Unfit {
    /// The first of them.
    pub(in super::super) first: String,
    /// Whether a float64 can hold each of them.
    pub(in super::super) are_numbers: bool,
}

/// Where the cells go that don't fit.
pub(in super::super) struct Again {
    /// One for each column.
    pub(in super::super) readings: Vec<Reading>,
    /// Those of columns whose type was chosen.
    pub(in super::super) found: Found,
    /// Those of other columns, by the column's position.
    pub(in super::super) misfits: Rc<RefCell<BTreeMap<usize, Unfit>>>,
    /// The dataset's rows before these.
    pub(in super::super) rows: u64,
    /// Whether the format has numbers of its own, so that a text may be one: then a cell fits no writing that would make another number of it.
    pub(in super::super) has_numbers: bool,
}

impl Again {
    /// The value of a text cell in the column at a position; `row` counts from 1 among the appended ones.
    pub(super) fn text<'a>(&self, (at, field): (usize, &StoredField), text: &'a str, row: u64) -> Cell<'a> {
        if self.is_null_word(at, text) {
            return Cell::Null;
        }
        self.value(at, field, text).unwrap_or_else(|| self.list(at, text, row))
    }

    /// Whether there are words for no value in the column at a position.
    pub(super) fn has_words(&self, at: usize) -> bool {
        let Reading { has_null_words, nulls, .. } = &self.readings[at];
        *has_null_words || !nulls.is_empty()
    }

    /// Whether a text stands for no value in the column at a position.
    pub(super) fn is_null_word(&self, at: usize, text: &str) -> bool {
        let Reading { has_null_words, nulls, .. } = &self.readings[at];
        nulls.iter().any(|word| word == text) || (*has_null_words && null_word(text.as_bytes()).is_some())
    }

    /// The same as [`Again::text`] of a JSON value.
    pub(super) fn json<'a>(&self, (at, field): (usize, &StoredField), raw: &'a RawValue, row: u64) -> Cell<'a> {
        let quoted = raw.get().starts_with('"').then(|| string(raw.get()).ok()).flatten();
        if quoted.as_ref().is_some_and(|text| self.is_null_word(at, text)) {
            return Cell::Null;
        }
        if let Some(cell) = of_json(field, raw) {
            return cell;
        }
        let text = quoted.unwrap_or_else(|| raw.get().into());
        self.value_of_text(at, field, &text).map_or_else(|| self.list(at, &text, row), Cell::into_owned)
    }

    /// The same of a text that is a value even where it is empty.
    pub(super) fn valid(&self, (at, field): (usize, &StoredField), text: &str, row: u64) -> Cell<'static> {
        self.value_of_text(at, field, text).map_or_else(|| self.list(at, text, row), Cell::into_owned)
    }

    fn value_of_text<'a>(&self, at: usize, field: &StoredField, text: &'a str) -> Option<Cell<'a>> {
        match (&field.logical, text.is_empty()) {
            (DataType::Utf8, _) => Some(Cell::Text(text.into())),
            (_, true) => None,
            (_, false) => self.value(at, field, text),
        }
    }

    fn value<'a>(&self, at: usize, field: &StoredField, text: &'a str) -> Option<Cell<'a>> {
        let Reading { writing, is_chosen, .. } = self.readings[at];
        let mut form = String::new();
        // Text is what it is, blanks too.
        if is_chosen && field.logical != DataType::Utf8 && !text.is_empty() && plain(writing, text.as_bytes(), &mut form) {
            meant(&field.logical, &mut form);
            let mut own = text.to_owned();
            meant(&field.logical, &mut own);
            if self.has_numbers && own != form && of_text(field, &own).is_some() && of_text(field, &form).is_some() {
                return None;
            }
            let value = if form.is_empty() { None } else { of_text(field, &form).map(Cell::into_owned) };
            if value.is_some() {
                return value;
            }
        }
        written(field, writing, text)
    }

    fn list(&self, at: usize, text: &str, row: u64) -> Cell<'static> {
        if self.readings[at].is_chosen {
            self.found.borrow_mut().push(RejectedCell { row: self.rows + row, column: at, cell: text.to_owned() });
        } else {
            let is_number = !text.is_empty() && classify(text.as_bytes()) & FLOAT != 0;
            let mut misfits = self.misfits.borrow_mut();
            misfits.entry(at).or_insert_with(|| Unfit { first: shortened(text), are_numbers: true }).are_numbers &= is_number;
        }
        Cell::Null
    }
}
