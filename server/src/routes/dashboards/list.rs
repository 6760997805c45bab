use axum::extract::State;
use axum::response::Json;
use shared::wire::dashboard::DashboardList;

use crate::app::App;
use crate::error::Answer;

/// All dashboards, newest first.
#[utoipa::path(get, path = "/api/dashboards", tag = "dashboards", responses((status = 200, body = DashboardList)))]
pub(crate) async fn list_dashboards(State(app): State<App>) -> Answer<Json<DashboardList>> {
    Ok(Json(DashboardList { dashboards: app.catalog.dashboards().await? }))
}
