use axum::extract::State;
use axum::http::StatusCode;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// Delete a dashboard with its links; its datasets stay.
#[utoipa::path(delete, path = "/api/dashboards/{id}", tag = "dashboards", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete_dashboard(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<StatusCode> {
    app.catalog.remove_dashboard(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
