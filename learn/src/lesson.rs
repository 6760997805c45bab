use std::collections::BTreeSet;

use crate::{Inputs, LearnError, is_held_out};

/// The most classes that a classifier tells apart; more is free text or a key.
pub const MOST_CLASSES: usize = 100;

/// The fewest rows that a classifier is trained on.
const FEWEST_ROWS: u64 = 10;

/// Examples made ready: which rows to train on, which to measure on, and what class each is of.
pub struct Lesson<'a> {
    /// All rows.
    pub(crate) inputs: &'a Inputs,
    /// The classes in their order.
    pub(crate) classes: Vec<String>,
    /// By row, the class's place in `classes`; 0 where there is none.
    pub(crate) labels: Vec<u32>,
    /// The rows to train on.
    pub(crate) train: Vec<usize>,
    /// The rows to measure on.
    pub(crate) held_out: Vec<usize>,
    /// Rows in neither.
    pub(crate) skipped: u64,
    /// Of every random choice.
    pub(crate) seed: u64,
}

impl<'a> Lesson<'a> {
    /// For classifiers: splits the rows that have a target and every input.
    pub(crate) fn classes(inputs: &'a Inputs, target: &[Option<String>], seed: u64, share: f64) -> Result<Self, LearnError> {
        let rows = inputs.len().min(target.len());
        let whole: Vec<usize> = (0..rows).filter(|row| target[*row].is_some() && inputs.is_whole(*row)).collect();
        let (held_out, train): (Vec<usize>, Vec<usize>) = whole.iter().partition(|row| is_held_out(seed, **row as u64, share));
        let needed = (FEWEST_ROWS as f64 / (1.0 - share).clamp(0.01, 1.0)).ceil() as u64;
        if (train.len() as u64) < FEWEST_ROWS {
            return Err(LearnError::TooFewRows { rows: whole.len() as u64, needed: needed.max(whole.len() as u64 + 1) });
        }
        let classes = ordered(whole.iter().filter_map(|row| target[*row].as_deref()).collect())?;
        let first = &target[train[0]];
        if train.iter().all(|row| target[*row] == *first) {
            return Err(LearnError::OneClass { class: first.clone().unwrap_or_default() });
        }
        let place = |class: &Option<String>| class.as_ref().and_then(|class| classes.iter().position(|known| known == class)).unwrap_or(0) as u32;
        let labels = target.iter().take(rows).map(place).collect();
        Ok(Self { inputs, labels, train, held_out, skipped: (inputs.len() - whole.len()) as u64, seed, classes })
    }

    /// For clusters: every whole row is trained on, because there is nothing to measure against.
    pub(crate) fn unlabelled(inputs: &'a Inputs, seed: u64) -> Self {
        let train: Vec<usize> = (0..inputs.len()).filter(|row| inputs.is_whole(*row)).collect();
        let skipped = (inputs.len() - train.len()) as u64;
        Self { inputs, classes: Vec::new(), labels: Vec::new(), train, held_out: Vec::new(), skipped, seed }
    }

    /// The share of held-out rows that `guess` gets right; none if none is held out.
    pub(crate) fn accuracy(&self, mut guess: impl FnMut(usize) -> usize) -> Option<f64> {
        let right = self.held_out.iter().filter(|row| guess(**row) == self.labels[**row] as usize).count();
        (!self.held_out.is_empty()).then(|| right as f64 / self.held_out.len() as f64)
    }
}

/// By number if all are numbers, so that 10 comes after 9; by text otherwise.
fn ordered(classes: BTreeSet<&str>) -> Result<Vec<String>, LearnError> {
    if classes.len() > MOST_CLASSES {
        return Err(LearnError::TooManyClasses { classes: classes.len() as u64, limit: MOST_CLASSES as u64 });
    }
    let mut ordered: Vec<&str> = classes.into_iter().collect();
    let numbers: Option<Vec<f64>> = ordered.iter().map(|class| class.parse().ok()).collect();
    if numbers.is_some() {
        let number = |class: &str| class.parse::<f64>().unwrap_or(0.0);
        ordered.sort_by(|a, b| number(a).total_cmp(&number(b)));
    }
    Ok(ordered.into_iter().map(str::to_owned).collect())
}
