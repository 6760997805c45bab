//! Learning without IO: estimators behind two small traits, arrays in, models and metrics out.
//!
//! [`fit`] trains a model on [`Examples`] and measures it on the rows that [`is_held_out`] names; [`TrainedModel`] predicts, and is kept as
//! bytes. One file per method: each is a `Learner` that makes a `Model`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bundle;
mod error;
mod fit;
mod forest;
mod images;
mod inputs;
mod kmeans;
mod learner;
mod lesson;
mod logistic;
mod metrics;
mod network;
mod pictures;
mod random;
mod scores;
mod softmax;
mod split;
mod table;
mod text;
mod tfidf;
mod tokens;
mod trained;
mod tree;

pub use bundle::Bundle;
pub use error::LearnError;
pub use fit::{Examples, FitSpec, Fitted, fit};
pub use inputs::{ColumnKind, InputColumn, InputKinds, Inputs, TableColumn, Values};
pub use learner::{Learner, Model, OnStep};
pub use lesson::{Lesson, MOST_CLASSES};
pub use split::is_held_out;
pub use trained::TrainedModel;
