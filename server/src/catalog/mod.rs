//! The catalog: what exists. One SQLite file in the data folder or a Postgres database; the bytes themselves are in `storage`.
//!
//! Its SQL is what both databases understand: `$1` for values; TEXT, 64-bit integers and bytes as types; times as RFC 3339 text.

mod applications;
mod backup;
mod beyond;
mod cases;
mod connect;
mod dashboards;
mod datasets;
mod jobs;
mod links;
mod migrations;
mod models;
mod page;
mod streams;
mod vacuum;
mod wrong_rows;

use sqlx::{Any, AnyPool, Row, Transaction};

pub(crate) use backup::BACKUP;
pub(crate) use beyond::Beside;
pub(crate) use connect::sqlite_url;
pub(crate) use datasets::StoredDataset;
pub(crate) use jobs::{JobEnd, Lease};
pub(crate) use links::LINKS_MAX;
pub(crate) use models::{NewModel, Trained};
pub(crate) use page::Page;
pub(crate) use streams::Fills;
pub(crate) use vacuum::Vacuum;

/// Why the catalog can't answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogError {
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("the link was revoked")]
    Revoked,
    #[error("somebody else saved first")]
    SavedMeanwhile,
    #[error("the catalog's address is not understood; it is like postgres://user:password@host:5432/database")]
    Address,
    #[error(
        "it was made by a newer version of Sightline (its step {0} is not known here); start that version, or give this one a catalog of its own"
    )]
    Newer(i64),
    #[error("it is damaged: {0}")]
    Damaged(String),
    #[error("the catalog can't be used: {0}")]
    Database(#[from] sqlx::Error),
    #[error("a row of the catalog can't be read: {0}")]
    Stored(#[from] serde_json::Error),
}

/// Far longer than any lease, and than the clocks of two servers are apart.
const LONGEST_LEASE: std::time::Duration = std::time::Duration::from_secs(3_600);

/// SQLite's words for a file that is not what it wrote.
const DAMAGED: [&str; 2] = ["malformed", "file is not a database"];

impl CatalogError {
    /// The same, told as damage where that is what SQLite found.
    fn told(self) -> Self {
        match self {
            CatalogError::Database(error) if DAMAGED.iter().any(|words| error.to_string().contains(words)) => {
                CatalogError::Damaged(error.as_database_error().map_or_else(|| error.to_string(), |told| told.message().to_owned()))
            }
            error => error,
        }
    }

    /// Whether the database is away or turns us off, rather than the request being at fault.
    pub(crate) fn is_unreachable(&self) -> bool {
        match self {
            CatalogError::Database(sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => true,
            // SQLSTATE: 08 connection exceptions, 28 wrong credentials, 53300 too many connections, 57P it is shutting down.
            CatalogError::Database(sqlx::Error::Database(told)) => {
                told.code().is_some_and(|code| ["08", "28", "53300", "57P"].iter().any(|class| code.starts_with(class)) && code.len() == 5)
            }
            _ => false,
        }
    }
}

/// The databases that can hold a catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A handle on the catalog; cheap to clone.
#[derive(Clone)]
pub(crate) struct Catalog {
    pool: AnyPool,
    kind: Kind,
    /// Of a file that a server may write to.
    backup: Option<std::sync::Arc<backup::Backup>>,
}

impl Catalog {
    /// Opens the catalog at `sqlite://…` (see [`sqlite_url`]) or `postgres://…`, making and migrating its tables as needed.
    pub(crate) async fn open(url: &str) -> Result<Self, CatalogError> {
        let kind = connect::kind(url)?;
        let opened = async {
            let catalog = Catalog { pool: connect::pool(url, kind).await?, kind, backup: None };
            // Before anything is written to what is not what was written.
            if let Some(found) = catalog.looked_over("PRAGMA quick_check(1)").await?.into_iter().next() {
                return Err(CatalogError::Damaged(found));
            }
            migrations::run(&catalog.pool, kind).await?;
            Ok(catalog)
        };
        opened.await.map_err(CatalogError::told)
    }

    /// Opens a catalog to look at it; nothing is made or migrated.
    pub(crate) async fn open_to_read(url: &str) -> Result<Self, CatalogError> {
        let kind = connect::kind(url)?;
        Ok(Catalog { pool: connect::pool(url, kind).await?, kind, backup: None })
    }

    /// What the database itself finds wrong with its file; a server sees to that by itself.
    pub(crate) async fn integrity(&self) -> Result<Vec<String>, CatalogError> {
        self.looked_over("PRAGMA integrity_check(20)").await
    }

    async fn looked_over(&self, pragma: &'static str) -> Result<Vec<String>, CatalogError> {
        if self.kind == Kind::Postgres {
            return Ok(Vec::new());
        }
        let rows = sqlx::query(pragma).fetch_all(&self.pool).await?;
        let lines: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Whether the catalog answers.
    pub(crate) async fn ping(&self) -> Result<(), CatalogError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Begins a transaction that is going to write; dropping it takes everything back.
    ///
    /// SQLite is told so at once: a transaction that begins by reading could fail when it comes to write.
    async fn begin(&self) -> Result<Transaction<'static, Any>, CatalogError> {
        Ok(match self.kind {
            Kind::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => self.pool.begin().await?,
        })
    }
}

/// Now, as RFC 3339 in UTC.
fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// A time that no lease ends behind, unless the clock was ahead when it was taken.
fn no_lease() -> String {
    (chrono::Utc::now() + LONGEST_LEASE).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, CatalogError> {
    Ok(serde_json::to_string(value)?)
}
