//! Rows of `datasets`. A dataset exists when its row does, and can be reached while that says nothing of a deletion.

use shared::wire::dataset::{Dataset, DatasetList};
use shared::wire::profile::Profile;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{Catalog, CatalogError, Page, json, now};

/// What a dataset is made of, without its profile, which may be long.
const COLUMNS: &str = "id, name, version, row_count, size_bytes, columns, source, import, created_at, updated_at, deleted_at";

/// A dataset with the profile of its latest version.
#[derive(Clone, Debug)]
pub(crate) struct StoredDataset {
    pub(crate) dataset: Dataset,
    pub(crate) profile: Profile,
}

impl Catalog {
    /// Makes a stored table visible. The times in `dataset` are set here.
    pub(crate) async fn add_dataset(&self, mut dataset: Dataset, profile: &Profile) -> Result<Dataset, CatalogError> {
        dataset.created_at = now();
        dataset.updated_at.clone_from(&dataset.created_at);
        sqlx::query(
            "INSERT INTO datasets (id, name, version, row_count, size_bytes, columns, source, import, profile, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&dataset.id)
        .bind(&dataset.name)
        .bind(signed(dataset.version))
        .bind(signed(dataset.rows))
        .bind(signed(dataset.size_bytes))
        .bind(json(&dataset.columns)?)
        .bind(json(&dataset.source)?)
        .bind(json(&dataset.import)?)
        .bind(json(profile)?)
        .bind(&dataset.created_at)
        .bind(&dataset.updated_at)
        .execute(&self.pool)
        .await?;
        self.changed().await;
        Ok(dataset)
    }

    /// Shows a dataset's new version, with what is known about it; its name stays. The time is set here.
    ///
    /// Nothing happens if that version or a later one is shown already; says whether it was changed. One that was deleted stays so, unless it is
    /// brought back by this version.
    pub(crate) async fn update_dataset(&self, dataset: &Dataset, profile: &Profile, brings_back: bool) -> Result<bool, CatalogError> {
        let done = sqlx::query(
            "UPDATE datasets SET version = $2, row_count = $3, size_bytes = $4, columns = $5, import = $6, profile = $7, updated_at = $8,
                 source = $9, deleted_at = CASE WHEN $10 = 1 THEN NULL ELSE deleted_at END
             WHERE id = $1 AND version < $2",
        )
        .bind(&dataset.id)
        .bind(signed(dataset.version))
        .bind(signed(dataset.rows))
        .bind(signed(dataset.size_bytes))
        .bind(json(&dataset.columns)?)
        .bind(json(&dataset.import)?)
        .bind(json(profile)?)
        .bind(now())
        .bind(json(&dataset.source)?)
        .bind(i64::from(brings_back))
        .execute(&self.pool)
        .await?;
        if brings_back {
            self.changed().await;
        }
        Ok(done.rows_affected() > 0)
    }

    /// Forgets which version a dataset has, so that an older one than before can be shown.
    pub(crate) async fn forget_version(&self, id: &str) -> Result<(), CatalogError> {
        sqlx::query("UPDATE datasets SET version = -1 WHERE id = $1").bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Gives a dataset another name.
    pub(crate) async fn rename_dataset(&self, id: &str, name: &str) -> Result<(), CatalogError> {
        let rename = sqlx::query("UPDATE datasets SET name = $2, updated_at = $3 WHERE id = $1 AND deleted_at IS NULL");
        let done = rename.bind(id).bind(name).bind(now()).execute(&self.pool).await?;
        self.changed().await;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("dataset")) } else { Ok(()) }
    }

    /// All datasets, newest first.
    pub(crate) async fn datasets(&self) -> Result<Vec<Dataset>, CatalogError> {
        Ok(self.datasets_of(&Page::default()).await?.datasets)
    }

    /// A page of them.
    pub(crate) async fn datasets_of(&self, page: &Page) -> Result<DatasetList, CatalogError> {
        let (rows, next) = page.rows(&self.pool, COLUMNS, "(SELECT * FROM datasets WHERE deleted_at IS NULL) AS there").await?;
        Ok(DatasetList { datasets: rows.iter().map(dataset_of).collect::<Result<_, _>>()?, next })
    }

