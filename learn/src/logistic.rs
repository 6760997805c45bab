//! Multinomial logistic regression over a table: numbers standardised, categories one-hot.

use serde::{Deserialize, Serialize};
use shared::wire::model::Prediction;

use crate::{
    Inputs, LearnError,
    bundle::Bundle,
    learner::{Learner, Model, OnStep},
    lesson::Lesson,
    scores::{prediction, softmax},
    softmax::{Plan, Rows, Softmax},
    table::{Encoder, Matrix},
};

const EPOCHS: u32 = 40;

/// The method.
pub(crate) struct LogisticRegression {
    /// Passes over the rows.
    pub(crate) epochs: Option<u32>,
}

/// The fitted model.
#[derive(Debug, PartialEq)]
pub(crate) struct LogisticModel {
    about: About,
    softmax: Softmax,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct About {
    classes: Vec<String>,
    encoder: Encoder,
}

impl Rows for Matrix {
    fn width(&self) -> usize {
        Matrix::width(self)
    }

    fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> {
        Matrix::row(self, row).iter().copied().enumerate()
    }
}

impl Learner for LogisticRegression {
    fn fit(&self, lesson: &Lesson<'_>, on_step: OnStep<'_>) -> Result<Box<dyn Model>, LearnError> {
        let encoder = Encoder::learn(lesson)?;
        let rows = encoder.encode(lesson.inputs.table()?)?;
        // Small tables need as many steps as large ones: about a thousand at least.
        let batch = (lesson.train.len() / 25).clamp(8, 256);
        let plan = Plan { epochs: self.epochs.unwrap_or(EPOCHS), batch, rate: 0.02 };
        let softmax = Softmax::fit(&rows, lesson, &plan, on_step)?;
        Ok(Box::new(LogisticModel { about: About { classes: lesson.classes.clone(), encoder }, softmax }))
    }
}

impl LogisticModel {
    pub(crate) fn restore(mut bundle: Bundle) -> Result<Self, LearnError> {
        let mut about: About = bundle.details()?;
        about.encoder = about.encoder.restore(&mut bundle)?;
        let softmax = Softmax::restore(&mut bundle, about.encoder.width(), about.classes.len())?;
        Ok(Self { about, softmax })
    }
}

impl Model for LogisticModel {
    fn predict(&self, inputs: &Inputs) -> Result<Vec<Option<Prediction>>, LearnError> {
        let matrix = self.about.encoder.encode(inputs.table()?)?;
        let logits = |row: &[f32]| self.softmax.logits(row.iter().copied().enumerate());
        Ok(matrix.answers(|row| prediction(&self.about.classes, &softmax(&logits(row)))))
    }

    fn bundle(&self) -> Bundle {
        Bundle::new(&self.about, [vec![self.about.encoder.tensor()], self.softmax.tensors()].concat())
    }
}
