use axum::extract::State;
use serde::Deserialize;
use shared::wire::problem::Problem;
use shared::wire::sql::JsonTable;

use crate::app::App;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::routes::extract::{Ids, Query};
use crate::stream::head::some_rows;

/// Rows told at most.
const ROWS: usize = 20;

/// The query of `GET /api/datasets/{id}/head`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HeadQuery {
    /// A version of the dataset; the latest if not given.
    version: Option<u64>,
    /// The number of the first row, from 1, as in rejected cells; 1 if not given. There are none beyond the last.
    from: Option<u64>,
}

/// The first 20 rows of a dataset, or 20 from a row on, as they are or as they were at a version.
#[utoipa::path(get, path = "/api/datasets/{id}/head", tag = "datasets", params(("id" = String, Path), HeadQuery),
    responses((status = 200, body = JsonTable), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn get_head(State(app): State<App>, Ids([id]): Ids<1>, Query(query): Query<HeadQuery>) -> Answer<axum::Json<JsonTable>> {
    let dataset = app.catalog.dataset(&id).await?.dataset;
    let snapshot = commits::available(&app, &dataset, query.version.unwrap_or(dataset.version)).await?;
    let rows = some_rows(&app.storage, &snapshot, query.from.unwrap_or(1), ROWS).await;
    let rows = rows.map_err(|error| Failure::from(error.into_storage()));
    Ok(axum::Json(commits::unless_deleted(&app, &id, rows).await?))
}
