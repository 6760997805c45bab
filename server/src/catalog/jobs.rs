//! Rows of `jobs`: the queue, its leases and its history.
//!
//! Every change of a state is one statement that names the state before, so two servers on one catalog never both win.

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use shared::wire::job::{Job, JobProgress, JobResult, JobSpec, JobState};
use shared::wire::problem::Problem;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::{Catalog, CatalogError, Kind, json, no_lease, now};

/// How a job ended.
#[derive(Clone, Debug)]
pub(crate) enum JobEnd {
    Succeeded(JobResult),
    Failed(Problem),
    Cancelled,
}

/// What became of a lease that was to be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lease {
    /// It holds on.
    Held,
    /// It holds on, and somebody wants the job to end.
    CancelRequested,
    /// Somebody else has the job by now, or it is over.
    Lost,
}

impl JobEnd {
    fn state(&self) -> &'static str {
        match self {
            JobEnd::Succeeded(_) => "succeeded",
            JobEnd::Failed(_) => "failed",
            JobEnd::Cancelled => "cancelled",
        }
    }
}

impl Catalog {
    /// Whether no other server can be at work on this catalog: a local file is guarded by the data folder's lock.
    pub(crate) fn is_local(&self) -> bool {
        self.kind == Kind::Sqlite
    }

    /// Queues a job, unless an equal one is queued already: then that one is the answer. `None` if `waiting_max` wait.
    pub(crate) async fn add_job(&self, lane: &str, spec: &JobSpec, waiting_max: u32) -> Result<Option<Job>, CatalogError> {
        let mut transaction = self.begin().await?;
        let job = add_job(&mut transaction, lane, spec, waiting_max).await?;
        transaction.commit().await?;
        self.changed().await;
        Ok(job)
    }

