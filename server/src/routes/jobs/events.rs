use axum::extract::State;
use axum::response::IntoResponse;
use shared::wire::job::Job;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::jobs;
use crate::notices::Notice;
use crate::routes::events::{Watched, events};
use crate::routes::extract::Ids;

/// Follow a job: an event `job` with the whole job now and after each change. The stream ends when the job is over.
#[utoipa::path(get, path = "/api/jobs/{id}/events", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 404, body = Problem)))]
pub(crate) async fn follow_job(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<impl IntoResponse> {
    let notices = app.notices.subscribe();
    jobs::get(&app, &id).await?;
    let this = Notice::Job { id: id.clone() };
    let look = move || {
        let (app, id) = (app.clone(), id.clone());
        async move { jobs::get(&app, &id).await.ok() }
    };
    Ok(events(notices, Watched { name: "job", concerns: move |notice: &Notice| *notice == this, look, is_last: |job: &Job| job.state.is_over() }))
}
