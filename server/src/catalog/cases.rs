//! Rows of `cases`.

use sqlx::Row;

use super::{Catalog, CatalogError, json};
use crate::cases::Made;

impl Catalog {
    /// What was made of a case; none if nobody asked for it yet.
    pub(crate) async fn case(&self, key: &str) -> Result<Option<Made>, CatalogError> {
        let row = sqlx::query("SELECT made FROM cases WHERE key = $1").bind(key).fetch_optional(&self.pool).await?;
        row.map(|row| Ok(serde_json::from_str(&row.try_get::<String, _>("made")?)?)).transpose()
    }

    /// Keeps what was made of a case.
    pub(crate) async fn save_case(&self, key: &str, made: &Made) -> Result<(), CatalogError> {
        sqlx::query("INSERT INTO cases (key, made) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET made = $2")
            .bind(key)
            .bind(json(made)?)
            .execute(&self.pool)
            .await?;
        self.changed().await;
        Ok(())
    }
}
