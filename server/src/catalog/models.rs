//! Rows of `models`. A model's bytes are in the object store; a model exists when its row does.

use shared::wire::job::{Job, JobProgress, JobSpec};
use shared::wire::model::{CurvePoint, Metrics, Model, ModelState, TrainSpec};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::jobs::{add_job, stored, stored_option};
use super::{Catalog, CatalogError, json, now};

/// While a model trains, or when that failed, its curve is the one in its job's progress.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT models.*, jobs.progress AS job_progress FROM models LEFT JOIN jobs ON jobs.id = models.job ", $rest)
    };
}

/// A model that is to be trained.
pub(crate) struct NewModel {
    pub(crate) name: String,
    pub(crate) spec: TrainSpec,
    pub(crate) dataset_version: u64,
}

/// What training brought, besides the model's bytes.
pub(crate) struct Trained {
    pub(crate) metrics: Metrics,
    pub(crate) curve: Vec<CurvePoint>,
    pub(crate) secs: f64,
}

impl Catalog {
    /// Makes a model and queues the job that trains it, both or neither. `None` if `waiting_max` jobs wait.
    pub(crate) async fn add_model(&self, lane: &str, new: &NewModel, waiting_max: u32) -> Result<Option<(Model, Job)>, CatalogError> {
        let id = uuid::Uuid::now_v7().to_string();
        let mut transaction = self.begin().await?;
        let Some(job) = add_job(&mut transaction, lane, &JobSpec::Train { model: id.clone() }, waiting_max).await? else {
            return Ok(None);
        };
        sqlx::query(
            "INSERT INTO models (id, name, state, spec, dataset_version, job, curve, created_at)
             VALUES ($1, $2, 'training', $3, $4, $5, '[]', $6)",
        )
        .bind(&id)
        .bind(&new.name)
        .bind(json(&new.spec)?)
        .bind(i64::try_from(new.dataset_version).unwrap_or(i64::MAX))
        .bind(&job.id)
        .bind(now())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        self.changed().await;
        Ok(Some((self.model(&id).await?, job)))
    }

    /// All models, newest first.
    pub(crate) async fn models(&self) -> Result<Vec<Model>, CatalogError> {
        let rows = sqlx::query(select!("ORDER BY models.id DESC")).fetch_all(&self.pool).await?;
        rows.iter().map(model_of).collect()
    }

    /// One model.
    pub(crate) async fn model(&self, id: &str) -> Result<Model, CatalogError> {
        let row = sqlx::query(select!("WHERE models.id = $1")).bind(id).fetch_optional(&self.pool).await?;
        model_of(&row.ok_or(CatalogError::NotFound("model"))?)
    }

    /// The ids of all models.
    pub(crate) async fn model_ids(&self) -> Result<Vec<String>, CatalogError> {
        let rows = sqlx::query("SELECT id FROM models").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// Makes a model ready, whose bytes are stored.
    pub(crate) async fn finish_model(&self, id: &str, trained: &Trained) -> Result<(), CatalogError> {
        let done = sqlx::query("UPDATE models SET state = 'ready', metrics = $2, curve = $3, trained_secs = $4, problem = NULL WHERE id = $1")
            .bind(id)
            .bind(json(&trained.metrics)?)
            .bind(json(&trained.curve)?)
            .bind(json(&trained.secs)?)
            .execute(&self.pool)
            .await?;
        self.changed().await;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("model")) } else { Ok(()) }
    }

    /// Takes a model out of sight; its bytes are the storage's to remove.
    pub(crate) async fn remove_model(&self, id: &str) -> Result<(), CatalogError> {
        let done = sqlx::query("DELETE FROM models WHERE id = $1").bind(id).execute(&self.pool).await?;
        self.changed().await;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("model")) } else { Ok(()) }
    }
}

pub(super) fn model_of(row: &AnyRow) -> Result<Model, CatalogError> {
    let state: String = row.try_get("state")?;
    let state: ModelState = serde_json::from_value(state.into())?;
    let progress: Option<JobProgress> = stored_option(row, "job_progress")?;
    let curve = match (state, progress) {
        (ModelState::Training | ModelState::Failed, Some(progress)) => progress.curve,
        _ => stored(row, "curve")?,
    };
    Ok(Model {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        state,
        spec: stored(row, "spec")?,
        dataset_version: row.try_get::<i64, _>("dataset_version")?.unsigned_abs(),
        job: row.try_get("job")?,
        metrics: stored_option(row, "metrics")?,
        curve,
        trained_secs: stored_option(row, "trained_secs")?,
        problem: stored_option(row, "problem")?,
        created_at: row.try_get("created_at")?,
    })
}
