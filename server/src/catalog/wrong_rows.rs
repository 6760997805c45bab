//! Every row of every table, read as the rest of the program reads it: what can't be read so is told, row by row.

use std::collections::BTreeMap;

use chrono::DateTime;
use shared::wire::dashboard::View;
use shared::wire::job::JobSpec;
use shared::wire::link::Access;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::dashboards::dashboard_of;
use super::jobs::{job_of, stored};
use super::links::HASH_BYTES;
use super::models::model_of;
use super::streams::stream_of;
use super::{Catalog, CatalogError, Vacuum};
use crate::cases::Made;
use crate::ml::AddedColumn;
use crate::streams::memory::Memory;

/// How a row of a table is read.
type Reading = fn(&AnyRow) -> Result<(), Wrong>;

/// The tables: what a row is called, its names for people, the statement, how a row is read.
const TABLES: &[(&str, &str, &str, Reading)] = &[
    ("dataset", "id", "SELECT id, vacuum, created_at, updated_at, deleted_at FROM datasets", dataset),
    ("dashboard", "id", "SELECT * FROM dashboards", dashboard),
    ("link", "id", "SELECT * FROM links", link),
    ("job", "id", "SELECT * FROM jobs", job),
    ("model", "id", "SELECT models.*, CAST(NULL AS TEXT) AS job_progress FROM models", model),
    ("application of model", "model", "SELECT * FROM applications", application),
    ("stream", "id", "SELECT * FROM streams", stream),
    ("case", "key", "SELECT * FROM cases", case),
];

/// Rows that must name a row of another table: what they are called, their name, the statement that finds those that don't, and what is missing.
const NAMED: &[(&str, &str, &str, &str)] = &[
    ("link", "id", "SELECT id FROM links WHERE dashboard NOT IN (SELECT id FROM dashboards)", "its dashboard"),
    ("application of model", "model", "SELECT model FROM applications WHERE model NOT IN (SELECT id FROM models)", "the model"),
];

/// Why a row is wrong.
#[derive(Debug, thiserror::Error)]
enum Wrong {
    #[error("{0}")]
    Unreadable(#[from] CatalogError),
    #[error("its `{0}` is no time")]
    NoTime(&'static str),
    #[error("its `{0}` is not one that there is")]
    Unknown(&'static str),
    #[error("its `{0}` is below 0")]
    Below(&'static str),
    #[error("its token's hash has {0} bytes, not {HASH_BYTES}")]
    Hash(usize),
    #[error("its `spec` is not the one that was queued")]
    OtherSpec,
}

impl From<sqlx::Error> for Wrong {
    fn from(error: sqlx::Error) -> Self {
        Wrong::Unreadable(error.into())
    }
}

impl Catalog {
    /// What is wrong with the rows, one sentence each.
    pub(crate) async fn wrong_rows(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (noun, key, statement, read) in TABLES {
            let rows = match sqlx::query(AssertSqlSafe(*statement)).fetch_all(&self.pool).await {
                Ok(rows) => rows,
                Err(error) => {
                    found.push(format!("the rows of each {noun} can't be read: {error}"));
                    continue;
                }
            };
            for row in &rows {
                if let Err(wrong) = read(row) {
                    found.push(format!("{noun} {}: {wrong}", name(row, key)));
                }
            }
        }
        for (noun, key, statement, what) in NAMED {
            // A table that can't be read is told above.
            let rows = sqlx::query(AssertSqlSafe(*statement)).fetch_all(&self.pool).await.unwrap_or_default();
            found.extend(rows.iter().map(|row| format!("{noun} {}: {what} is missing", name(row, key))));
        }
        found
    }

    /// What was made of the cases that somebody asked for.
    pub(crate) async fn cases(&self) -> Result<Vec<(String, Made)>, CatalogError> {
        let rows = sqlx::query("SELECT * FROM cases ORDER BY key").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("key")?, stored(row, "made")?))).collect()
    }

    /// The model and the dataset of every time that one was applied to the other.
    pub(crate) async fn applications(&self) -> Result<Vec<(String, String)>, CatalogError> {
        let rows = sqlx::query("SELECT model, dataset FROM applications ORDER BY model, dataset").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("model")?, row.try_get("dataset")?))).collect()
    }
}

fn name(row: &AnyRow, key: &str) -> String {
    row.try_get(key).unwrap_or_else(|_| "without a name".to_owned())
}

fn time(row: &AnyRow, column: &'static str) -> Result<(), Wrong> {
    let text: Option<String> = row.try_get(column)?;
    text.is_none_or(|text| DateTime::parse_from_rfc3339(&text).is_ok()).then_some(()).ok_or(Wrong::NoTime(column))
}

fn times(row: &AnyRow, columns: &[&'static str]) -> Result<(), Wrong> {
    columns.iter().try_for_each(|column| time(row, column))
}

fn count(row: &AnyRow, column: &'static str) -> Result<(), Wrong> {
    if row.try_get::<i64, _>(column)? < 0 { Err(Wrong::Below(column)) } else { Ok(()) }
}

/// The rest of it is held against its table.
fn dataset(row: &AnyRow) -> Result<(), Wrong> {
    let vacuum: Vacuum = stored(row, "vacuum")?;
    let mut since = vacuum.doomed.values().chain(Some(&vacuum.looked).filter(|looked| !looked.is_empty()));
    if !since.all(|since| DateTime::parse_from_rfc3339(since).is_ok()) {
        return Err(Wrong::NoTime("vacuum"));
    }
    times(row, &["created_at", "updated_at", "deleted_at"])
}

fn dashboard(row: &AnyRow) -> Result<(), Wrong> {
    dashboard_of(row)?;
    count(row, "version")?;
    times(row, &["created_at", "updated_at"])
}

fn link(row: &AnyRow) -> Result<(), Wrong> {
    stored::<Access>(row, "access")?;
    stored::<View>(row, "view")?;
    stored::<BTreeMap<String, u64>>(row, "versions")?;
    let hash: Vec<u8> = row.try_get("token_hash")?;
    if hash.len() != HASH_BYTES {
        return Err(Wrong::Hash(hash.len()));
    }
    times(row, &["created_at", "revoked_at"])
}

fn job(row: &AnyRow) -> Result<(), Wrong> {
    job_of(row)?;
    stored::<JobSpec>(row, "spec")?;
    let (lane, spec, hash): (String, String, String) = (row.try_get("lane")?, row.try_get("spec")?, row.try_get("spec_hash")?);
    if !["learning", "other"].contains(&lane.as_str()) {
        return Err(Wrong::Unknown("lane"));
    }
    if hash != super::jobs::hash_of(&spec) {
        return Err(Wrong::OtherSpec);
    }
    count(row, "attempts")?;
    times(row, &["lease_until", "created_at", "started_at", "ended_at"])
}

fn model(row: &AnyRow) -> Result<(), Wrong> {
    model_of(row)?;
    count(row, "dataset_version")?;
    time(row, "created_at")
}

fn application(row: &AnyRow) -> Result<(), Wrong> {
    stored::<Vec<AddedColumn>>(row, "columns")?;
    Ok(())
}

fn stream(row: &AnyRow) -> Result<(), Wrong> {
    stream_of(row)?;
    stored::<Memory>(row, "memory")?;
    times(row, &["lease_until", "created_at"])
}

fn case(row: &AnyRow) -> Result<(), Wrong> {
    stored::<Made>(row, "made")?;
    let key: String = row.try_get("key")?;
    if crate::cases::is_known(&key) { Ok(()) } else { Err(Wrong::Unknown("key")) }
}
