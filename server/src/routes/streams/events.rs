use axum::extract::State;
use axum::response::IntoResponse;
use shared::wire::problem::Problem;
use shared::wire::stream::Stream;

use crate::app::App;
use crate::error::Answer;
use crate::notices::Notice;
use crate::routes::events::{Watched, events};
use crate::routes::extract::Ids;

/// Follow a stream: an event `stream` with the whole stream now and after each change, at most a few a second. It ends when the
/// stream is deleted.
#[utoipa::path(get, path = "/api/streams/{id}/events", tag = "streams", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 404, body = Problem)))]
pub(crate) async fn follow_stream(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<impl IntoResponse> {
    let notices = app.notices.subscribe();
    app.catalog.stream(&id).await?;
    let this = Notice::Stream { id: id.clone() };
    let look = move || {
        let (app, id) = (app.clone(), id.clone());
        async move { app.catalog.stream(&id).await.ok() }
    };
    Ok(events(notices, Watched { name: "stream", concerns: move |notice: &Notice| *notice == this, look, is_last: |_: &Stream| false }))
}
