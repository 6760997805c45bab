use axum::extract::State;
use shared::wire::problem::Problem;
use shared::wire::sql::JsonTable;

use super::VersionQuery;
use crate::app::App;
use crate::commits;
use crate::error::Answer;
use crate::routes::extract::{Ids, Query};
use crate::storage::StorageError;
use crate::stream::head::first_rows;

/// Rows told at most.
const ROWS: usize = 20;

/// The first 20 rows of a dataset, as they are or as they were at a version.
#[utoipa::path(get, path = "/api/datasets/{id}/head", tag = "datasets", params(("id" = String, Path), VersionQuery),
    responses((status = 200, body = JsonTable), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn get_head(State(app): State<App>, Ids([id]): Ids<1>, Query(query): Query<VersionQuery>) -> Answer<axum::Json<JsonTable>> {
    let dataset = app.catalog.dataset(&id).await?.dataset;
    let snapshot = commits::available(&app, &dataset, query.version.unwrap_or(dataset.version)).await?;
    let rows = first_rows(&app.storage, &snapshot, ROWS).await;
    Ok(axum::Json(rows.map_err(|error| StorageError::Damaged(error.to_string()))?))
}
