use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::wire::dashboard::Dashboard;
use shared::wire::problem::Problem;

use super::tagged;
use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// One dashboard.
#[utoipa::path(get, path = "/api/dashboards/{id}", tag = "dashboards", params(("id" = String, Path)),
    responses((status = 200, body = Dashboard, headers(("ETag" = String))), (status = 404, body = Problem)))]
pub(crate) async fn get_dashboard(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Response> {
    Ok(tagged(StatusCode::OK, app.catalog.dashboard(&id).await?))
}
