use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::commits;
use crate::error::Answer;
use crate::routes::extract::{Ids, Query};

/// The query of a deletion.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteQuery {
    /// Whether its files are removed at once, so that nothing can bring it back; also of a dataset that was deleted before.
    #[serde(default)]
    pub(crate) purge: bool,
}

/// Delete a dataset. Dashboards that draw it say so from then on.
///
/// It can be brought back (`undelete`) until its files are removed, `SIGHTLINE_RETENTION_DAYS` later.
#[utoipa::path(delete, path = "/api/datasets/{id}", tag = "datasets", params(("id" = String, Path), DeleteQuery),
    responses((status = 204), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_dataset(State(app): State<App>, Ids([id]): Ids<1>, Query(query): Query<DeleteQuery>) -> Answer<StatusCode> {
    match query.purge {
        true => drop(commits::delete::remove(&app, &id).await?),
        false => commits::delete::delete(&app, &id).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}
