//! The catalog: what exists. One SQLite file in the data folder; the bytes themselves are in `storage`.

mod dashboards;
mod datasets;
mod links;

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

pub(crate) use datasets::StoredDataset;

/// Why the catalog can't answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogError {
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("the link was revoked")]
    Revoked,
    #[error("somebody else saved first")]
    SavedMeanwhile,
    #[error("the catalog can't be used: {0}")]
    Database(#[from] sqlx::Error),
    #[error("a row of the catalog can't be read: {0}")]
    Stored(#[from] serde_json::Error),
}

/// A handle on the catalog; cheap to clone.
#[derive(Clone)]
pub(crate) struct Catalog {
    pool: SqlitePool,
}

impl Catalog {
    /// Opens the catalog file, creating and migrating it as needed.
    ///
    /// `synchronous = FULL`: what was acknowledged survives a power cut, not only a killed process.
    pub(crate) async fn open(file: &Path) -> Result<Self, CatalogError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true);
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        migrations().run(&pool).await.map_err(|error| sqlx::Error::Migrate(Box::new(error)))?;
        Ok(Catalog { pool })
    }

    /// Whether the catalog answers.
    pub(crate) async fn ping(&self) -> Result<(), CatalogError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }
}

fn migrations() -> Migrator {
    let sql = sqlx::SqlSafeStr::into_sql_str(include_str!("../../migrations/0001_catalog.sql"));
    Migrator::with_migrations(vec![Migration::new(1, "catalog".into(), MigrationType::Simple, sql, false)])
}

/// Now, as RFC 3339 in UTC.
fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, CatalogError> {
    Ok(serde_json::to_string(value)?)
}
