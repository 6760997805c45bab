//! Models: trained estimators with their metrics, and what they predict.

use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// A model as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Model {
    /// A UUID.
    pub id: String,
    /// Any text.
    pub name: String,
    /// Whether it can predict.
    pub state: ModelState,
    /// What it was trained with.
    pub spec: TrainSpec,
    /// The version of the dataset that it was trained on.
    pub dataset_version: u64,
    /// The job that trains it.
    pub job: String,
    /// How good it is on rows that it did not see; none until it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
    /// The loss, step by step.
    #[serde(default)]
    pub curve: Vec<CurvePoint>,
    /// How long training took, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_secs: Option<f64>,
    /// Why training failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// RFC 3339, UTC.
    pub created_at: String,
}

/// Whether a model can predict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ModelState {
    /// Its job is queued or running.
    Training,
    /// It can.
    Ready,
    /// Training failed or was cancelled.
    Failed,
}

/// The estimators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Multinomial logistic regression over numbers and categories.
    LogisticRegression,
    /// A forest of decision trees over numbers and categories.
    RandomForest,
    /// TF-IDF of words, then a linear classifier.
    TextLinear,
    /// A small convolutional network over pictures.
    ImageCnn,
    /// k-means clusters of numbers; needs no target.
    KMeans,
}

/// What to train: `POST /api/models`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrainSpec {
    /// The model's name; made of the estimator and the dataset if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The estimator.
    pub estimator: Estimator,
    /// The dataset's id.
    pub dataset: String,
    /// The column to predict; none for k-means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The columns to predict from: numbers and categories for tables, one text column, or one column of pictures.
    pub inputs: Vec<String>,
    /// The share of rows that is held out for the metrics, in (0, 1).
    #[serde(default = "fifth")]
    pub held_out: f64,
    /// Of every random choice.
    #[serde(default = "seed")]
    pub seed: u64,
    /// Passes over the training rows, or trees of a forest; the estimator's own default if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u32>,
    /// Clusters, for k-means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<u32>,
}

fn fifth() -> f64 {
    0.2
}

fn seed() -> u64 {
    42
}

/// How good a classifier is on the held-out rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Metrics {
    /// Rows that it was trained on.
    pub train_rows: u64,
    /// Rows that it was measured on.
    pub held_out_rows: u64,
    /// Rows left out of both, because the target or an input is null.
    pub skipped_rows: u64,
    /// Right ones of the held-out rows; none for clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
    /// The mean of the classes' F1; none for clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub macro_f1: Option<f64>,
    /// The mean squared distance to the own cluster's centre, for clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inertia: Option<f64>,
    /// One entry per class, in the order of `confusion`.
    pub classes: Vec<ClassMetrics>,
    /// Held-out rows by true class (outer) and predicted class (inner).
    pub confusion: Vec<Vec<u64>>,
}

/// How good a classifier is at one class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassMetrics {
    /// The class, as text.
    pub class: String,
    /// Of the rows predicted so, the share that are so; none if none was predicted so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// Of the rows that are so, the share predicted so; none if no held-out row is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// The harmonic mean of the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f1: Option<f64>,
    /// Held-out rows that are so.
    pub support: u64,
}

/// One point of a learning curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurvePoint {
    /// Passes, trees or iterations so far, from 1.
    pub step: u64,
    /// The mean loss over the training rows: cross-entropy; for k-means the inertia, for a forest the error rate.
    pub loss: f64,
    /// Right ones of the held-out rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
}

/// What `POST /api/models/{id}/predict` takes: exactly one of the three.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PredictRequest {
    /// One row: values by column name, for models over tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub row: Option<serde_json::Map<String, serde_json::Value>>,
    /// One text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// One PNG or JPEG picture, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// What a model says of one row, text or picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prediction {
    /// The most likely class, or the cluster's number.
    pub class: String,
    /// Its probability, 0 to 1; 1 for clusters.
    pub confidence: f64,
    /// All classes, the most likely first.
    pub scores: Vec<ClassScore>,
    /// The words that decided, the strongest first; for texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<WordWeight>,
}

/// A class and its probability.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassScore {
    /// The class, as text.
    pub class: String,
    /// Its probability, 0 to 1.
    pub score: f64,
}

/// A word and how much it spoke for the predicted class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WordWeight {
    /// The word, in lower case, as the model knows it.
    pub word: String,
    /// Its TF-IDF times its weight for the class; positive.
    pub weight: f64,
}

/// What `POST /api/models/{id}/apply` takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplyRequest {
    /// The dataset that gets the predictions as columns of a new version.
    pub dataset: String,
}

/// A list of models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelList {
    /// Newest first.
    pub models: Vec<Model>,
}
