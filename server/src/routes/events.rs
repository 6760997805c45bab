//! Server-sent events of one thing: the whole of it now and after each change.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream::unfold;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;

use crate::notices::{Notice, news};

/// What is watched, and how.
pub(crate) struct Watched<C, L, T> {
    /// The events' name.
    pub(crate) name: &'static str,
    /// Whether a notice is about the thing.
    pub(crate) concerns: C,
    /// Reads the thing; none when it is gone.
    pub(crate) look: L,
    /// Whether nothing will come after this.
    pub(crate) is_last: fn(&T) -> bool,
}

/// The events. They end when the thing is gone or has come to its end, and when the server stops.
pub(crate) fn events<C, L, F, T>(notices: Receiver<Notice>, watched: Watched<C, L, T>) -> Sse<impl Stream<Item = Result<Event, Infallible>>>
where
    C: Fn(&Notice) -> bool + Send + Sync + 'static,
    L: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Option<T>> + Send,
    T: PartialEq + Serialize + Send + 'static,
{
    let stream = unfold((notices, watched, None::<T>), |(mut notices, watched, shown)| async move {
        if shown.as_ref().is_some_and(watched.is_last) {
            return None;
        }
        let now = loop {
            let now = (watched.look)().await?;
            if shown.as_ref() != Some(&now) {
                break now;
            }
            if !news(&mut notices, &watched.concerns).await {
                return None;
            }
        };
        let event = Event::default().event(watched.name).data(serde_json::to_string(&now).unwrap_or_default());
        Some((Ok(event), (notices, watched, Some(now))))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
