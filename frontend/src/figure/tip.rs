//! What is said of the cell under the pointer, or under the keyboard's cursor.

use shared::engine::value::Value;

use super::frame::Frame;
use super::marks::Marks;
use super::{clock, label, number, tally, time};
use crate::i18n::Language;

/// The words of a tooltip; text nodes, never markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The cell.
    pub title: String,
    /// Its rows, or what else is measured.
    pub text: String,
}

impl Frame {
    /// The tip of a cell or, on a line of values, of the value that is next to a point of the tile.
    pub fn tip(&self, (x, y): (usize, usize), at: (f64, f64), language: Language) -> Tip {
        if let (Some(values), Some((marks, (along, value)))) = (&self.values, self.x.marks.as_ref().map(|(_, marks)| marks).zip(self.nearest(at))) {
            return Tip {
                title: place(marks, along, language),
                text: format!("{} = {}", values.column, number::grouped(&label::value(value, language))),
            };
        }
        let labels = [(&self.x, x), (&self.y, y)].into_iter().filter_map(|(axis, cell)| {
            let (_, marks) = axis.marks.as_ref()?;
            Some(marks.label(cell, language))
        });
        let (total, filtered) = self.counts_at(x, y);
        let words = &language.messages().board;
        let text = if tally::is_rows(&self.measure) {
            // Counts of rows are whole and not negative.
            let (total, filtered) = (number::count(total as u64), number::count(filtered as u64));
            if total == filtered { (words.rows)(&total) } else { (words.rows_of)(&filtered, &total) }
        } else {
            let exact = self.exact_at(x, y).unwrap_or(&[Value::Null, Value::Null]);
            let [total, filtered] = [(total, &exact[0]), (filtered, &exact[1])].map(|(number, exact)| measured(number, exact, language));
            let all = Some(total).filter(|all| *all != filtered);
            let sign = if self.approximate { "≈ " } else { "" };
            (words.measured)(&self.measure, &format!("{sign}{filtered}"), all.as_deref())
        };
        Tip { title: labels.collect::<Vec<_>>().join(" · "), text }
    }

    /// The same under the keyboard's cursor, which is at a cell: on a line of values one of that cell, or none.
    pub fn tip_of_cell(&self, cell: (usize, usize), at: (f64, f64), language: Language) -> Tip {
        let tip = self.tip(cell, at, language);
        let (Some(values), Some((_, marks))) = (&self.values, &self.x.marks) else { return tip };
        let (from, to) = marks.edges(cell.0);
        match self.nearest(at) {
            Some((along, _)) if (from..to).contains(&along) => tip,
            _ => Tip { title: marks.label(cell.0, language), text: format!("{} = –", values.column) },
        }
    }
}

/// A place on an axis of times or numbers.
fn place(marks: &Marks, along: f64, language: Language) -> String {
    let Marks::Calendar { rule, dates, .. } = marks else { return full(along) };
    match clock::shown(along as i64, &rule.zone) {
        at if at.rem_euclid(1_000) == 0 => time::short_label(at, language),
        at => time::iso(at, *dates).replace('T', " "),
    }
}

/// What was measured: whole numbers and decimals with all their digits.
fn measured(number: f64, exact: &Value, language: Language) -> String {
    match exact {
        Value::Int(_) | Value::Decimal { .. } => number::grouped(&label::value(exact, language)),
        _ if number.is_nan() => "–".to_owned(),
        _ => number::value(number),
    }
}

/// A number in full.
fn full(number: f64) -> String {
    number::grouped(&number.to_string())
}
