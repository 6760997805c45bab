//! Rows of `dashboards`.

use shared::wire::dashboard::{Dashboard, DashboardEdit, DashboardList, Tile};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Catalog, CatalogError, Page, json, now};

impl Catalog {
    /// Saves a new dashboard.
    pub(crate) async fn add_dashboard(&self, title: &str, tiles: &[Tile]) -> Result<Dashboard, CatalogError> {
        let id = uuid::Uuid::now_v7().to_string();
        sqlx::query("INSERT INTO dashboards (id, title, version, tiles, created_at, updated_at) VALUES ($1, $2, 1, $3, $4, $4)")
            .bind(&id)
            .bind(title)
            .bind(json(&tiles)?)
            .bind(now())
            .execute(&self.pool)
            .await?;
        self.changed().await;
        self.dashboard(&id).await
    }

    /// All dashboards, newest first.
    pub(crate) async fn dashboards(&self) -> Result<Vec<Dashboard>, CatalogError> {
        Ok(self.dashboards_of(&Page::default()).await?.dashboards)
    }

    /// A page of them.
    pub(crate) async fn dashboards_of(&self, page: &Page) -> Result<DashboardList, CatalogError> {
        let (rows, next) = page.rows(&self.pool, "*", "dashboards").await?;
        Ok(DashboardList { dashboards: rows.iter().map(dashboard_of).collect::<Result<_, _>>()?, next })
    }

    /// One dashboard.
    pub(crate) async fn dashboard(&self, id: &str) -> Result<Dashboard, CatalogError> {
        let row = sqlx::query("SELECT * FROM dashboards WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        dashboard_of(&row.ok_or(CatalogError::NotFound("dashboard"))?)
    }

    /// Saves over a dashboard. With `expected` only if that is still its version.
    pub(crate) async fn save_dashboard(&self, id: &str, edit: &DashboardEdit, expected: Option<u64>) -> Result<Dashboard, CatalogError> {
        // A version that the catalog can't hold is no dashboard's.
        let expected = expected.map(i64::try_from).transpose().map_err(|_| CatalogError::SavedMeanwhile)?;
        let saved = sqlx::query(
            "UPDATE dashboards SET title = $2, tiles = $3, version = version + 1, updated_at = $4
             WHERE id = $1 AND ($5 IS NULL OR version = $5) RETURNING *",
        )
        .bind(id)
        .bind(&edit.title)
        .bind(json(&edit.tiles)?)
        .bind(now())
        .bind(expected)
        // Read to the end: only then is the change made for sure.
        .fetch_all(&self.pool)
        .await?;
        self.changed().await;
        match saved.first() {
            Some(row) => dashboard_of(row),
            None => self.dashboard(id).await.and(Err(CatalogError::SavedMeanwhile)),
        }
    }

    /// Removes a dashboard with its links.
    pub(crate) async fn remove_dashboard(&self, id: &str) -> Result<(), CatalogError> {
        let done = sqlx::query("DELETE FROM dashboards WHERE id = $1").bind(id).execute(&self.pool).await?;
        self.changed().await;
        if done.rows_affected() == 0 { Err(CatalogError::NotFound("dashboard")) } else { Ok(()) }
    }
}

pub(super) fn dashboard_of(row: &AnyRow) -> Result<Dashboard, CatalogError> {
    let tiles: String = row.try_get("tiles")?;
    Ok(Dashboard {
        id: row.try_get("id")?,
        title: row.try_get("title")?,
        version: row.try_get::<i64, _>("version")?.unsigned_abs(),
        tiles: serde_json::from_str(&tiles)?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}
