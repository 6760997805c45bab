//! Parts of lists that begin with the newest row.

use sqlx::any::AnyRow;
use sqlx::{AnyPool, AssertSqlSafe, Row};

use super::CatalogError;

/// Which rows are wanted: all if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// At most so many.
    pub(crate) limit: Option<u32>,
    /// Those behind the row that was made then and has that id; it may be gone by now.
    pub(crate) after: Option<(String, String)>,
}

impl Page {
    /// The place that a page says the next one begins behind.
    pub(crate) fn place(next: &str) -> Option<(String, String)> {
        let (created_at, id) = next.split_once('~')?;
        let is_place = uuid::Uuid::try_parse(id).is_ok() && chrono::DateTime::parse_from_rfc3339(created_at).is_ok();
        is_place.then(|| (created_at.to_owned(), id.to_owned()))
    }

    /// The rows of it, newest first, of `columns` of a table, and where the next page begins, unless this one was the last.
    pub(super) async fn rows(&self, pool: &AnyPool, columns: &str, table: &str) -> Result<(Vec<AnyRow>, Option<String>), CatalogError> {
        let (created_at, id) = self.after.as_ref().map(|(created_at, id)| (created_at.as_str(), id.as_str())).unzip();
        let text = format!(
            "SELECT {columns} FROM {table} WHERE $1 IS NULL OR created_at < $1 OR (created_at = $1 AND id < $2)
             ORDER BY created_at DESC, id DESC LIMIT $3"
        );
        let limit = self.limit.map_or(i64::MAX, i64::from);
        let rows = sqlx::query(AssertSqlSafe(text)).bind(created_at).bind(id).bind(limit).fetch_all(pool).await?;
        let is_full = Some(rows.len()) == self.limit.map(|limit| limit as usize);
        let next = match rows.last().filter(|_| is_full) {
            Some(last) => Some(format!("{}~{}", last.try_get::<String, _>("created_at")?, last.try_get::<String, _>("id")?)),
            None => None,
        };
        Ok((rows, next))
    }
}
