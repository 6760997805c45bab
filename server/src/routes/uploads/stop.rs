use axum::extract::State;
use axum::http::StatusCode;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// Give an upload up (tus 1.0); its bytes are thrown away.
#[utoipa::path(delete, path = "/api/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(crate) async fn stop_upload(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<StatusCode> {
    let (kept, _turn) = app.uploads.take_over(&id).await?;
    kept.discard()?;
    app.aheads.forget(&id);
    Ok(StatusCode::NO_CONTENT)
}