    /// One job.
    pub(crate) async fn job(&self, id: &str) -> Result<Job, CatalogError> {
        let row = sqlx::query("SELECT * FROM jobs WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        job_of(&row.ok_or(CatalogError::NotFound("job"))?)
    }

    /// The newest jobs, newest first.
    pub(crate) async fn jobs(&self, count: u32) -> Result<Vec<Job>, CatalogError> {
        let rows = sqlx::query("SELECT * FROM jobs ORDER BY id DESC LIMIT $1").bind(i64::from(count)).fetch_all(&self.pool).await?;
        rows.iter().map(job_of).collect()
    }

    /// Takes the oldest queued job of a lane, unless an equal one is running.
    pub(crate) async fn claim_job(&self, lane: &str, owner: &str, until: &str) -> Result<Option<Job>, CatalogError> {
        let rows = sqlx::query(
            "UPDATE jobs SET state = 'running', lease_owner = $2, lease_until = $3, attempts = attempts + 1, started_at = $4
             WHERE state = 'queued' AND id = (
                 SELECT id FROM jobs
                 WHERE state = 'queued' AND lane = $1 AND cancel_requested = 0
                   AND spec_hash NOT IN (SELECT spec_hash FROM jobs WHERE state = 'running')
                 ORDER BY id LIMIT 1)
             RETURNING *",
        )
        .bind(lane)
        .bind(owner)
        .bind(until)
        .bind(now())
        .fetch_all(&self.pool)
        .await?;
        rows.first().map(job_of).transpose()
    }

    /// Keeps a job for longer.
    pub(crate) async fn renew_job(&self, id: &str, owner: &str, until: &str) -> Result<Lease, CatalogError> {
        let rows =
            sqlx::query("UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running' RETURNING cancel_requested")
                .bind(id)
                .bind(owner)
                .bind(until)
                .fetch_all(&self.pool)
                .await?;
        match rows.first() {
            None => Ok(Lease::Lost),
            Some(row) if row.try_get::<i64, _>("cancel_requested")? == 0 => Ok(Lease::Held),
            Some(_) => Ok(Lease::CancelRequested),
        }
    }

    /// Writes down how far a job has come.
    pub(crate) async fn save_job_progress(&self, id: &str, owner: &str, progress: &JobProgress) -> Result<(), CatalogError> {
        sqlx::query("UPDATE jobs SET progress = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running'")
            .bind(id)
            .bind(owner)
            .bind(json(progress)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Writes down how a running job ended; a model that it was to train fails with it. False if the lease was lost before.
    pub(crate) async fn end_job(&self, id: &str, owner: &str, progress: &JobProgress, end: &JobEnd) -> Result<bool, CatalogError> {
        let (result, problem) = match end {
            JobEnd::Succeeded(result) => (Some(json(result)?), None),
            JobEnd::Failed(problem) => (None, Some(json(problem)?)),
            JobEnd::Cancelled => (None, None),
        };
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE jobs SET state = $3, progress = $4, result = $5, problem = $6, ended_at = $7, lease_owner = NULL, lease_until = NULL
             WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
        )
        .bind(id)
        .bind(owner)
        .bind(end.state())
        .bind(json(progress)?)
        .bind(result)
        .bind(problem.clone())
        .bind(now())
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 1 {
            fail_model(&mut transaction, id, problem).await?;
        }
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives back a job that this server runs, because it ends; that is no attempt of the job's.
    pub(crate) async fn release_job(&self, id: &str, owner: &str) -> Result<(), CatalogError> {
        sqlx::query(
            "UPDATE jobs SET state = 'queued', attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
             WHERE id = $1 AND lease_owner = $2 AND state = 'running'",
        )
        .bind(id)
        .bind(owner)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Queues the running jobs again whose lease ran out before `expired_before`, or is of a clock that was ahead; all of them if that is none. Those
    /// that are `held` are not among them: who asks knows that they run, whatever the clock did.
    pub(crate) async fn requeue_jobs(&self, held: &[String], expired_before: Option<&str>) -> Result<Vec<String>, CatalogError> {
        // A place for each, since not every database takes a list, nor an empty one.
        let places: Vec<String> = (3..3 + held.len()).map(|place| format!("${place}")).collect();
        let others = if held.is_empty() { String::new() } else { format!("AND id NOT IN ({})", places.join(", ")) };
        let statement = format!(
            "UPDATE jobs SET state = 'queued', lease_owner = NULL, lease_until = NULL
             WHERE state = 'running' AND ($1 IS NULL OR lease_until < $1 OR lease_until > $2) {others} RETURNING id"
        );
        let mut query = sqlx::query(AssertSqlSafe(statement)).bind(expired_before).bind(no_lease());
        for id in held {
            query = query.bind(id);
        }
        ids(&query.fetch_all(&self.pool).await?)
    }

    /// Asks for a job's end.
    pub(crate) async fn request_cancel(&self, id: &str) -> Result<(), CatalogError> {
        sqlx::query("UPDATE jobs SET cancel_requested = 1 WHERE id = $1 AND state IN ('queued', 'running')").bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends the queued jobs whose end was asked for, with the models that they were to train.
    pub(crate) async fn cancel_queued(&self) -> Result<Vec<String>, CatalogError> {
        let mut transaction = self.begin().await?;
        let rows = sqlx::query("UPDATE jobs SET state = 'cancelled', ended_at = $1 WHERE state = 'queued' AND cancel_requested = 1 RETURNING id")
            .bind(now())
            .fetch_all(&mut *transaction)
            .await?;
        let ids = ids(&rows)?;
        for id in &ids {
            fail_model(&mut transaction, id, None).await?;
        }
        transaction.commit().await?;
        Ok(ids)
    }

    /// Forgets all jobs that are over but the newest `kept`.
    pub(crate) async fn forget_jobs(&self, kept: u32) -> Result<(), CatalogError> {
        sqlx::query(
            "DELETE FROM jobs WHERE state IN ('succeeded', 'failed', 'cancelled') AND id NOT IN (
                 SELECT id FROM jobs WHERE state IN ('succeeded', 'failed', 'cancelled') ORDER BY id DESC LIMIT $1)",
        )
        .bind(i64::from(kept))
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// [`Catalog::add_job`] as a part of a transaction.
pub(super) async fn add_job(connection: &mut AnyConnection, lane: &str, spec: &JobSpec, waiting_max: u32) -> Result<Option<Job>, CatalogError> {
    let spec = json(spec)?;
    let hash = hash_of(&spec);
    sqlx::query(
        "INSERT INTO jobs (id, lane, spec, spec_hash, state, progress, attempts, cancel_requested, created_at)
         SELECT $1, $2, $3, $4, 'queued', $5, 0, 0, $6
         WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE state = 'queued' AND spec_hash = $4)
           AND (SELECT count(*) FROM jobs WHERE state = 'queued') < $7",
    )
    .bind(uuid::Uuid::now_v7().to_string())
    .bind(lane)
    .bind(spec)
    .bind(&hash)
    .bind(json(&JobProgress::default())?)
    .bind(now())
    .bind(i64::from(waiting_max))
    .execute(&mut *connection)
    .await?;
    let row =
        sqlx::query("SELECT * FROM jobs WHERE state = 'queued' AND spec_hash = $1 ORDER BY id LIMIT 1").bind(hash).fetch_optional(connection).await?;
    row.as_ref().map(job_of).transpose()
}

/// A model whose training ended is ready or it has failed.
async fn fail_model(connection: &mut AnyConnection, job: &str, problem: Option<String>) -> Result<(), CatalogError> {
    sqlx::query("UPDATE models SET state = 'failed', problem = $2 WHERE job = $1 AND state = 'training'")
        .bind(job)
        .bind(problem)
        .execute(connection)
        .await?;
    Ok(())
}

fn ids(rows: &[AnyRow]) -> Result<Vec<String>, CatalogError> {
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

/// What a job that is queued is found by.
pub(super) fn hash_of(spec: &str) -> String {
    format!("{:x}", Sha256::digest(spec.as_bytes()))
}

pub(super) fn job_of(row: &AnyRow) -> Result<Job, CatalogError> {
    let state: String = row.try_get("state")?;
    Ok(Job {
        id: row.try_get("id")?,
        spec: stored(row, "spec")?,
        state: serde_json::from_value::<JobState>(state.into())?,
        progress: stored(row, "progress")?,
        result: stored_option(row, "result")?,
        problem: stored_option(row, "problem")?,
        attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or_default(),
        created_at: row.try_get("created_at")?,
        started_at: row.try_get("started_at")?,
        ended_at: row.try_get("ended_at")?,
    })
}

/// A column that holds JSON.
pub(super) fn stored<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, CatalogError> {
    let text: String = row.try_get(column)?;
    Ok(serde_json::from_str(&text)?)
}

/// A column that holds JSON or null.
pub(super) fn stored_option<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<Option<T>, CatalogError> {
    let text: Option<String> = row.try_get(column)?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::catalog::sqlite_url;

    #[tokio::test]
    async fn what_is_held_is_not_queued_again_and_what_is_a_part_of_its_id_is() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(&sqlite_url(&folder.path().join("catalog.sqlite")).unwrap()).await.unwrap();
        let past = "2020-01-01T00:00:00.000Z";
        for id in ["1", "12", "2%", "123"] {
            catalog.add_job("other", &JobSpec::Compaction { dataset: id.into() }, 9).await.unwrap();
            let job = catalog.claim_job("other", "me", past).await.unwrap().unwrap();
            sqlx::query("UPDATE jobs SET id = $2 WHERE id = $1").bind(job.id).bind(id).execute(&catalog.pool).await.unwrap();
        }
        let requeued = async |held: &[&str], before| {
            let held: Vec<String> = held.iter().copied().map(str::to_owned).collect();
            let mut ids = catalog.requeue_jobs(&held, before).await.unwrap();
            ids.sort();
            ids
        };
        assert_eq!(requeued(&["12", "123"], Some(past)).await, [""; 0]);
        assert_eq!(requeued(&["12", "123"], Some("2021-01-01T00:00:00.000Z")).await, ["1", "2%"]);
        assert_eq!(requeued(&[], None).await, ["12", "123"]);
    }
}
