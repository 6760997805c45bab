//! The tables of a statement: datasets by name or id.
//!
//! The server never parses the statement, because a parser can use up its stack. A dataset comes along if its name or its id
//! occurs anywhere in the text; the child finds out which of them are meant.

use shared::wire::dataset::Dataset;

use super::work::QueryTable;
use crate::app::App;
use crate::catalog::CatalogError;
use crate::error::Answer;
use crate::storage::StorageError;

/// Every dataset that a statement may name, newest first.
pub(super) async fn mentioned(app: &App, sql: &str) -> Answer<Vec<QueryTable>> {
    let mut tables = Vec::new();
    for dataset in app.catalog.datasets().await?.into_iter().filter(|dataset| occurs(dataset, sql)) {
        match latest(app, &dataset).await {
            // Deleted while we looked.
            Err(StorageError::NoVersion(_)) if is_gone(app, &dataset.id).await => {}
            // Its name may occur by chance: a query that means it is told that there is no such table.
            Err(error @ (StorageError::Damaged(_) | StorageError::NoVersion(_))) => {
                tracing::error!(dataset = dataset.id, "a dataset can't be asked by SQL: {error}");
            }
            table => tables.push(table?),
        }
    }
    Ok(tables)
}

async fn latest(app: &App, dataset: &Dataset) -> Result<QueryTable, StorageError> {
    at(app, &dataset.id, &dataset.name, dataset.version).await
}

/// One version of a dataset.
pub(super) async fn at(app: &App, id: &str, name: &str, version: u64) -> Result<QueryTable, StorageError> {
    let snapshot = app.storage.snapshot(id, version).await?;
    Ok(QueryTable { id: id.to_owned(), version, table: app.storage.table_ref(&snapshot, &snapshot.files, name) })
}

async fn is_gone(app: &App, id: &str) -> bool {
    matches!(app.catalog.dataset(id).await, Err(CatalogError::NotFound(_)))
}

fn occurs(dataset: &Dataset, sql: &str) -> bool {
    sql.contains(&dataset.id) || sql.contains(&dataset.name) || sql.contains(&dataset.name.replace('"', "\"\""))
}
