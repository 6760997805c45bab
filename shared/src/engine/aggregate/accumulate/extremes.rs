//! The least and the greatest: found among bare cells, made values of only where they won. Coded text is compared by the rank of its code.

use super::each::Each;
use super::totals::RowCount;
use super::{Block, Kept, wholes, wides};
use crate::engine::aggregate::Summary;
use crate::engine::aggregate::min_max::{Max, Min};
use crate::engine::aggregate::states::Summaries;
use crate::engine::execute::Rows;
use crate::engine::order::{TotalOrder, arranged};
use crate::engine::store::{Column, Form, read};
use crate::engine::value::Value;

/// Keeps the least values.
pub(super) fn least(column: &Column) -> Box<dyn Kept + '_> {
    extremes::<MinOf>(column)
}

/// Keeps the greatest values.
pub(super) fn greatest(column: &Column) -> Box<dyn Kept + '_> {
    extremes::<MaxOf>(column)
}

/// `Min` or `Max`, whatever it is of.
trait Extreme {
    type Of<T: TotalOrder + Clone>: Summary<Cell = T, Output = T>;
    fn wrap(values: Vec<Self::Of<Value>>) -> Summaries;
}

struct MinOf;
struct MaxOf;

impl Extreme for MinOf {
    type Of<T: TotalOrder + Clone> = Min<T>;

    fn wrap(values: Vec<Min<Value>>) -> Summaries {
        Summaries::Min(values)
    }
}

impl Extreme for MaxOf {
    type Of<T: TotalOrder + Clone> = Max<T>;

    fn wrap(values: Vec<Max<Value>>) -> Summaries {
        Summaries::Max(values)
    }
}

fn extremes<'a, E: Extreme + 'a>(column: &'a Column) -> Box<dyn Kept + 'a> {
    let kind = column.kind;
    match column.form() {
        Form::Whole => Each::of(column, wholes, move |bare| wrapped::<E, i64>(&bare, |x| kind.value(x.into()))),
        Form::Wide => Each::of(column, wides, move |bare| wrapped::<E, i128>(&bare, |x| kind.value(x))),
        Form::Float => Each::of(column, read::floats, |bare| wrapped::<E, f64>(&bare, Value::Float)),
        Form::Text | Form::Plain => texts::<E>(column),
        // No plan asks for it.
        Form::Opaque => Box::new(RowCount),
    }
}

fn wrapped<E: Extreme, T: TotalOrder + Clone>(bare: &[E::Of<T>], wrap: impl Fn(T) -> Value) -> Summaries {
    let wrapped = bare.iter().map(|bare| {
        let mut extreme = <E::Of<Value>>::default();
        if let Some(best) = bare.value() {
            extreme.add(wrap(best));
        }
        extreme
    });
    E::wrap(wrapped.collect())
}

/// Extremes of text.
struct Texts<'a, E: Extreme> {
    column: &'a Column,
    /// What each code stands for, in the order of the texts, where text is coded.
    ranks: Vec<i64>,
    coded: Vec<E::Of<i64>>,
    plain: Vec<E::Of<&'a str>>,
}

fn texts<'a, E: Extreme + 'a>(column: &'a Column) -> Box<dyn Kept + 'a> {
    let mut ranks = vec![0; column.dictionary.len()];
    order(column).into_iter().enumerate().for_each(|(rank, code)| ranks[code] = rank as i64);
    Box::new(Texts::<E> { column, ranks, coded: Vec::new(), plain: Vec::new() })
}

/// The codes of a column's dictionary in the order of their texts.
fn order(column: &Column) -> Vec<usize> {
    let text = |code: usize| column.dictionary.get(code as u32);
    arranged(column.dictionary.len(), &|a, b| text(a).cmp(text(b)))
}

impl<E: Extreme> Kept for Texts<'_, E> {
    fn add(&mut self, block: &Block<'_>) {
        let chunk = &self.column.chunks[block.chunk];
        let rows = block.rows.clone().zip(block.ids).filter(|(row, _)| chunk.is_valid(*row));
        if self.column.is_coded() {
            self.coded.resize(block.groups, Default::default());
            let mut codes = [0; read::BLOCK];
            read::codes(chunk, block.rows.clone(), &mut codes[..block.ids.len()]);
            rows.for_each(|(row, id)| self.coded[*id as usize].add(self.ranks[codes[row - block.rows.start] as usize]));
        } else {
            self.plain.resize(block.groups, Default::default());
            rows.for_each(|(row, id)| self.plain[*id as usize].add(self.column.text(chunk, row)));
        }
    }

    fn summaries(self: Box<Self>, used: &[u32], _: &[u32], _: &Rows<'_>) -> Summaries {
        let order = order(self.column);
        let text = |text: &str| Value::Text(text.to_owned());
        if self.column.is_coded() {
            let bare: Vec<E::Of<i64>> = used.iter().map(|group| self.coded.get(*group as usize).cloned().unwrap_or_default()).collect();
            return wrapped::<E, i64>(&bare, |rank| text(self.column.dictionary.get(order[rank as usize] as u32)));
        }
        let bare: Vec<E::Of<&str>> = used.iter().map(|group| self.plain.get(*group as usize).cloned().unwrap_or_default()).collect();
        wrapped::<E, &str>(&bare, text)
    }
}
