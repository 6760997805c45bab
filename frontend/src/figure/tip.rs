//! What is said of the cell under the pointer, or under the keyboard's cursor.

use super::frame::Frame;
use super::number;
use crate::i18n::Language;

/// The words of a tooltip; text nodes, never markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The cell.
    pub title: String,
    /// Its rows.
    pub text: String,
}

impl Frame {
    /// The tip of a cell.
    pub fn tip(&self, (x, y): (usize, usize), language: Language) -> Tip {
        let labels = [(&self.x, x), (&self.y, y)].into_iter().filter_map(|(axis, cell)| {
            let (_, marks) = axis.marks.as_ref()?;
            Some(marks.label(cell, language))
        });
        let (total, filtered) = self.counts_at(x, y);
        let words = &language.messages().board;
        let text =
            if total == filtered { (words.rows)(&number::count(total)) } else { (words.rows_of)(&number::count(filtered), &number::count(total)) };
        Tip { title: labels.collect::<Vec<_>>().join(" · "), text }
    }
}
