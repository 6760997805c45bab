use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream::unfold;
use shared::wire::job::Job;
use shared::wire::problem::Problem;
use tokio::sync::broadcast::Receiver;

use crate::app::App;
use crate::error::Answer;
use crate::jobs;
use crate::notices::Notice;
use crate::routes::extract::Ids;

/// How often one looks although nobody called: another server may run the job.
const POLL: Duration = Duration::from_secs(2);

/// Follow a job: an event `job` with the whole job now and after each change. The stream ends when the job is over.
#[utoipa::path(get, path = "/api/jobs/{id}/events", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 404, body = Problem)))]
pub(crate) async fn follow_job(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let notices = app.notices.subscribe();
    jobs::get(&app, &id).await?;
    let watch = Watch { app, id, notices, shown: None };
    let events = unfold(watch, |mut watch| async move {
        let job = watch.next().await?;
        let event = Event::default().event("job").data(serde_json::to_string(&job).unwrap_or_default());
        watch.shown = Some(job);
        Some((Ok(event), watch))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

struct Watch {
    app: App,
    id: String,
    notices: Receiver<Notice>,
    shown: Option<Job>,
}

impl Watch {
    /// The job when it differs from the one shown last; none when no more will come.
    async fn next(&mut self) -> Option<Job> {
        if self.shown.as_ref().is_some_and(|job| job.state.is_over()) {
            return None;
        }
        loop {
            let job = jobs::get(&self.app, &self.id).await.ok()?;
            if self.shown.as_ref() != Some(&job) {
                return Some(job);
            }
            self.called().await?;
        }
    }

    /// Waits for a reason to look again; none when the server ends.
    async fn called(&mut self) -> Option<()> {
        let call = async {
            loop {
                match self.notices.recv().await {
                    Ok(Notice::Job { id }) if id != self.id => {}
                    Ok(Notice::Job { .. }) | Err(_) => return Some(()),
                    Ok(Notice::Stopping) => return None,
                    Ok(_) => {}
                }
            }
        };
        tokio::time::timeout(POLL, call).await.unwrap_or(Some(()))
    }
}
