//! How far the old versions of datasets are removed, and which versions dashboards and links stay at.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::{Catalog, CatalogError, json};

/// What is removed of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Vacuum {
    /// Versions before this one can't be read any more, but for those that a dashboard stays at.
    pub(crate) kept_from: u64,
    /// Files that no version from there on needs, and since when (RFC 3339): they are deleted after a while.
    pub(crate) doomed: BTreeMap<String, String>,
    /// Those of the doomed that a dashboard's version needed when that was looked at last.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) held: BTreeSet<String>,
    /// When the log was looked through last (RFC 3339); empty if never. That costs a look at every commit that is kept.
    pub(crate) looked: String,
}

impl Catalog {
    /// How far a dataset is vacuumed.
    pub(crate) async fn vacuum(&self, dataset: &str) -> Result<Vacuum, CatalogError> {
        let row = sqlx::query("SELECT vacuum FROM datasets WHERE id = $1").bind(dataset).fetch_optional(&self.pool).await?;
        let text: String = row.ok_or(CatalogError::NotFound("dataset"))?.try_get("vacuum")?;
        Ok(serde_json::from_str(&text)?)
    }

    /// Writes it down, unless another server did so since `before` was read; says whether it was written.
    pub(crate) async fn save_vacuum(&self, dataset: &str, before: &Vacuum, after: &Vacuum) -> Result<bool, CatalogError> {
        // A row that was never vacuumed holds the short form.
        let none = if *before == Vacuum::default() { "{}".to_owned() } else { json(before)? };
        let done = sqlx::query("UPDATE datasets SET vacuum = $2 WHERE id = $1 AND vacuum IN ($3, $4)")
            .bind(dataset)
            .bind(json(after)?)
            .bind(json(before)?)
            .bind(none)
            .execute(&self.pool)
            .await?;
        self.changed().await;
        Ok(done.rows_affected() > 0)
    }

    /// The versions of a dataset that dashboards stay at, or links to them.
    pub(crate) async fn pins(&self, dataset: &str) -> Result<BTreeSet<u64>, CatalogError> {
        let mut pins = self.links_pins(dataset).await?;
        pins.extend(self.dashboards().await?.iter().filter_map(|dashboard| dashboard.pinned(dataset)));
        Ok(pins)
    }
}
