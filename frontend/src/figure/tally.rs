//! An answer's rows as one number per cell: rows, or what else the chart measures.

use serde_json::{Value as Json, json};
use shared::engine::answer::Answer;
use shared::engine::value::Value;
use shared::wire::query::{Measure, Op};

use super::marks::Marks;
use crate::state::dashboard::Drawn;

/// A number per cell, of all rows and under the brushes, and the rows of all rows that have no cell.
pub(super) struct Tally {
    /// In the cells' order; NaN where there is no value.
    pub(super) counts: Vec<(f64, f64)>,
    /// The same as the answers have them, which may be longer than a number of the page; none of rows, whose counts are not.
    pub(super) exact: Vec<[Value; 2]>,
    /// Rows without a place; not known for other measures than rows.
    pub(super) unplaced: u64,
}

/// Whether no rows measure 0; of no rows there is no mean.
fn is_additive(measure: &Measure) -> bool {
    matches!(measure.op, Op::Count | Op::CountColumn | Op::Sum)
}

/// Whether a measure is the number of rows.
pub(super) fn is_rows(measure: &Measure) -> bool {
    measure.op == Op::Count
}

/// The keys of an answer at one position of its group.
pub(super) fn keys(answer: &Answer, position: usize) -> Vec<&Value> {
    answer.rows.iter().filter_map(|row| row.get(position)).collect()
}

/// Numbers over the cells that `place` gives to an answer's keys.
pub(super) fn tally(drawn: &Drawn, measure: &Measure, cells: usize, place: impl Fn(&[Value]) -> Option<usize>) -> Tally {
    let none = if is_additive(measure) { 0.0 } else { f64::NAN };
    let exact = if is_rows(measure) { 0 } else { cells };
    let mut tally = Tally { counts: vec![(none, none); cells], exact: vec![[Value::Null, Value::Null]; exact], unplaced: 0 };
    for (keys, value) in rows(&drawn.total) {
        match place(keys).filter(|cell| *cell < cells) {
            Some(cell) => tally.add(cell, 0, value),
            // A count of rows is whole and not negative.
            None if is_rows(measure) => tally.unplaced += number_of(value) as u64,
            None => {}
        }
    }
    for (keys, value) in rows(&drawn.filtered) {
        if let Some(cell) = place(keys).filter(|cell| *cell < cells) {
            tally.add(cell, 1, value);
        }
    }
    tally
}

/// Numbers over the cells of one axis.
pub(super) fn along(drawn: &Drawn, measure: &Measure, marks: &Marks) -> Tally {
    tally(drawn, measure, marks.len(), |keys| keys.first().and_then(|key| marks.place(key)))
}

/// A number for Plotly: whole where it is, none where there is none.
pub(super) fn number(value: f64) -> Json {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

impl Tally {
    /// The first value of a cell takes its place; of one that shares its cell, as bins of -0 and 0 do, the sum is shown.
    fn add(&mut self, cell: usize, layer: usize, value: &Value) {
        let (total, filtered) = &mut self.counts[cell];
        let count = if layer == 0 { total } else { filtered };
        let is_first = count.is_nan() || *count == 0.0;
        *count = if count.is_nan() { number_of(value) } else { *count + number_of(value) };
        if let Some(exact) = self.exact.get_mut(cell) {
            exact[layer] = if is_first { value.clone() } else { Value::Null };
        }
    }
}

fn number_of(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn rows(answer: &Answer) -> impl Iterator<Item = (&[Value], &Value)> {
    answer.rows.iter().filter_map(|row| {
        let (keys, measures) = row.split_at(answer.keys.min(row.len()));
        Some((keys, measures.first()?))
    })
}
