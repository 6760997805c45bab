//! The models page.

use shared::wire::model::{Estimator, ModelState};

/// The models page and the page of one model.
pub struct ModelMessages {
    /// The heading.
    pub title: &'static str,
    /// The sentence under it.
    pub lead: &'static str,
    /// There are none.
    pub none: &'static str,
    /// Whether it can predict.
    pub state: fn(ModelState) -> &'static str,
    /// An estimator's name.
    pub estimator: fn(Estimator) -> &'static str,
    /// What a model predicts: the column.
    pub predicts: fn(&str) -> String,
    /// What it was trained on: the dataset.
    pub trained_on: fn(&str) -> String,
    /// A dataset that is gone.
    pub gone: &'static str,
    /// Steps done of all.
    pub steps_of: fn(&str, &str) -> String,
    /// Waits for its turn.
    pub waiting: &'static str,
    /// The learning curve, with the last loss, for screen readers.
    pub curve: fn(&str) -> String,
    /// The loss, in the legend.
    pub loss: &'static str,
    /// The share of held-out rows that are right.
    pub accuracy: &'static str,
    /// Deletes the model of this name.
    pub delete: fn(&str) -> String,
    /// Deletes.
    pub delete_short: &'static str,
    /// Asks whether to.
    pub confirm_delete: fn(&str) -> String,
    /// The form that trains.
    pub form: TrainMessages,
    /// How good it is.
    pub metrics: MetricMessages,
    /// Predicting.
    pub predict: PredictMessages,
}

/// The form that trains a model.
pub struct TrainMessages {
    /// Its heading.
    pub title: &'static str,
    /// The dataset.
    pub dataset: &'static str,
    /// Nothing is chosen yet.
    pub choose: &'static str,
    /// The column to predict.
    pub target: &'static str,
    /// None: groups are found.
    pub no_target: &'static str,
    /// The estimator.
    pub estimator: &'static str,
    /// What an estimator does.
    pub about: fn(Estimator) -> &'static str,
    /// The columns to predict from.
    pub inputs: &'static str,
    /// The one column to predict from.
    pub input: &'static str,
    /// The share that is held out, in per cent.
    pub held_out: &'static str,
    /// The seed.
    pub seed: &'static str,
    /// Passes or trees.
    pub steps: &'static str,
    /// The estimator's own number.
    pub steps_default: &'static str,
    /// Clusters.
    pub clusters: &'static str,
    /// Trains.
    pub train: &'static str,
    /// It is on its way.
    pub asking: &'static str,
    /// No estimator fits.
    pub nothing_fits: &'static str,
    /// A field that holds nothing that can be used.
    pub required: &'static str,
    /// The columns are on their way.
    pub loading: &'static str,
}

/// How good a model is.
pub struct MetricMessages {
    /// The heading.
    pub title: &'static str,
    /// Rows that it learned from.
    pub train_rows: &'static str,
    /// Rows that it was measured on.
    pub held_out_rows: &'static str,
    /// Rows left out.
    pub skipped_rows: &'static str,
    /// The mean of the classes' F1.
    pub macro_f1: &'static str,
    /// The mean squared distance to the centre.
    pub inertia: &'static str,
    /// How long it took.
    pub took: &'static str,
    /// Seconds, with the number formatted.
    pub seconds: fn(&str) -> String,
    /// The version of the dataset.
    pub version: &'static str,
    /// The heading of the learning curve.
    pub curve: &'static str,
    /// The heading of the table of classes.
    pub classes: &'static str,
    /// Column header: the class.
    pub class: &'static str,
    /// Column header: precision.
    pub precision: &'static str,
    /// Column header: recall.
    pub recall: &'static str,
    /// Column header: F1.
    pub f1: &'static str,
    /// Column header: held-out rows of the class.
    pub support: &'static str,
    /// The heading of the confusion matrix.
    pub confusion: &'static str,
    /// What it shows.
    pub confusion_hint: &'static str,
    /// That its cells lead into the dashboard.
    pub linked_hint: &'static str,
    /// That they would, after the predictions are written.
    pub unlinked_hint: &'static str,
    /// Across: the prediction.
    pub predicted: &'static str,
    /// Down: the truth.
    pub truth: &'static str,
    /// A cell: rows, truth, prediction.
    pub cell: fn(&str, &str, &str) -> String,
}

/// Predicting.
pub struct PredictMessages {
    /// The heading of writing predictions into a dataset.
    pub apply_title: &'static str,
    /// What that does.
    pub apply_hint: &'static str,
    /// The dataset.
    pub into: &'static str,
    /// Does it.
    pub apply: &'static str,
    /// It is on.
    pub applying: &'static str,
    /// It was done.
    pub applied: &'static str,
    /// It was cancelled.
    pub cancelled: &'static str,
    /// Opens the dashboard.
    pub open_dashboard: &'static str,
    /// Opens the dataset.
    pub open_dataset: &'static str,
    /// The heading of predicting one.
    pub one_title: &'static str,
    /// The text's field.
    pub text: &'static str,
    /// Where to drop a picture.
    pub drop_picture: &'static str,
    /// Chooses a picture.
    pub choose_picture: &'static str,
    /// Asks.
    pub ask: &'static str,
    /// It is on its way.
    pub asking: &'static str,
    /// The answer: the class and how sure.
    pub answer: &'static str,
    /// The heading of all classes' scores.
    pub scores: &'static str,
    /// The words that decided.
    pub words: &'static str,
}
