use axum::extract::State;
use axum::response::Json;
use shared::wire::problem::Problem;
use shared::wire::profile::Profile;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// What the columns of a dataset's latest version look like.
#[utoipa::path(get, path = "/api/datasets/{id}/profile", tag = "datasets", params(("id" = String, Path)),
    responses((status = 200, body = Profile), (status = 404, body = Problem)))]
pub(crate) async fn get_profile(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Profile>> {
    Ok(Json(app.catalog.dataset(&id).await?.profile))
}
