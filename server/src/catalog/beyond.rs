//! What a SQLite catalog has that its copy for backups has not.

use std::path::Path;

use sqlx::Row;

use super::{Catalog, CatalogError};

/// What people are told of when it changes. Versions are not: the tables' logs know them better.
const ACKNOWLEDGED: [(&str, &str); 7] = [
    ("datasets", "id, name, vacuum, deleted_at"),
    ("dashboards", "id, version"),
    ("links", "id, revoked_at"),
    ("models", "id, name"),
    ("applications", "model, dataset, columns"),
    ("streams", "id, name, target"),
    ("cases", "key, made"),
];

/// The tables in which a copy differs.
#[derive(Default)]
pub(crate) struct Beyond {
    /// It lacks what is there now.
    pub(crate) lacking: Vec<&'static str>,
    /// It has what is not there any more.
    pub(crate) left: Vec<&'static str>,
}

/// What a copy says of the catalog beside which it lies. One that can't be read says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It was made of it, and what it has was there.
    Its,
    /// It is a copy of another catalog: this one was made anew where one was lost, and knows nothing of what that had.
    OfAnother,
    /// It was made of it after changes that are lost now.
    Newer,
}

impl Catalog {
    /// What the copy at `backup` says, if there is one.
    pub(crate) async fn beside(&self, backup: &Path) -> Result<Beside, CatalogError> {
        if !backup.exists() {
            return Ok(Beside::Its);
        }
        let mut connection = self.pool.acquire().await?;
        sqlx::query("ATTACH DATABASE $1 AS kept").bind(backup.to_string_lossy().into_owned()).execute(&mut *connection).await?;
        // When and how fast a migration was done is another time each time.
        let shared = "SELECT count(*) AS shared FROM main._sqlx_migrations JOIN kept._sqlx_migrations USING (version, installed_on, execution_time)";
        let shared = sqlx::query(shared).fetch_one(&mut *connection).await.and_then(|row| row.try_get::<i64, _>("shared"));
        let mut copies = [0, 0];
        for (count, pragma) in copies.iter_mut().zip(["PRAGMA main.user_version", "PRAGMA kept.user_version"]) {
            *count = sqlx::query(pragma).fetch_one(&mut *connection).await.and_then(|row| row.try_get::<i64, _>(0)).unwrap_or_default();
        }
        sqlx::query("DETACH DATABASE kept").execute(&mut *connection).await?;
        Ok(match shared {
            Ok(0) => Beside::OfAnother,
            Ok(_) if copies[0] < copies[1] => Beside::Newer,
            _ => Beside::Its,
        })
    }

    /// How `backup` differs from the catalog.
    pub(crate) async fn beyond_backup(&self, backup: &Path) -> Result<Beyond, CatalogError> {
        let mut connection = self.pool.acquire().await?;
        sqlx::query("ATTACH DATABASE $1 AS kept").bind(backup.to_string_lossy().into_owned()).execute(&mut *connection).await?;
        let mut beyond = Beyond::default();
        let mut failed = None;
        for (table, columns) in ACKNOWLEDGED {
            let (now, then) = (format!("SELECT {columns} FROM main.{table}"), format!("SELECT {columns} FROM kept.{table}"));
            for (more, less, found) in [(&now, &then, &mut beyond.lacking), (&then, &now, &mut beyond.left)] {
                let count = sqlx::AssertSqlSafe(format!("SELECT count(*) AS beyond FROM ({more} EXCEPT {less})"));
                match sqlx::query(count).fetch_one(&mut *connection).await.and_then(|row| row.try_get::<i64, _>("beyond")) {
                    Ok(0) => {}
                    Ok(_) => found.push(table),
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
        sqlx::query("DETACH DATABASE kept").execute(&mut *connection).await?;
        failed.map_or(Ok(beyond), |error| Err(error.into()))
    }
}
