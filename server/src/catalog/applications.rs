//! Rows of `applications`: which columns of which dataset a model made.

use super::jobs::stored;
use super::{Catalog, CatalogError, json};
use crate::ml::AddedColumn;

impl Catalog {
    /// The columns that a model made in a dataset; none before the first time.
    pub(crate) async fn added_columns(&self, model: &str, dataset: &str) -> Result<Vec<AddedColumn>, CatalogError> {
        let row = sqlx::query("SELECT columns FROM applications WHERE model = $1 AND dataset = $2")
            .bind(model)
            .bind(dataset)
            .fetch_optional(&self.pool)
            .await?;
        row.map_or(Ok(Vec::new()), |row| stored(&row, "columns"))
    }

    /// The names of the columns that other models made, or are about to make, in a dataset.
    pub(crate) async fn columns_of_others(&self, model: &str, dataset: &str) -> Result<Vec<String>, CatalogError> {
        let rows = sqlx::query("SELECT columns FROM applications WHERE model <> $1 AND dataset = $2").bind(model).bind(dataset);
        let rows = rows.fetch_all(&self.pool).await?;
        let columns = rows.iter().map(|row| stored::<Vec<AddedColumn>>(row, "columns")).collect::<Result<Vec<_>, _>>()?;
        Ok(columns.into_iter().flatten().map(|column| column.name).collect())
    }

    /// Writes down which columns a model makes in a dataset.
    pub(crate) async fn save_added_columns(&self, model: &str, dataset: &str, columns: &[AddedColumn]) -> Result<(), CatalogError> {
        sqlx::query(
            "INSERT INTO applications (model, dataset, columns) VALUES ($1, $2, $3)
             ON CONFLICT (model, dataset) DO UPDATE SET columns = excluded.columns",
        )
        .bind(model)
        .bind(dataset)
        .bind(json(&columns)?)
        .execute(&self.pool)
        .await?;
        self.changed().await;
        Ok(())
    }
}
