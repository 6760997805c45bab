//! An answer's rows as counts per cell.

use shared::engine::answer::Answer;
use shared::engine::value::Value;

use super::marks::Marks;
use crate::state::dashboard::Drawn;

/// Rows per cell, of all rows and under the brushes, and the rows of all rows that have no cell.
pub(super) struct Tally {
    /// In the cells' order.
    pub(super) counts: Vec<(u64, u64)>,
    /// Without a place.
    pub(super) unplaced: u64,
}

/// The keys of an answer at one position of its group.
pub(super) fn keys(answer: &Answer, position: usize) -> Vec<&Value> {
    answer.rows.iter().filter_map(|row| row.get(position)).collect()
}

/// Counts over the cells that `place` gives to an answer's keys.
pub(super) fn tally(drawn: &Drawn, cells: usize, place: impl Fn(&[Value]) -> Option<usize>) -> Tally {
    let mut tally = Tally { counts: vec![(0, 0); cells], unplaced: 0 };
    for (keys, rows) in rows(&drawn.total) {
        match place(keys).and_then(|cell| tally.counts.get_mut(cell)) {
            Some(count) => count.0 += rows,
            None => tally.unplaced += rows,
        }
    }
    for (keys, rows) in rows(&drawn.filtered) {
        if let Some(count) = place(keys).and_then(|cell| tally.counts.get_mut(cell)) {
            count.1 += rows;
        }
    }
    tally
}

/// Counts over the cells of one axis.
pub(super) fn along(drawn: &Drawn, marks: &Marks) -> Tally {
    tally(drawn, marks.len(), |keys| keys.first().and_then(|key| marks.place(key)))
}

fn rows(answer: &Answer) -> impl Iterator<Item = (&[Value], u64)> {
    answer.rows.iter().map(|row| {
        let (keys, measures) = row.split_at(answer.keys.min(row.len()));
        (keys, count(measures.first()))
    })
}

fn count(value: Option<&Value>) -> u64 {
    match value {
        Some(Value::Int(n)) => u64::try_from(*n).unwrap_or(0),
        _ => 0,
    }
}
