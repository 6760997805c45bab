//! The `learn` child: trains, predicts a table, or predicts one row, text or picture.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use shared::wire::model::{CurvePoint, Metrics, PredictRequest, Prediction, TrainSpec};

use super::added::Added;
use super::{MlError, apply, one, train};
use crate::child::Work;
use crate::ingest::Parsed;
use crate::storage::TableRef;

/// What the child is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Learn {
    /// Train on `table` and write the model into the file `model`.
    Train { table: TableRef, spec: TrainSpec, model: PathBuf },
    /// Write the rows of `table` with predictions into the folder `output`.
    Apply { table: TableRef, spec: TrainSpec, model: PathBuf, added: Added, output: PathBuf },
    /// Predict one thing.
    One { spec: TrainSpec, model: PathBuf, request: PredictRequest },
}

/// How far it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum LearnProgress {
    /// A step of training.
    Step(CurvePoint),
    /// Rows predicted so far.
    Rows(u64),
}

/// What came out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Learned {
    /// The model is in its file.
    Trained { metrics: Metrics, secs: f64 },
    /// The rows are in their folder.
    Applied(Box<Parsed>),
    /// The one prediction.
    One(Prediction),
}

impl Work for Learn {
    const WORD: &'static str = "learn";
    const REACHES_STORE: bool = true;
    type Progress = LearnProgress;
    type Output = Learned;
    type Error = MlError;

    fn run(&self, say: &mut dyn FnMut(LearnProgress)) -> Result<Learned, MlError> {
        match self {
            Learn::Train { table, spec, model } => train::train(table, spec, model, say),
            Learn::Apply { table, spec, model, added, output } => {
                apply::apply(table, spec, model, added, output, say).map(|parsed| Learned::Applied(Box::new(parsed)))
            }
            Learn::One { spec, model, request } => one::predict(spec, model, request).map(Learned::One),
        }
    }
}
