use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream as Events;
use futures::stream::unfold;
use shared::wire::problem::Problem;
use shared::wire::stream::Stream;
use tokio::sync::broadcast::Receiver;

use crate::app::App;
use crate::error::Answer;
use crate::notices::Notice;
use crate::routes::extract::Ids;

/// How often one looks although nobody called: another server may run the stream.
const POLL: Duration = Duration::from_secs(2);

/// Follow a stream: an event `stream` with the whole stream now and after each change, at most a few a second. It ends when the
/// stream is deleted.
#[utoipa::path(get, path = "/api/streams/{id}/events", tag = "streams", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 404, body = Problem)))]
pub(crate) async fn follow_stream(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Sse<impl Events<Item = Result<Event, Infallible>>>> {
    let notices = app.notices.subscribe();
    app.catalog.stream(&id).await?;
    let watch = Watch { app, id, notices, shown: None };
    let events = unfold(watch, |mut watch| async move {
        let stream = watch.next().await?;
        let event = Event::default().event("stream").data(serde_json::to_string(&stream).unwrap_or_default());
        watch.shown = Some(stream);
        Some((Ok(event), watch))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

struct Watch {
    app: App,
    id: String,
    notices: Receiver<Notice>,
    shown: Option<Stream>,
}

impl Watch {
    /// The stream when it differs from what was shown last; none when no more will come.
    async fn next(&mut self) -> Option<Stream> {
        loop {
            let stream = self.app.catalog.stream(&self.id).await.ok()?;
            if self.shown.as_ref() != Some(&stream) {
                return Some(stream);
            }
            self.called().await?;
        }
    }

    /// Waits for a reason to look again; none when the server ends.
    async fn called(&mut self) -> Option<()> {
        let call = async {
            loop {
                match self.notices.recv().await {
                    Ok(Notice::Stream { id }) if id == self.id => return Some(()),
                    Ok(Notice::Stopping) => return None,
                    Ok(_) => {}
                    Err(_) => return Some(()),
                }
            }
        };
        tokio::time::timeout(POLL, call).await.unwrap_or(Some(()))
    }
}
