//! A table as numbers: a number is centred and scaled, a category is one column per value (one-hot).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    ColumnKind, LearnError,
    bundle::{Bundle, Tensor},
    inputs::{TableColumn, Values},
    lesson::Lesson,
};

/// The most values of one category that are told apart, the frequent ones first; all others are zeros.
const MOST_VALUES: usize = 50;

/// How columns become numbers, learned from the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Encoder {
    columns: Vec<Encoding>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Encoding {
    name: String,
    how: How,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    /// (x - mean) / deviation. The two are kept in a tensor, because JSON would lose their last digit.
    Scaled {
        #[serde(skip)]
        mean: f64,
        #[serde(skip)]
        deviation: f64,
    },
    /// 1 at the value's place, 0 elsewhere; all 0 for a value that isn't listed.
    OneHot { values: Vec<String> },
}

/// A table encoded, one row after the other.
pub(crate) struct Matrix {
    width: usize,
    values: Vec<f32>,
    /// Whether a row has a value in every column; if not, its numbers mean nothing.
    pub(crate) whole: Vec<bool>,
}

impl Encoder {
    pub(crate) fn learn(lesson: &Lesson<'_>) -> Result<Self, LearnError> {
        let columns = lesson.inputs.table()?;
        let how = |column: &TableColumn| match &column.values {
            Values::Numbers(values) => scaling(lesson.train.iter().filter_map(|row| values[*row])),
            Values::Categories(values) => one_hot(lesson.train.iter().filter_map(|row| values[*row].as_deref())),
        };
        Ok(Self { columns: columns.iter().map(|column| Encoding { name: column.name.clone(), how: how(column) }).collect() })
    }

    pub(crate) fn width(&self) -> usize {
        self.columns.iter().map(Encoding::width).sum()
    }

    /// Every row; columns that it wasn't trained with are passed over.
    pub(crate) fn encode(&self, columns: &[TableColumn]) -> Result<Matrix, LearnError> {
        let chosen: Vec<&TableColumn> = self.columns.iter().map(|encoding| encoding.find(columns)).collect::<Result<_, _>>()?;
        let rows = chosen.iter().map(|column| column.values.len()).min().unwrap_or(0);
        let width = self.width();
        let mut values = vec![0.0; rows * width];
        let mut at = 0;
        for (encoding, column) in self.columns.iter().zip(&chosen) {
            encoding.write(&column.values, &mut values, at, width);
            at += encoding.width();
        }
        let whole = (0..rows).map(|row| chosen.iter().all(|column| column.values.has(row))).collect();
        Ok(Matrix { width, values, whole })
    }

    /// The numbers that belong to the details: (columns, 2).
    pub(crate) fn tensor(&self) -> Tensor {
        let pair = |column: &Encoding| match column.how {
            How::Scaled { mean, deviation } => [mean, deviation],
            How::OneHot { .. } => [0.0, 1.0],
        };
        Tensor::f64(&[self.columns.len(), 2], &self.columns.iter().flat_map(pair).collect::<Vec<f64>>())
    }

    /// Completes one that was read from a bundle's details.
    pub(crate) fn restore(mut self, bundle: &mut Bundle) -> Result<Self, LearnError> {
        let pairs = bundle.f64(&[self.columns.len(), 2])?;
        for (column, pair) in self.columns.iter_mut().zip(pairs.as_chunks::<2>().0) {
            match &mut column.how {
                How::Scaled { mean, deviation } => (*mean, *deviation) = (pair[0], pair[1]),
                How::OneHot { values } => values.truncate(MOST_VALUES),
            }
        }
        let sound = |column: &Encoding| !matches!(column.how, How::Scaled { deviation, .. } if deviation <= 0.0);
        if self.width() > 0 && self.columns.iter().all(sound) { Ok(self) } else { Err(LearnError::bad("a column's encoding is impossible")) }
    }
}

impl Encoding {
    fn width(&self) -> usize {
        match &self.how {
            How::Scaled { .. } => 1,
            How::OneHot { values } => values.len(),
        }
    }

