//! Bytes that must keep coming: a server that sends one now and then would hold its place for ever.

use std::time::Duration;

use bytes::Bytes;
use futures::stream::{BoxStream, unfold};
use futures::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

use super::error::{WebError, WebTrouble};

/// How fast bytes must come, and how long they may take in all.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// In each of these…
    pub(super) window: Duration,
    /// … so many bytes.
    pub(super) least_bytes: usize,
    /// From the first to the last.
    pub(super) whole: Duration,
}

struct Paced<S> {
    bytes: S,
    host: String,
    pace: Pace,
    /// When `least_bytes` must be here.
    due: Instant,
    arrived: usize,
    end: Instant,
}

/// The bytes of the server `host`, broken off where they come too slowly.
pub(super) fn paced<S, E>(bytes: S, host: String, pace: Pace) -> BoxStream<'static, Result<Bytes, WebError>>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
{
    let now = Instant::now();
    let paced = Paced { bytes, host, pace, due: now + pace.window, arrived: 0, end: now + pace.whole };
    unfold(Some(paced), move |paced| async move {
        let mut paced = paced?;
        let trouble = match timeout_at(paced.due.min(paced.end), paced.bytes.next()).await {
            Ok(None) => return None,
            Ok(Some(Ok(chunk))) if Instant::now() < paced.end => {
                paced.arrived += chunk.len();
                if paced.arrived >= pace.least_bytes {
                    (paced.arrived, paced.due) = (0, Instant::now() + paced.pace.window);
                }
                return Some((Ok(chunk), Some(paced)));
            }
            Ok(Some(Err(_))) => WebTrouble::BrokeOff,
            Ok(Some(Ok(_))) | Err(_) => WebTrouble::Slow,
        };
        Some((Err(WebError { host: paced.host, trouble }), None))
    })
    .boxed()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::convert::Infallible;
    use std::io;

    use futures::stream::{iter, pending};

    use super::*;

    const QUICK: Pace = Pace { window: Duration::from_millis(200), least_bytes: 10, whole: Duration::from_secs(60) };

    async fn last(bytes: impl Stream<Item = Result<Bytes, io::Error>> + Send + Unpin + 'static, pace: Pace) -> Option<WebTrouble> {
        paced(bytes, "h".into(), pace).collect::<Vec<_>>().await.pop()?.err().map(|error| error.trouble)
    }

    fn chunks(count: usize) -> impl Stream<Item = Result<Bytes, io::Error>> {
        iter((0..count).map(|_| Ok(Bytes::from_static(b"x"))))
    }

    /// One byte every 50 ms, for ever.
    fn drip() -> impl Stream<Item = Result<Bytes, io::Error>> + Send + Unpin {
        let interval = tokio::time::interval(Duration::from_millis(50));
        Box::pin(unfold(interval, |mut interval| async move {
            interval.tick().await;
            Some((Ok(Bytes::from_static(b"x")), interval))
        }))
    }

    #[tokio::test]
    async fn bytes_that_keep_coming_pass_whole() {
        assert_eq!(last(chunks(100), QUICK).await, None);
        let all: Vec<_> = paced(iter([Ok::<_, Infallible>(Bytes::from_static(b"ab"))]), "h".into(), QUICK).collect().await;
        assert_eq!(all.len(), 1);
    }

    #[tokio::test]
    async fn a_server_that_stalls_is_left() {
        assert_eq!(last(chunks(25).chain(pending()), QUICK).await, Some(WebTrouble::Slow));
    }

    #[tokio::test]
    async fn a_server_that_sends_one_byte_now_and_then_is_left() {
        assert_eq!(last(drip(), QUICK).await, Some(WebTrouble::Slow));
    }

    #[tokio::test]
    async fn a_file_without_end_is_left_in_time() {
        let pace = Pace { least_bytes: 1, whole: Duration::from_millis(300), ..QUICK };
        assert_eq!(last(drip(), pace).await, Some(WebTrouble::Slow));
    }

    #[tokio::test]
    async fn a_connection_that_breaks_is_no_end() {
        let broken = chunks(3).chain(iter([Err(io::Error::other("reset"))]));
        assert_eq!(last(broken, QUICK).await, Some(WebTrouble::BrokeOff));
    }
}
