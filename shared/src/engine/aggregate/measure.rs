//! A measure over the rows of one batch: cells in, one summary per group out.

use super::Summary;
use super::count::Count;
use super::mean::{ExactMean, FloatMean};
use super::min_max::{Max, Min};
use super::states::States;
use super::sum::{ExactSum, FloatSum};
use crate::engine::column::{Cells, Column, Kind};
use crate::engine::groups::RowGroups;
use crate::engine::order::TotalOrder;
use crate::engine::value::Value;

/// A measure; a column is its position in the plan's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Rows.
    Count,
    /// An aggregate of a column's values that are not null.
    Of {
        /// Which aggregate.
        aggregate: Aggregate,
        /// Of which column.
        column: usize,
        /// What that column holds.
        kind: Kind,
    },
}

/// The aggregates of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// The number of values.
    Count,
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

impl Measure {
    /// The column it reads.
    pub fn column(&self) -> Option<usize> {
        match self {
            Measure::Count => None,
            Measure::Of { column, .. } => Some(*column),
        }
    }
}

/// Summarises a column by the groups of its rows.
pub fn summarise(aggregate: Aggregate, column: &Column<'_>, groups: &RowGroups) -> States {
    match (aggregate, &column.cells) {
        (Aggregate::Count, _) => States::Count(Over { column, groups }.all(|_| ())),
        (Aggregate::Sum, Cells::Float(x)) => States::FloatSum(Over { column, groups }.all(|row| x[row])),
        (Aggregate::Mean, Cells::Float(x)) => States::FloatMean(Over { column, groups }.all(|row| x[row])),
        (Aggregate::Sum, cells) => match column.kind {
            Kind::Decimal { scale } => States::DecimalSum(scale, exact::<ExactSum>(cells, column, groups)),
            _ => States::Sum(exact::<ExactSum>(cells, column, groups)),
        },
        (Aggregate::Mean, cells) => {
            let scale = if let Kind::Decimal { scale } = column.kind { scale } else { 0 };
            States::Mean(scale, exact::<ExactMean>(cells, column, groups))
        }
        (Aggregate::Min, _) => States::Min(extremes::<MinOf>(column, groups)),
        (Aggregate::Max, _) => States::Max(extremes::<MaxOf>(column, groups)),
    }
}

/// The summaries of `groups` groups that have seen no rows.
pub fn empty(measure: &Measure, groups: usize) -> States {
    let Measure::Of { aggregate, kind, .. } = *measure else { return States::Count(vec![Count::default(); groups]) };
    match (aggregate, kind) {
        (Aggregate::Count, _) => States::Count(vec![Count::default(); groups]),
        (Aggregate::Sum, Kind::Float) => States::FloatSum(vec![FloatSum::default(); groups]),
        (Aggregate::Sum, Kind::Decimal { scale }) => States::DecimalSum(scale, vec![ExactSum::default(); groups]),
        (Aggregate::Sum, _) => States::Sum(vec![ExactSum::default(); groups]),
        (Aggregate::Mean, Kind::Float) => States::FloatMean(vec![FloatMean::default(); groups]),
        (Aggregate::Mean, Kind::Decimal { scale }) => States::Mean(scale, vec![ExactMean::default(); groups]),
        (Aggregate::Mean, _) => States::Mean(0, vec![ExactMean::default(); groups]),
        (Aggregate::Min, _) => States::Min(vec![Min::default(); groups]),
        (Aggregate::Max, _) => States::Max(vec![Max::default(); groups]),
    }
}

/// A column's rows by group.
struct Over<'a> {
    column: &'a Column<'a>,
    groups: &'a RowGroups,
}

impl Over<'_> {
    /// Adds every row that counts and is not null to its group. Rows that don't count fall into a spare group that is dropped, so
    /// the loop has no branch for them.
    fn all<S: Summary>(&self, cell: impl Fn(usize) -> S::Cell) -> Vec<S> {
        let mut states = vec![S::default(); self.groups.len + 1];
        let ids = self.groups.ids.iter().enumerate();
        match &self.column.nulls {
            None => ids.for_each(|(row, &id)| states[id as usize].add(cell(row))),
            Some(nulls) => ids.filter(|(row, _)| nulls.is_valid(*row)).for_each(|(row, &id)| states[id as usize].add(cell(row))),
        }
        states.truncate(self.groups.len);
        states
    }
}

fn exact<S: Summary<Cell = i128>>(cells: &Cells<'_>, column: &Column<'_>, groups: &RowGroups) -> Vec<S> {
    let over = Over { column, groups };
    match cells {
        Cells::Whole(x) => over.all(|row| x[row].into()),
        Cells::Wide(x) => over.all(|row| x[row]),
        // No plan asks for it: sums of anything else are refused.
        Cells::Float(_) | Cells::Text(_) | Cells::Opaque => vec![S::default(); groups.len],
    }
}

/// `Min` or `Max`, whatever it is of.
trait Extreme {
    type Of<T: TotalOrder + Clone>: Summary<Cell = T, Output = T>;
}

struct MinOf;
struct MaxOf;

impl Extreme for MinOf {
    type Of<T: TotalOrder + Clone> = Min<T>;
}

impl Extreme for MaxOf {
    type Of<T: TotalOrder + Clone> = Max<T>;
}

/// Finds extremes on the bare cells and makes values of the winners only.
fn extremes<E: Extreme>(column: &Column<'_>, groups: &RowGroups) -> Vec<E::Of<Value>> {
    let over = Over { column, groups };
    let kind = column.kind;
    match &column.cells {
        Cells::Whole(x) => wrapped::<E, i64>(over.all(|row| x[row]), |x| kind.value(x.into())),
        Cells::Wide(x) => wrapped::<E, i128>(over.all(|row| x[row]), |x| kind.value(x)),
        Cells::Float(x) => wrapped::<E, f64>(over.all(|row| x[row]), Value::Float),
        Cells::Text(x) => wrapped::<E, &str>(over.all(|row| x.dictionary.get(x.codes[row])), |x| Value::Text(x.to_owned())),
        // No plan asks for it.
        Cells::Opaque => vec![E::Of::default(); groups.len],
    }
}

fn wrapped<E: Extreme, T: TotalOrder + Clone>(bare: Vec<E::Of<T>>, wrap: impl Fn(T) -> Value) -> Vec<E::Of<Value>> {
    let wrapped = bare.into_iter().map(|bare| {
        let mut extreme = <E::Of<Value>>::default();
        if let Some(best) = bare.value() {
            extreme.add(wrap(best));
        }
        extreme
    });
    wrapped.collect()
}