    fn kind(&self) -> ColumnKind {
        match self.how {
            How::Scaled { .. } => ColumnKind::Numbers,
            How::OneHot { .. } => ColumnKind::Categories,
        }
    }

    fn find<'a>(&self, columns: &'a [TableColumn]) -> Result<&'a TableColumn, LearnError> {
        let found = columns.iter().find(|column| column.name == self.name);
        let unsuitable = |found| LearnError::UnsuitableColumn { column: Some(self.name.clone()), found, needed: self.kind().word() };
        let column = found.ok_or_else(|| unsuitable("nothing"))?;
        if column.values.kind() == self.kind() { Ok(column) } else { Err(unsuitable(column.values.kind().word())) }
    }

    fn write(&self, from: &Values, into: &mut [f32], at: usize, width: usize) {
        let rows = into.chunks_exact_mut(width);
        match (&self.how, from) {
            (How::Scaled { mean, deviation }, Values::Numbers(numbers)) => {
                // A wild number of a new row must not become infinite in 32 bits.
                let scaled = |number: &f64| ((number - mean) / deviation).clamp(-1e6, 1e6) as f32;
                rows.zip(numbers).for_each(|(row, number)| row[at] = number.as_ref().filter(|number| number.is_finite()).map_or(0.0, scaled));
            }
            (How::OneHot { values }, Values::Categories(categories)) => {
                let places: HashMap<&str, usize> = values.iter().enumerate().map(|(place, value)| (value.as_str(), place)).collect();
                for (row, category) in rows.zip(categories) {
                    if let Some(place) = category.as_deref().and_then(|category| places.get(category)) {
                        row[at + place] = 1.0;
                    }
                }
            }
            _ => {}
        }
    }
}

impl Matrix {
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    /// One answer a row; none where the row isn't whole.
    pub(crate) fn answers<T>(&self, answer: impl Fn(&[f32]) -> T) -> Vec<Option<T>> {
        self.whole.iter().enumerate().map(|(row, whole)| whole.then(|| answer(self.row(row)))).collect()
    }
}

/// The mean and the population's deviation, in one pass (Welford 1962) over numbers brought to [-1, 1], so that no square overflows.
fn scaling(numbers: impl Iterator<Item = f64> + Clone) -> How {
    let largest = numbers.clone().fold(0.0, |largest: f64, number| largest.max(number.abs()));
    let unit = if largest > 0.0 { largest } else { 1.0 };
    let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
    for number in numbers {
        let number = number / unit;
        count += 1.0;
        let delta = number - mean;
        mean += delta / count;
        squares += delta * (number - mean);
    }
    let deviation = (squares / f64::max(count, 1.0)).sqrt() * unit;
    How::Scaled { mean: mean * unit, deviation: if deviation.is_normal() { deviation } else { 1.0 } }
}

/// The frequent values first, equals by text.
fn one_hot<'a>(categories: impl Iterator<Item = &'a str>) -> How {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    categories.for_each(|category| *counts.entry(category).or_default() += 1);
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, more)| more.cmp(many).then(a.cmp(b)));
    How::OneHot { values: counts.into_iter().take(MOST_VALUES).map(|(value, _)| value.to_owned()).collect() }
}

#[cfg(test)]
mod tests {
    use super::{How, scaling};

    #[test]
    fn scaling_survives_shifts_and_giants() {
        let numbers = [1e9, 1e9 + 1.0, 1e9 + 2.0];
        let How::Scaled { mean, deviation } = scaling(numbers.into_iter()) else { panic!() };
        assert!((mean - 1e9 - 1.0).abs() < 1e-6 && (deviation - (2.0f64 / 3.0).sqrt()).abs() < 1e-6);
        let How::Scaled { mean, deviation } = scaling([f64::MAX, -f64::MAX, 1.0].into_iter()) else { panic!() };
        assert!(mean.is_finite() && deviation.is_finite() && deviation > 0.0);
        assert_eq!(scaling([7.0, 7.0].into_iter()), How::Scaled { mean: 7.0, deviation: 1.0 });
    }
}