    /// Those that were deleted and can be brought back, the last one first.
    pub(crate) async fn deleted_datasets(&self) -> Result<Vec<Dataset>, CatalogError> {
        let text = format!("SELECT {COLUMNS} FROM datasets WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC");
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&self.pool).await?;
        rows.iter().map(dataset_of).collect()
    }

    /// All rows, also of those that were deleted.
    pub(crate) async fn dataset_rows(&self) -> Result<Vec<Dataset>, CatalogError> {
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT {COLUMNS} FROM datasets"))).fetch_all(&self.pool).await?;
        rows.iter().map(dataset_of).collect()
    }

    /// The ids of all rows, also of those that were deleted.
    pub(crate) async fn dataset_ids(&self) -> Result<Vec<String>, CatalogError> {
        let rows = sqlx::query("SELECT id FROM datasets").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// One dataset with its profile.
    pub(crate) async fn dataset(&self, id: &str) -> Result<StoredDataset, CatalogError> {
        let stored = self.dataset_row(id).await?;
        if stored.dataset.deleted_at.is_none() { Ok(stored) } else { Err(CatalogError::NotFound("dataset")) }
    }

    /// One dataset, also if it was deleted.
    pub(crate) async fn dataset_row(&self, id: &str) -> Result<StoredDataset, CatalogError> {
        let row = sqlx::query("SELECT * FROM datasets WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        let row = row.ok_or(CatalogError::NotFound("dataset"))?;
        let profile: String = row.try_get("profile")?;
        Ok(StoredDataset { dataset: dataset_of(&row)?, profile: serde_json::from_str(&profile)? })
    }

    /// The latest version of a dataset.
    pub(crate) async fn dataset_version(&self, id: &str) -> Result<u64, CatalogError> {
        let row = sqlx::query("SELECT version FROM datasets WHERE id = $1 AND deleted_at IS NULL").bind(id).fetch_optional(&self.pool).await?;
        let row = row.ok_or(CatalogError::NotFound("dataset"))?;
        Ok(row.try_get::<i64, _>("version")?.unsigned_abs())
    }

    /// Whether a dataset is there and not deleted.
    pub(crate) async fn has_dataset(&self, id: &str) -> Result<bool, CatalogError> {
        let row = sqlx::query("SELECT id FROM datasets WHERE id = $1 AND deleted_at IS NULL").bind(id);
        Ok(row.fetch_optional(&self.pool).await?.is_some())
    }

    /// Whether a dataset is there, also if it was deleted.
    pub(crate) async fn has_dataset_row(&self, id: &str) -> Result<bool, CatalogError> {
        Ok(sqlx::query("SELECT id FROM datasets WHERE id = $1").bind(id).fetch_optional(&self.pool).await?.is_some())
    }

    /// Takes a dataset out of sight; it can be brought back. One that was deleted stays so since then.
    pub(crate) async fn delete_dataset(&self, id: &str) -> Result<(), CatalogError> {
        sqlx::query("UPDATE datasets SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL").bind(id).bind(now()).execute(&self.pool).await?;
        self.changed().await;
        Ok(())
    }

    /// Brings a dataset back that is deleted here alone, at the version that it was at.
    pub(crate) async fn undelete_dataset(&self, id: &str) -> Result<(), CatalogError> {
        sqlx::query("UPDATE datasets SET deleted_at = NULL WHERE id = $1").bind(id).execute(&self.pool).await?;
        self.changed().await;
        Ok(())
    }

    /// Forgets a dataset; its files are the storage's to remove.
    pub(crate) async fn remove_dataset(&self, id: &str) -> Result<(), CatalogError> {
        let done = sqlx::query("DELETE FROM datasets WHERE id = $1").bind(id).execute(&self.pool).await?;
        self.changed().await;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("dataset")) } else { Ok(()) }
    }

    /// Forgets a dataset that is deleted since then still; says whether it was. One that was brought back meanwhile stays.
    pub(crate) async fn remove_deleted_dataset(&self, id: &str, since: &str) -> Result<bool, CatalogError> {
        let done = sqlx::query("DELETE FROM datasets WHERE id = $1 AND deleted_at = $2").bind(id).bind(since).execute(&self.pool).await?;
        self.changed().await;
        Ok(done.rows_affected() > 0)
    }
}

fn dataset_of(row: &AnyRow) -> Result<Dataset, CatalogError> {
    let columns: String = row.try_get("columns")?;
    let source: String = row.try_get("source")?;
    let import: String = row.try_get("import")?;
    Ok(Dataset {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        version: row.try_get::<i64, _>("version")?.unsigned_abs(),
        rows: row.try_get::<i64, _>("row_count")?.unsigned_abs(),
        size_bytes: row.try_get::<i64, _>("size_bytes")?.unsigned_abs(),
        columns: serde_json::from_str(&columns)?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        source: serde_json::from_str(&source)?,
        import: serde_json::from_str(&import)?,
        deleted_at: row.try_get("deleted_at")?,
        removed_at: None,
    })
}

/// A database's integers are signed; counts of rows and bytes stay below 2^63.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use shared::wire::dataset::{ImportReport, Source};

    use super::*;
    use crate::catalog::sqlite_url;

    fn dataset() -> Dataset {
        Dataset {
            id: "d".into(),
            name: "d".into(),
            version: 0,
            rows: 0,
            size_bytes: 0,
            columns: Vec::new(),
            created_at: String::new(),
            updated_at: String::new(),
            source: Source::Upload { file_name: "d.csv".into() },
            import: ImportReport::default(),
            deleted_at: None,
            removed_at: None,
        }
    }

    #[tokio::test]
    async fn a_dataset_that_was_brought_back_is_not_removed_for_its_deletion() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(&sqlite_url(&folder.path().join("catalog.sqlite")).unwrap()).await.unwrap();
        catalog.add_dataset(dataset(), &Profile::default()).await.unwrap();
        catalog.delete_dataset("d").await.unwrap();
        let since = catalog.dataset_row("d").await.unwrap().dataset.deleted_at.unwrap();
        catalog.undelete_dataset("d").await.unwrap();
        assert!(!catalog.remove_deleted_dataset("d", &since).await.unwrap());
        assert!(catalog.has_dataset("d").await.unwrap());
        catalog.delete_dataset("d").await.unwrap();
        let since = catalog.dataset_row("d").await.unwrap().dataset.deleted_at.unwrap();
        assert!(catalog.remove_deleted_dataset("d", &since).await.unwrap());
        assert!(!catalog.has_dataset_row("d").await.unwrap());
    }
}
