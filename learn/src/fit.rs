use std::ops::ControlFlow;

use shared::wire::model::{CurvePoint, Estimator, Metrics};

use crate::{
    Inputs, LearnError, TrainedModel,
    forest::RandomForest,
    images::ImageCnn,
    kmeans::KMeans,
    learner::{Learner, OnStep},
    lesson::Lesson,
    logistic::LogisticRegression,
    metrics::measure,
    text::TextLinear,
};

/// What there is to learn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Examples {
    /// What to predict from.
    pub inputs: Inputs,
    /// What to predict, by row; none for clusters, which need no target.
    pub target: Option<Vec<Option<String>>>,
}

/// How to learn.
#[derive(Clone, Debug, PartialEq)]
pub struct FitSpec {
    /// The method.
    pub estimator: Estimator,
    /// Of every random choice.
    pub seed: u64,
    /// The share of rows held out, in (0, 1); see [`crate::is_held_out`].
    pub held_out: f64,
    /// Passes, trees or iterations; the method's own number if none.
    pub steps: Option<u32>,
    /// Clusters, for k-means.
    pub clusters: Option<u32>,
}

/// What came of it.
#[derive(Debug)]
pub struct Fitted {
    /// The model.
    pub model: TrainedModel,
    /// How good it is on the rows held out.
    pub metrics: Metrics,
    /// Every step that was told.
    pub curve: Vec<CurvePoint>,
}

/// Trains a model and measures it on the rows held out. The same examples and spec give the same model, bit by bit.
///
/// Rows without a target or without an input are left out and counted in `Metrics::skipped_rows`.
///
/// # Errors
///
/// All of [`LearnError`] but `BadModel`.
pub fn fit(examples: &Examples, spec: &FitSpec, on_step: OnStep<'_>) -> Result<Fitted, LearnError> {
    let lesson = match &examples.target {
        Some(target) if spec.estimator != Estimator::KMeans => Lesson::classes(&examples.inputs, target, spec.seed, spec.held_out)?,
        _ if spec.estimator == Estimator::KMeans => Lesson::unlabelled(&examples.inputs, spec.seed),
        _ => return Err(LearnError::UnsuitableColumn { column: None, found: "nothing", needed: "a target" }),
    };
    let mut curve = Vec::new();
    let mut keep = |point: CurvePoint| -> ControlFlow<()> {
        curve.push(point);
        on_step(point)
    };
    let model = learner(spec).fit(&lesson, &mut keep)?;
    let model = TrainedModel::new(spec.estimator, examples.inputs.kinds(), model);
    let metrics = metrics(&lesson, &model, &curve)?;
    Ok(Fitted { model, metrics, curve })
}

fn learner(spec: &FitSpec) -> Box<dyn Learner> {
    let steps = spec.steps.map(|steps| steps.max(1));
    match spec.estimator {
        Estimator::LogisticRegression => Box::new(LogisticRegression { epochs: steps }),
        Estimator::RandomForest => Box::new(RandomForest { trees: steps }),
        Estimator::TextLinear => Box::new(TextLinear { epochs: steps }),
        Estimator::ImageCnn => Box::new(ImageCnn { epochs: steps }),
        Estimator::KMeans => Box::new(KMeans { clusters: spec.clusters, iterations: steps }),
    }
}

/// Measured by the very function that predicts later.
fn metrics(lesson: &Lesson<'_>, model: &TrainedModel, curve: &[CurvePoint]) -> Result<Metrics, LearnError> {
    let measured = if model.estimator() == Estimator::KMeans {
        Metrics { inertia: curve.last().map(|point| point.loss), ..Metrics::default() }
    } else {
        let predicted = model.predict(&lesson.inputs.pick(&lesson.held_out))?;
        let place = |class: &str| lesson.classes.iter().position(|known| known == class);
        let pairs = lesson.held_out.iter().zip(predicted);
        measure(&lesson.classes, pairs.filter_map(|(row, guess)| Some((lesson.labels[*row] as usize, place(&guess?.class)?))))
    };
    Ok(Metrics { train_rows: lesson.train.len() as u64, skipped_rows: lesson.skipped, ..measured })
}
