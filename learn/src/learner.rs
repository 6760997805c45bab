use std::ops::ControlFlow;

use shared::wire::model::{CurvePoint, Prediction};

use crate::{Inputs, LearnError, bundle::Bundle, lesson::Lesson};

/// A method: examples in, a model out.
pub trait Learner {
    /// Fits a model to the training rows of a lesson. `on_step` hears of every pass, tree or iteration and may stop the work,
    /// which then ends with [`LearnError::Stopped`].
    fn fit(&self, lesson: &Lesson<'_>, on_step: OnStep<'_>) -> Result<Box<dyn Model>, LearnError>;
}

/// What hears of each step of training.
pub type OnStep<'a> = &'a mut dyn FnMut(CurvePoint) -> ControlFlow<()>;

/// What was learned.
pub trait Model: Send + Sync {
    /// One prediction a row; none where an input is null.
    fn predict(&self, inputs: &Inputs) -> Result<Vec<Option<Prediction>>, LearnError>;

    /// All that the model knows, as plain data.
    fn bundle(&self) -> Bundle;
}

/// Passes a point on and turns a wish to stop into the error that ends training.
pub(crate) fn tell(on_step: OnStep<'_>, step: u64, loss: f64, accuracy: Option<f64>) -> Result<(), LearnError> {
    match on_step(CurvePoint { step, loss, accuracy }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(LearnError::Stopped),
    }
}
