//! Rows of `streams`.
//!
//! What the runner writes names the lease's owner, so a server that lost its lease changes nothing any more.

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::wire::problem::Problem;
use shared::wire::stream::{NewStream, Stream, StreamState, StreamStatus};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::jobs::{stored, stored_option};
use super::{Catalog, CatalogError, json, no_lease, now};

/// Which of a stream's datasets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fills {
    /// The dataset of its rows.
    Target,
    /// The dataset of the messages that don't fit.
    DeadLetters,
}

impl Catalog {
    /// Makes a stream that is to run.
    pub(crate) async fn add_stream(&self, name: &str, new: &NewStream) -> Result<Stream, CatalogError> {
        let id = uuid::Uuid::now_v7().to_string();
        sqlx::query(
            "INSERT INTO streams (id, name, spec, state, target, status, memory, created_at) VALUES ($1, $2, $3, 'running', $4, $5, '{}', $6)",
        )
        .bind(&id)
        .bind(name)
        .bind(json(&new.spec)?)
        .bind(new.target.as_deref())
        .bind(json(&StreamStatus::default())?)
        .bind(now())
        .execute(&self.pool)
        .await?;
        self.changed().await;
        self.stream(&id).await
    }

    /// All streams, newest first.
    pub(crate) async fn streams(&self) -> Result<Vec<Stream>, CatalogError> {
        let rows = sqlx::query("SELECT * FROM streams ORDER BY id DESC").fetch_all(&self.pool).await?;
        rows.iter().map(stream_of).collect()
    }

    /// One stream.
    pub(crate) async fn stream(&self, id: &str) -> Result<Stream, CatalogError> {
        let row = sqlx::query("SELECT * FROM streams WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        stream_of(&row.ok_or(CatalogError::NotFound("stream"))?)
    }

    /// Takes a stream away; its datasets stay.
    pub(crate) async fn remove_stream(&self, id: &str) -> Result<(), CatalogError> {
        let done = sqlx::query("DELETE FROM streams WHERE id = $1").bind(id).execute(&self.pool).await?;
        self.changed().await;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("stream")) } else { Ok(()) }
    }

    /// Pauses a stream.
    pub(crate) async fn pause_stream(&self, id: &str) -> Result<Stream, CatalogError> {
        sqlx::query("UPDATE streams SET state = 'paused' WHERE id = $1 AND state = 'running'").bind(id).execute(&self.pool).await?;
        self.changed().await;
        self.stream(id).await
    }

    /// Lets a paused or failed stream run again, its problem forgotten.
    pub(crate) async fn resume_stream(&self, id: &str) -> Result<Stream, CatalogError> {
        sqlx::query("UPDATE streams SET state = 'running', problem = NULL WHERE id = $1 AND state IN ('paused', 'failed')")
            .bind(id)
            .execute(&self.pool)
            .await?;
        self.changed().await;
        self.stream(id).await
    }

    /// Takes or keeps the leases of all streams that are to run and that nobody else has; these are the streams of `owner`.
    pub(crate) async fn lease_streams(&self, owner: &str, until: &str) -> Result<Vec<String>, CatalogError> {
        let rows = sqlx::query(
            "UPDATE streams SET owner = $1, lease_until = $2
             WHERE state = 'running' AND (owner IS NULL OR owner = $1 OR lease_until < $3 OR lease_until > $4) RETURNING id",
        )
        .bind(owner)
        .bind(until)
        .bind(now())
        .bind(no_lease())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// Gives leases back: one owner's, or everybody's.
    pub(crate) async fn release_streams(&self, owner: Option<&str>) -> Result<(), CatalogError> {
        let query = match owner {
            Some(owner) => sqlx::query("UPDATE streams SET owner = NULL, lease_until = NULL WHERE owner = $1").bind(owner),
            None => sqlx::query("UPDATE streams SET owner = NULL, lease_until = NULL"),
        };
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// Writes down how a stream goes.
    pub(crate) async fn save_stream(&self, id: &str, owner: &str, status: &StreamStatus, problem: Option<&Problem>) -> Result<(), CatalogError> {
        sqlx::query("UPDATE streams SET status = $3, problem = $4 WHERE id = $1 AND owner = $2")
            .bind(id)
            .bind(owner)
            .bind(json(status)?)
            .bind(problem.map(json).transpose()?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Stops a running stream for good, or pauses it.
    pub(crate) async fn stop_stream(&self, id: &str, owner: &str, state: StreamState) -> Result<(), CatalogError> {
        let word = if state == StreamState::Failed { "failed" } else { "paused" };
        sqlx::query("UPDATE streams SET state = $3 WHERE id = $1 AND owner = $2 AND state = 'running'")
            .bind(id)
            .bind(owner)
            .bind(word)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What a stream has to remember beyond its datasets.
    pub(crate) async fn stream_memory<T: DeserializeOwned>(&self, id: &str) -> Result<T, CatalogError> {
        let row = sqlx::query("SELECT memory FROM streams WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        stored(&row.ok_or(CatalogError::NotFound("stream"))?, "memory")
    }

    /// Replaces what a stream remembers.
    pub(crate) async fn save_stream_memory<T: Serialize>(&self, id: &str, memory: &T) -> Result<(), CatalogError> {
        let done = sqlx::query("UPDATE streams SET memory = $2 WHERE id = $1").bind(id).bind(json(memory)?).execute(&self.pool).await?;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("stream")) } else { Ok(()) }
    }

    /// Names a dataset that a stream fills.
    pub(crate) async fn set_stream_dataset(&self, id: &str, fills: Fills, dataset: &str) -> Result<(), CatalogError> {
        let query = match fills {
            Fills::Target => sqlx::query("UPDATE streams SET target = $2 WHERE id = $1"),
            Fills::DeadLetters => sqlx::query("UPDATE streams SET dead_letters = $2 WHERE id = $1"),
        };
        query.bind(id).bind(dataset).execute(&self.pool).await?;
        self.changed().await;
        Ok(())
    }
}

pub(super) fn stream_of(row: &AnyRow) -> Result<Stream, CatalogError> {
    let state: String = row.try_get("state")?;
    Ok(Stream {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        state: serde_json::from_value(state.into())?,
        spec: stored(row, "spec")?,
        target: row.try_get("target")?,
        dead_letters: row.try_get("dead_letters")?,
        status: stored(row, "status")?,
        problem: stored_option(row, "problem")?,
        created_at: row.try_get("created_at")?,
    })
}
