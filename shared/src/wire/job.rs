//! Jobs: background work in one durable queue.

use serde::{Deserialize, Serialize};

use super::model::CurvePoint;
use super::problem::Problem;

/// One piece of background work, as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// A UUID.
    pub id: String,
    /// What it does.
    pub spec: JobSpec,
    /// How far it has come.
    pub state: JobState,
    /// What it has done so far.
    pub progress: JobProgress,
    /// What came out, once it has succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<JobResult>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// How often it was begun; more than once after a crash.
    pub attempts: u32,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
}

/// What a job does: a serialisable value that the runner runs, again from the start after a crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobSpec {
    /// Merges a dataset's small files; no row changes.
    Compaction {
        /// The dataset's id.
        dataset: String,
    },
    /// Removes the files that only a dataset's old versions need.
    Vacuum {
        /// The dataset's id.
        dataset: String,
    },
    /// Sends a dataset's versions that a stream has not sent yet to its topic.
    KafkaOut {
        /// The stream's id.
        stream: String,
    },
    /// Trains a model.
    Train {
        /// The model's id; its row holds what to train.
        model: String,
    },
    /// Writes a model's predictions into a dataset as columns of a new version.
    Predict {
        /// The model's id.
        model: String,
        /// The dataset's id.
        dataset: String,
    },
    /// Runs the SQL of a saved result and stores what comes out as the dataset's next version.
    SqlMaterialise {
        /// The id of the dataset that is filled; it is made by the first run.
        dataset: String,
        /// The dataset's name.
        name: String,
        /// The query.
        sql: String,
        /// When it runs again.
        refresh: Refresh,
    },
}

/// When a saved SQL result is computed again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Refresh {
    /// When somebody asks.
    #[default]
    Manual,
    /// When a dataset that it reads has a new version.
    OnChange,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its turn.
    Queued,
    /// Runs, with a lease that its runner renews.
    Running,
    /// Done.
    Succeeded,
    /// Ended with a problem.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

impl JobState {
    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        matches!(self, JobState::Succeeded | JobState::Failed | JobState::Cancelled)
    }
}

/// What a job has done so far. Counts are absolute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct JobProgress {
    /// Units done.
    pub done: u64,
    /// Units in all, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What is counted.
    pub unit: ProgressUnit,
    /// The loss so far, for training.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CurvePoint>,
}

/// What a job's progress counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProgressUnit {
    /// Rows of a dataset.
    #[default]
    Rows,
    /// Files of a dataset.
    Files,
    /// Passes over the training rows, or trees of a forest.
    Steps,
    /// Messages of a topic.
    Messages,
}

/// What came out of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct JobResult {
    /// The dataset that was made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// Its version afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// The model that was trained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// A list of jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobList {
    /// Newest first.
    pub jobs: Vec<Job>,
}
