//! Bytes that must keep coming: a sender of one now and then would hold its place for ever.

use std::error::Error;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream::{BoxStream, unfold};
use futures::{Stream, StreamExt, TryStreamExt};
use tokio::time::{Instant, timeout};

/// How fast bytes must come, and how long they may take in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// In each of these, counted while somebody waits for bytes…
    pub(crate) window: Duration,
    /// … so many.
    pub(crate) least_bytes: u64,
    /// From the first to the last; as long as they like if that is none.
    pub(crate) whole: Option<Duration>,
}

/// Why bytes end before they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Cut {
    /// Too little in too much time.
    #[error("the bytes come too slowly")]
    Slow,
    /// The connection ended.
    #[error("the connection broke")]
    BrokeOff,
}

impl Cut {
    /// Why a body that `guard::pace` watches ended, of the error that its reader got; none if it is about something else.
    pub(crate) fn within(error: &(dyn Error + 'static)) -> Option<Cut> {
        error.downcast_ref().copied().or_else(|| Cut::within(error.source()?))
    }
}

/// The bytes of a request's body, which `guard::pace` watches.
pub(crate) fn chunks(body: Body) -> BoxStream<'static, Result<Bytes, Cut>> {
    body.into_data_stream().map_err(|error| Cut::within(&error).unwrap_or(Cut::BrokeOff)).boxed()
}

struct Paced<S> {
    bytes: S,
    pace: Pace,
    /// How long `least_bytes` may still be waited for.
    left: Duration,
    arrived: u64,
    end: Option<Instant>,
}

/// The same bytes, broken off where they come too slowly.
pub(crate) fn paced<S, E>(bytes: S, pace: Pace) -> BoxStream<'static, Result<Bytes, Cut>>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
{
    let paced = Paced { bytes, pace, left: pace.window, arrived: 0, end: pace.whole.map(|whole| Instant::now() + whole) };
    unfold(Some(paced), |paced| async move {
        let mut paced = paced?;
        match paced.next().await.transpose()? {
            Ok(chunk) => Some((Ok(chunk), Some(paced))),
            Err(cut) => Some((Err(cut), None)),
        }
    })
    .boxed()
}

impl<S, E> Paced<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    async fn next(&mut self) -> Result<Option<Bytes>, Cut> {
        let begun = Instant::now();
        let wait = self.end.map_or(self.left, |end| self.left.min(end.saturating_duration_since(begun)));
        let chunk = match timeout(wait, self.bytes.next()).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(chunk))) if self.end.is_none_or(|end| Instant::now() < end) => chunk,
            Ok(Some(Err(_))) => return Err(Cut::BrokeOff),
            Ok(Some(Ok(_))) | Err(_) => return Err(Cut::Slow),
        };
        self.left = self.left.saturating_sub(begun.elapsed());
        self.arrived = self.arrived.saturating_add(chunk.len() as u64);
        if self.arrived >= self.pace.least_bytes {
            (self.arrived, self.left) = (0, self.pace.window);
        }
        Ok(Some(chunk))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::convert::Infallible;
    use std::io;

    use futures::stream::{iter, pending};

    use super::*;

    const QUICK: Pace = Pace { window: Duration::from_millis(200), least_bytes: 10, whole: None };

    async fn last(bytes: impl Stream<Item = Result<Bytes, io::Error>> + Send + Unpin + 'static, pace: Pace) -> Option<Cut> {
        paced(bytes, pace).collect::<Vec<_>>().await.pop()?.err()
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
        let all: Vec<_> = paced(iter([Ok::<_, Infallible>(Bytes::from_static(b"ab"))]), QUICK).collect().await;
        assert_eq!(all.len(), 1);
    }

    #[tokio::test]
    async fn a_sender_that_stalls_is_left() {
        assert_eq!(last(chunks(25).chain(pending()), QUICK).await, Some(Cut::Slow));
    }

    #[tokio::test]
    async fn a_sender_that_sends_one_byte_now_and_then_is_left() {
        assert_eq!(last(drip(), QUICK).await, Some(Cut::Slow));
    }

    #[tokio::test]
    async fn a_file_without_end_is_left_in_time() {
        let pace = Pace { least_bytes: 1, whole: Some(Duration::from_millis(300)), ..QUICK };
        assert_eq!(last(drip(), pace).await, Some(Cut::Slow));
    }

    #[tokio::test]
    async fn a_connection_that_breaks_is_no_end() {
        let broken = chunks(3).chain(iter([Err(io::Error::other("reset"))]));
        assert_eq!(last(broken, QUICK).await, Some(Cut::BrokeOff));
    }

    #[tokio::test]
    async fn a_reader_who_takes_his_time_is_no_slow_sender() {
        let mut bytes = paced(chunks(5), QUICK);
        let mut read = 0;
        while let Some(chunk) = bytes.next().await {
            read += chunk.unwrap().len();
            tokio::time::sleep(QUICK.window / 2).await;
        }
        assert_eq!(read, 5);
    }
}
