use axum::extract::State;
use axum::http::StatusCode;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::fault::{self, Point};
use crate::imports::rejected;
use crate::routes::extract::Ids;

/// Delete a dataset. Dashboards that draw it say so from then on.
#[utoipa::path(delete, path = "/api/datasets/{id}", tag = "datasets", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete_dataset(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<StatusCode> {
    let rejected = app.catalog.dataset(&id).await?.dataset.import.rejected;
    app.catalog.remove_dataset(&id).await?;
    fault::point(Point::DeleteRow);
    app.storage.remove(&id).await?;
    fault::point(Point::DeleteFiles);
    app.notices.dataset(&id);
    rejected::forget(&app, rejected.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
