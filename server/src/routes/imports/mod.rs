//! `/api/imports`

use axum::extract::State;
use axum::response::Json;
use shared::wire::import::ImportProgress;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::{Answer, Failure};
use crate::routes::extract::Ids;

/// How far an import is, while it is under way.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "datasets", params(("id" = String, Path)),
    responses((status = 200, body = ImportProgress), (status = 404, body = Problem)))]
pub(crate) async fn get_import(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<ImportProgress>> {
    app.imports.get(&id).map(Json).ok_or_else(|| Failure::not_found("import"))
}
