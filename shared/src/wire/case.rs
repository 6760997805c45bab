//! Worked cases: real data, a model or windows over it, and a dashboard, made by one click.

use serde::{Deserialize, Serialize};

use super::dashboard::View;
use super::problem::Problem;

/// A worked case as the API shows it: `GET /api/cases/{key}` at any time, `POST /api/cases/{key}` (202) to begin it or to go on with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// `digits`, `messages` or `stream`.
    pub key: String,
    /// Who made the data and under which licence.
    #[serde(default)]
    pub licence: String,
    /// How far it has come.
    pub step: CaseStep,
    /// Its dataset, once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// Its model, once its training has been asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The job of the step that is on: of the training, then of the predictions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// Its dashboard, once it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dashboard: Option<String>,
    /// What to select when the dashboard is first opened.
    #[serde(default)]
    pub view: View,
    /// Why it failed; another click tries again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// How far a worked case has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaseStep {
    /// Nobody asked for it yet.
    #[default]
    Idle,
    /// Its data are stored; for the stream, the first rows and windows come in.
    Importing,
    /// Its model is trained.
    Training,
    /// The model's predictions are written into the dataset.
    Predicting,
    /// Its dashboard can be opened.
    Ready,
    /// It stopped with a problem.
    Failed,
}

impl CaseStep {
    /// Whether nothing more will happen by itself.
    pub fn is_at_rest(self) -> bool {
        matches!(self, CaseStep::Idle | CaseStep::Ready | CaseStep::Failed)
    }
}
